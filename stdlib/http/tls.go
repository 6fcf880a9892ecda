package http

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"strings"
)

// NewTLS returns TLS settings from PEM: ca are authorities that count instead
// of the system's, cert and key the client's own certificate. Empty ones are
// left out. min is "1.2", "1.3" or empty.
func NewTLS(min string, ca, cert, key []byte) (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	switch min {
	case "", "1.2":
	case "1.3":
		config.MinVersion = tls.VersionTLS13
	default:
		return nil, errors.New("TLS " + min + " is not safe or not known: 1.2 and 1.3 are")
	}
	if len(ca) > 0 {
		pool, err := authorities(ca)
		if err != nil {
			return nil, err
		}
		config.RootCAs = pool
	}
	if len(cert) > 0 || len(key) > 0 {
		pair, err := tls.X509KeyPair(cert, key)
		if err != nil {
			return nil, errors.New("the client certificate and its key cannot be used: " + trimTLS(err))
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return config, nil
}

func tlsConfig(given *tls.Config) *tls.Config {
	if given == nil {
		given = &tls.Config{}
	}
	config := given.Clone()
	config.MinVersion = max(config.MinVersion, tls.VersionTLS12)
	config.GetClientCertificate = func(asked *tls.CertificateRequestInfo) (*tls.Certificate, error) {
		chosen := &tls.Certificate{} // none
		for i := range given.Certificates {
			if asked.SupportsCertificate(&given.Certificates[i]) == nil {
				chosen = &given.Certificates[i]
				break
			}
		}
		if s := spentOf(asked.Context()); s != nil {
			s.identified(len(chosen.Certificate) > 0)
		}
		return chosen, nil
	}
	return config
}

func authorities(pem []byte) (*x509.CertPool, error) {
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, errors.New("no certificate of an authority in the PEM text")
	}
	return pool, nil
}

func trimTLS(err error) string {
	return strings.TrimPrefix(strings.TrimPrefix(err.Error(), "tls: "), "x509: ")
}
