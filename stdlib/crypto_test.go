package stdlib

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"strings"
	"testing"
	"time"

	crypt "crypto"

	"lcs/value"
)

var library = New()

// call calls a function of the library.
func call(t testing.TB, name string, args ...any) any {
	t.Helper()
	v, err := callErr(t, name, args...)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return v
}

func callErr(t testing.TB, name string, args ...any) (any, error) {
	t.Helper()
	f := library.Function(name)
	if f == nil {
		t.Fatalf("there is no function %s", name)
	}
	return f.Call(&Context{Context: t.Context(), Now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}, args)
}

func TestDigestVectors(t *testing.T) {
	t.Parallel()
	type vector struct {
		Algorithm, Encoding, Expected string
		Values                        []any
		Bytes                         string `json:"expected_bytes_hex"`
	}
	c := comparison{file: "hash.json", least: 1}
	for _, v := range vectors[vector](t, c.file) {
		encoding, want := v.Encoding, v.Expected
		if encoding == "latin1" {
			encoding, want = "hex", v.Bytes
		}
		got := call(t, encoding, call(t, v.Algorithm, v.Values...))
		c.add(v.Algorithm+" "+value.Text(v.Values), got.(string), want)
	}
	c.finish(t)
}

func TestHMACVectors(t *testing.T) {
	t.Parallel()
	type vector struct{ Algorithm, Key, Message, Encoding, Expected string }
	c := comparison{file: "hmac.json", least: 1}
	for _, v := range vectors[vector](t, c.file) {
		got := call(t, v.Encoding, call(t, "hmac_"+v.Algorithm, v.Key, v.Message))
		c.add(v.Algorithm+" "+v.Key+" "+v.Message, got.(string), v.Expected)
	}
	c.finish(t)
}

func TestEncodingVectors(t *testing.T) {
	t.Parallel()
	type vector struct {
		Input, Base64, Base64url, Hex string
		URI                           string `json:"uri_component"`
	}
	c := comparison{file: "encode.json", least: 1}
	for _, v := range vectors[vector](t, c.file) {
		for name, want := range map[string]string{"base64": v.Base64, "base64url": v.Base64url, "hex": v.Hex, "url_encode": v.URI} {
			got := call(t, name, v.Input).(string)
			c.add(name+" "+v.Input, got, want)
			decode := strings.TrimSuffix(name, "_encode") + "_decode"
			if back := call(t, decode, got); back != v.Input {
				t.Errorf("%s of %q is %q, want %q", decode, got, back, v.Input)
			}
		}
	}
	c.finish(t)
}

// Whirlpool's test vectors of ISO/IEC 10118-3, among them one of more than a
// block and one of many.
func TestWhirlpool(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":  "19fa61d75522a4669b44e39c1d2e1726c530232130d407f89afee0964997f7a73e83be698b288febcf88e3e03c4f0757ea8964e59b63d93708b138cc42a66eb3",
		"a": "8aca2602792aec6f11a67206531fb7d7f0dff59413145e6973c45001d0087b42d11bc645413aeff63a42391a39145a591a92200d560195e53b478584fdae231a",
		"12345678901234567890123456789012345678901234567890123456789012345678901234567890": "466ef18babb0154d25b9d38a6414f5c08784372bccb204d6549c4afadb6014294d5bd8df2a6c44e538cd047b2681a51a2c60481e88c5a20b2c2a80cf3a9a083b",
		strings.Repeat("a", 1_000_000): "0c99005beb57eff50a7cf005560ddf5d29057fd86b20bfd62deca0f1ccea4af51fc15490eddc47af32bb2b66c34ff9ad8c6008ad677f77126953b226e4ed8b01",
	} {
		h := newWhirlpool()
		for piece := 7; len(text) > 0; piece = piece*3%97 + 1 { // in pieces of all sizes
			n := min(piece, len(text))
			_, _ = h.Write([]byte(text[:n]))
			text = text[n:]
		}
		if got := hex.EncodeToString(h.Sum(nil)); got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if again := hex.EncodeToString(h.Sum(nil)); again != want {
			t.Error("Sum changes the state")
		}
	}
}

func TestRSATokensVerify(t *testing.T) {
	t.Parallel()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for kind, der := range map[string][]byte{"RSA PRIVATE KEY": x509.MarshalPKCS1PrivateKey(key), "PRIVATE KEY": pkcs8} {
		text := string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
		claims := value.NewObject(value.Entry{Key: "iss", Value: "acme"}, value.Entry{Key: "exp", Value: value.Int(5)})
		header := value.NewObject(value.Entry{Key: "kid", Value: "k1"}, value.Entry{Key: "alg", Value: "none"})
		signed := call(t, "jwt_rs256", claims, text, header).(string)
		parts := strings.Split(signed, ".")
		if len(parts) != 3 {
			t.Fatal(signed)
		}
		sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
		signature, err := base64.RawURLEncoding.DecodeString(parts[2])
		if err != nil {
			t.Fatal(err)
		}
		if err := rsa.VerifyPKCS1v15(&key.PublicKey, crypt.SHA256, sum[:], signature); err != nil {
			t.Error(err)
		}
		if got := call(t, "base64_decode", parts[0]); got != `{"alg":"RS256","typ":"JWT","kid":"k1"}` {
			t.Errorf("header %s", got)
		}
		if got := value.Text(call(t, "jwt_claims", signed)); got != `{"iss":"acme","exp":5}` {
			t.Errorf("claims %s", got)
		}
	}
	for _, bad := range []string{"", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"} {
		if _, err := callErr(t, "jwt_rs256", value.NewObject(), bad); err == nil {
			t.Errorf("%q is taken for a key", bad)
		}
	}
}
