package http

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
	"time"

	"lcs/limits"
)

// failure is the end of an attempt whose kind and words are known.
type failure struct {
	kind    Kind
	message string
}

func (f *failure) Error() string { return f.message }

// explainNetwork says in a user's words what the transport ran into. sent says
// whether the whole request was written: then it may have been processed.
func explainNetwork(err error, sent bool, most *limits.Limits) (Kind, string) {
	var (
		refused *refusedAddress
		name    *net.DNSError
		timeout net.Error
	)
	switch {
	case errors.As(err, &refused):
		return Network, refused.Error()
	case errors.As(err, &name):
		return explainDNS(name)
	case errors.Is(err, syscall.ECONNREFUSED):
		return Network, "connection refused" + by(err)
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE),
		errors.Is(err, syscall.ECONNABORTED), errors.Is(err, net.ErrClosed):
		return Network, "connection reset " + whether(sent)
	case strings.Contains(err.Error(), "client conn could not be established"): // of HTTP/2, which keeps the reason to itself
		return Network, "connection closed before the request was sent"
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return Network, "host unreachable" + by(err)
	}
	if message := explainTLS(err); message != "" {
		return Network, message
	}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return Network, "the answer ended early"
	case errors.Is(err, io.EOF), strings.Contains(err.Error(), "server closed idle connection"):
		return Network, "connection closed without an answer " + whether(sent)
	case errors.As(err, &timeout) && timeout.Timeout():
		return Timeout, "no connection could be made: " + trimNet(err)
	case unlikeHTTP(err):
		return Network, "the answer is not HTTP: " + trimNet(err)
	case strings.Contains(err.Error(), "response headers exceeded"), strings.Contains(err.Error(), "response header list larger"):
		return Network, most.Exceeded(limits.AnswerHeaders, "the answer's headers are larger than %s").Error()
	}
	return Network, trimNet(err)
}

// unlikeHTTP reports whether the transport could make nothing of what came. Its
// errors have no types.
func unlikeHTTP(err error) bool {
	for _, words := range []string{"malformed HTTP", "malformed MIME header", "chunk", "trailer", "Content-Length"} {
		if strings.Contains(err.Error(), words) {
			return true
		}
	}
	return false
}

func whether(sent bool) string {
	if sent {
		return "after the request was sent"
	}
	return "before the request was sent"
}

// by names the address of a failed connection.
func by(err error) string {
	var op *net.OpError
	if errors.As(err, &op) && op.Addr != nil {
		return " by " + op.Addr.String()
	}
	return ""
}

func explainDNS(err *net.DNSError) (Kind, string) {
	switch {
	case err.IsNotFound:
		return Network, fmt.Sprintf("no such host: %s", err.Name)
	case err.IsTimeout:
		return Timeout, fmt.Sprintf("the address of %s could not be found in time", err.Name)
	}
	return Network, fmt.Sprintf("the address of %s could not be found: %s", err.Name, err.Err)
}

func explainTLS(err error) string {
	var (
		host    x509.HostnameError
		unknown x509.UnknownAuthorityError
		invalid x509.CertificateInvalidError
		record  tls.RecordHeaderError
		alert   tls.AlertError
		verify  *tls.CertificateVerificationError
	)
	switch {
	case errors.As(err, &host):
		return "certificate is for " + certificateNames(host.Certificate) + ", not for " + host.Host
	case errors.As(err, &unknown):
		return "certificate is signed by an unknown authority"
	case errors.As(err, &invalid):
		return explainCertificate(invalid)
	case errors.As(err, &record) && string(record.RecordHeader[:]) == "HTTP/":
		return "the server speaks plain http here, not https"
	case errors.As(err, &record):
		return "the server does not speak TLS here"
	case strings.Contains(err.Error(), "protocol version not supported"),
		strings.Contains(err.Error(), "server selected unsupported protocol version"):
		return "the server speaks no TLS version that is allowed here"
	case errors.As(err, &alert):
		return "the server refused the TLS connection: " + trimTLS(alert)
	case errors.As(err, &verify):
		return "certificate cannot be verified: " + trimTLS(verify.Err)
	}
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "remote error" {
		return "the server refused the TLS connection: " + trimTLS(op.Err)
	}
	return ""
}

func explainCertificate(err x509.CertificateInvalidError) string {
	if err.Reason == x509.Expired && err.Cert != nil {
		// Reason is the same for one that is not valid yet; its words are not.
		if strings.Contains(err.Detail, "is before") {
			return "certificate is not valid before " + err.Cert.NotBefore.UTC().Format(time.DateOnly)
		}
		return "certificate expired on " + err.Cert.NotAfter.UTC().Format(time.DateOnly)
	}
	return "certificate cannot be used: " + trimTLS(err)
}

func certificateNames(c *x509.Certificate) string {
	names := c.DNSNames
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	switch {
	case len(names) == 0 && c.Subject.CommonName != "":
		return c.Subject.CommonName
	case len(names) == 0:
		return "no host"
	case len(names) > 3:
		return strings.Join(names[:3], ", ") + fmt.Sprintf(" and %d more", len(names)-3)
	}
	return strings.Join(names, ", ")
}

// trimNet takes the words off that say where in Go's libraries an error arose.
func trimNet(err error) string {
	text := err.Error()
	for _, prefix := range []string{"net/http: ", "HTTP/1.x transport connection broken: ", "http: ", "http2: "} {
		text = strings.TrimPrefix(text, prefix)
	}
	return text
}
