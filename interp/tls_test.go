package interp_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lcs/interp"
	"lcs/value"
)

// authority signs certificates.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pem  string
}

// identity is a certificate with its key, as PEM.
type identity struct{ cert, key string }

func newAuthority(t *testing.T, name string) *authority {
	t.Helper()
	a := &authority{}
	own := a.sign(t, &x509.Certificate{Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}, 0, 1)
	pair, err := tls.X509KeyPair([]byte(own.cert), []byte(own.key))
	if err != nil {
		t.Fatal(err)
	}
	return &authority{cert: pair.Leaf, key: pair.PrivateKey.(*ecdsa.PrivateKey), pem: own.cert}
}

// sign makes a certificate that is good between two days from now.
func (a *authority) sign(t *testing.T, template *x509.Certificate, from, to int) identity {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template.SerialNumber = big.NewInt(time.Now().UnixNano())
	template.NotBefore, template.NotAfter = time.Now().AddDate(0, 0, from).Add(-time.Hour), time.Now().AddDate(0, 0, to)
	parent, by := a.cert, a.key
	if parent == nil {
		parent, by = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), by)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return identity{
		string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})),
		string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: raw})),
	}
}

func (a *authority) client(t *testing.T, from, to int) identity {
	return a.sign(t, &x509.Certificate{Subject: pkix.Name{CommonName: "acme"}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}, from, to)
}

func (a *authority) server(t *testing.T, from, to int, names ...string) identity {
	template := &x509.Certificate{Subject: pkix.Name{CommonName: "partner"}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	return a.sign(t, template, from, to)
}

// secureServer answers over TLS with the client's name and the protocol. Clients
// must have a certificate of an authority, when one is given.
func secureServer(t *testing.T, as identity, clients *authority, change func(*httptest.Server)) *httptest.Server {
	t.Helper()
	pair, err := tls.X509KeyPair([]byte(as.cert), []byte(as.key))
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := ""
		if len(r.TLS.PeerCertificates) > 0 {
			name = r.TLS.PeerCertificates[0].Subject.CommonName
		}
		fmt.Fprintf(w, "%s %s", name, r.Proto)
	}))
	s.TLS = &tls.Config{Certificates: []tls.Certificate{pair}}
	if clients != nil {
		s.TLS.ClientAuth, s.TLS.ClientCAs = tls.RequireAndVerifyClientCert, x509.NewCertPool()
		s.TLS.ClientCAs.AddCert(clients.cert)
	}
	s.EnableHTTP2 = true
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	if change != nil {
		change(s) // before it serves, which reads what stands there
	}
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// refused is what is said when the server did not take our certificate: its
// reason, or, where that was lost with the connection, that it had asked.
func refused(reason, given string) string {
	var all []string
	for _, end := range []string{"reset", "closed", "closed without an answer"} {
		for _, when := range []string{"before", "after"} {
			all = append(all, "network: connection "+end+" "+when+" the request was sent: the server had asked for a certificate, and was given "+given)
		}
	}
	return strings.Join(append(all, "network: the server refused the TLS connection: "+reason), "|")
}

const tlsScript = `flow "tls"
settings { ca: string = "", cert: string = "", key: secret = "" }
lead { id: string }
service bank { base "BASE"  POOL  tls { TLS } }
step ask {
  request GET bank "/"
  expect 200 text
  map { said: response }
  on network { reject "network: {{error.message}}" }
}
accept
`

// askOver runs a script, which lies in a folder, and returns what became of its
// lead: what the server said, or the reason.
func askOver(t *testing.T, folder, base, settings string, given map[string]string) string {
	t.Helper()
	text := strings.NewReplacer("BASE", base, "TLS", settings, "POOL", "").Replace(tlsScript)
	program := compile(t, filepath.Join(folder, "flow.lcs"), text)
	options := interp.Options{AllowPrivate: true, Settings: map[string]interp.Setting{}}
	for name, v := range given {
		options.Settings[name] = interp.Setting{Value: v}
	}
	run, problems := program.Start(t.Context(), options)
	if problems.HasErrors() {
		return diagnostics(problems)
	}
	defer run.Close()
	r := run.Do(t.Context(), interp.Record{Value: value.NewObject(value.Entry{Key: "id", Value: "1"})})
	if r.Outcome != interp.Success {
		return r.Reason
	}
	return value.Text(r.Steps[0].Outputs.Value("said"))
}

// A bank that wants to know who calls, and everything that can be wrong about
// certificates, theirs and ours.
func TestTLS(t *testing.T) {
	t.Parallel()
	ours, other := newAuthority(t, "ours"), newAuthority(t, "other")
	folder := t.TempDir()
	files := map[string]string{"ca.pem": ours.pem, "other.pem": other.pem, "nothing.pem": "hello"}
	for name, who := range map[string]identity{
		"us": ours.client(t, 0, 10), "old": ours.client(t, -20, -10), "strange": other.client(t, 0, 10), "server": ours.server(t, 0, 10, "127.0.0.1"),
	} {
		files[name+".pem"], files[name+".key"] = who.cert, who.key
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	here := ours.server(t, 0, 10, "127.0.0.1")
	strict := secureServer(t, here, ours, nil)
	relaxed := secureServer(t, here, nil, nil)
	elsewhere := secureServer(t, ours.server(t, 0, 10, "bank.example", "www.bank.example"), nil, nil)
	expired := secureServer(t, ours.server(t, -20, -10, "127.0.0.1"), nil, nil)
	early := secureServer(t, ours.server(t, 10, 20, "127.0.0.1"), nil, nil)
	old := secureServer(t, here, nil, func(s *httptest.Server) { s.TLS.MinVersion, s.TLS.MaxVersion = tls.VersionTLS10, tls.VersionTLS11 })
	twelve := secureServer(t, here, nil, func(s *httptest.Server) { s.TLS.MaxVersion = tls.VersionTLS12 })
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	us := map[string]string{"ca": files["ca.pem"], "cert": files["us.pem"], "key": files["us.key"]}
	const withUs = `ca settings.ca  cert settings.cert  key settings.key`

	for _, tc := range []struct {
		name, base, tls string
		settings        map[string]string
		want            string // the beginning of it; of what may be, where it is a matter of who is faster
	}{
		{"files beside the script", strict.URL, `ca "./ca.pem"  cert "./us.pem"  key "us.key"`, nil, "acme HTTP/2.0"},
		{"settings", strict.URL, withUs, us, "acme HTTP/2.0"},
		{"settings with room around", strict.URL, withUs, map[string]string{"ca": "\n" + us["ca"], "cert": "\r\n" + us["cert"], "key": "\n\n" + us["key"] + "\n"}, "acme HTTP/2.0"},
		{"settings that are paths", strict.URL, withUs, map[string]string{"ca": folder + "/ca.pem", "cert": folder + "/us.pem", "key": folder + "/us.key"}, "acme HTTP/2.0"},
		{"nobody asks who we are", relaxed.URL, `ca "ca.pem"`, nil, " HTTP/2.0"},
		{"1.2 is enough", twelve.URL, `ca "ca.pem"`, nil, " HTTP/2.0"},

		{"we do not say who we are", strict.URL, `ca "ca.pem"`, nil, refused("certificate required", "none")},
		{"ours is of someone else", strict.URL, `ca "ca.pem"  cert "strange.pem"  key "strange.key"`, nil, refused("certificate required", "none")},
		{"ours is out of date", strict.URL, `ca "ca.pem"  cert "old.pem"  key "old.key"`, nil, refused("expired certificate", "ours")},
		{"ours is that of a server", strict.URL, `ca "ca.pem"  cert "server.pem"  key "server.key"`, nil, refused("bad certificate", "ours")},
		{"theirs is of nobody we know", strict.URL, `min 1.2`, nil, "network: certificate is signed by an unknown authority"},
		{"theirs is of someone else", relaxed.URL, `ca "other.pem"`, nil, "network: certificate is signed by an unknown authority"},
		{"theirs is for another host", elsewhere.URL, `ca "ca.pem"`, nil, "network: certificate is for bank.example, www.bank.example, not for 127.0.0.1"},
		{"theirs is out of date", expired.URL, `ca "ca.pem"`, nil, "network: certificate expired on 20"},
		{"theirs is not valid yet", early.URL, `ca "ca.pem"`, nil, "network: certificate is not valid before 20"},
		{"their TLS is too old", old.URL, `ca "ca.pem"`, nil, "network: the server speaks no TLS version that is allowed here"},
		{"their TLS is older than we want", twelve.URL, `ca "ca.pem"  min 1.3`, nil, "network: the server speaks no TLS version that is allowed here"},
		{"they speak no TLS", "https" + strings.TrimPrefix(plain.URL, "http"), `ca "ca.pem"`, nil, "network: the server speaks plain http here, not https"},

		{"no such file", strict.URL, `ca "./none.pem"`, nil, "LCS7204: 'ca' cannot be read: " + folder + "/none.pem: no such file or directory"},
		{"no certificate in it", strict.URL, `ca "nothing.pem"`, nil, "LCS7204: no certificate of an authority in the PEM text"},
		{"the key of another", strict.URL, `cert "us.pem"  key "old.key"`, nil, "LCS7204: the client certificate and its key cannot be used: private key does not match public key"},
		{"a certificate without its key", strict.URL, `cert "us.pem"`, nil, "LCS7204: the client certificate and its key cannot be used: "},
		{"a key that is none is not shown", strict.URL, `cert "us.pem"  key settings.key`, map[string]string{"key": "s3cr3t-key-without-its-head"}, "LCS7204: 'key' cannot be read: it is neither PEM, which begins with -----BEGIN, nor the path of a file that can be read"},
	} {
		got := askOver(t, folder, tc.base, tc.tls, tc.settings)
		fits := func(want string) bool {
			return strings.HasPrefix(got, want) || strings.HasPrefix(want, "LCS") && strings.Contains(got, want)
		}
		if !slices.ContainsFunc(strings.Split(tc.want, "|"), fits) {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
		if strings.Contains(got, "s3cr3t") || strings.Contains(got, "BEGIN PRIVATE") {
			t.Errorf("%s: a key in %s", tc.name, got)
		}
	}
}

// A pool holds for HTTP/2 as well, whose requests share connections.
func TestPoolOverHTTP2(t *testing.T) {
	t.Parallel()
	ours := newAuthority(t, "ours")
	var inFlight, most, connections atomic.Int64
	var together sync.WaitGroup
	together.Add(3) // the first three wait for each other
	var arrived atomic.Int64
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := inFlight.Add(1)
		defer inFlight.Add(-1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		if arrived.Add(1) <= 3 {
			together.Done()
			together.Wait()
		}
		io.WriteString(w, r.Proto)
	})
	s := secureServer(t, ours.server(t, 0, 10, "127.0.0.1"), nil, func(s *httptest.Server) {
		s.Config.Handler = handler
		s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
			if state == http.StateNew {
				connections.Add(1)
			}
		}
	})
	text := strings.NewReplacer("BASE", s.URL, "TLS", "ca settings.ca", "POOL", "pool 3", `, cert: string = "", key: secret = ""`, "").Replace(tlsScript)
	program := compile(t, "flow.lcs", text)
	run, problems := program.Start(t.Context(), interp.Options{AllowPrivate: true, Concurrency: 20, Settings: map[string]interp.Setting{"ca": {Value: ours.pem}}})
	if problems.HasErrors() {
		t.Fatal(diagnostics(problems))
	}
	defer run.Close()
	leads := make([]interp.Record, 40)
	for i := range leads {
		leads[i] = interp.Record{Value: value.NewObject(value.Entry{Key: "id", Value: fmt.Sprint(i)})}
	}
	for _, r := range run.Together(leads) {
		if r.Outcome != interp.Success || value.Text(r.Steps[0].Outputs.Value("said")) != "HTTP/2.0" {
			t.Fatalf("%s %q %v", r.Outcome, r.Reason, r.Steps[0].Outputs)
		}
	}
	if most.Load() != 3 || connections.Load() > 3 {
		t.Errorf("%d requests at once over %d connections; the pool is 3", most.Load(), connections.Load())
	}
}
