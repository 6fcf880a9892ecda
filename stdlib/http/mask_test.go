package http_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	nethttp "net/http"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lcs/stdlib/http"
)

func TestMaskedBySpan(t *testing.T) {
	t.Parallel()
	r := &http.Request{
		Method: "POST",
		URL:    "https://api.example/k3y/x?key=k3y&a=1",
		Header: nethttp.Header{"Authorization": {"Bearer t0ken"}, "X-Two": {"a-secret", "another"}, "X-Region": {"us"}},
		Body:   []byte(`{"key":"k3y","more":"k3yk3y"}`),
		Secrets: []http.Secret{
			{Where: "url", Start: 20, End: 23}, {Where: "url", Start: 30, End: 33},
			{Where: "authorization", Start: 7, End: 12}, {Where: "X-Two", Start: 2, End: 100},
			{Where: "body", Start: 21, End: 24}, {Where: "body", Start: 24, End: 27}, {Where: "body", Start: 8, End: 11},
			{Where: "body", Start: 22, End: 23}, {Where: "body", Start: 5, End: 5}, {Where: "body", Start: 90, End: 95},
		},
	}
	v := http.Masked(r)
	got := fmt.Sprintln(v.Method, v.URL, v.Header, string(v.Body))
	want := fmt.Sprintln("POST", "https://api.example/•••/x?key=•••&a=1",
		map[string][]string{"Authorization": {"Bearer •••"}, "X-Two": {"a-•••", "•••"}, "X-Region": {"us"}},
		`{"key":"•••","more":"•••"}`)
	if got != want {
		t.Errorf("got  %swant %s", got, want)
	}
	if r.Header.Get("Authorization") != "Bearer t0ken" {
		t.Error("the request itself was masked")
	}
	if v := http.Masked(&http.Request{URL: "https://ann:pass@api.example/"}); v.URL != "https://•••@api.example/" {
		t.Error(v.URL)
	}
}

func TestMaskerLeavesTheRestAsItIs(t *testing.T) {
	t.Parallel()
	m := http.NewMasker([]string{"s3cr3t+key/42", "tiny5", "abc", ""})
	for text, want := range map[string]string{
		"":                                  "",
		"nothing here & there 100% \\ +":    "nothing here & there 100% \\ +",
		"key=s3cr3t+key/42;":                "key=•••;",
		"s3cr3t+key/42s3cr3t+key/42":        "•••",
		"s3cr3t%2Bkey%2F42&b=%20":           "•••&b=%20",
		"a=%73%33cr3t%2bkey/42":             "a=•••",
		`{"k":"s3cr3t\u002bkey\/42","x":1}`: `{"k":"•••","x":1}`,
		"<k>s3cr3t&#43;key&#x2F;42</k>":     "<k>•••</k>",
		"abc tiny5 tiny":                    "abc ••• tiny",
		"s3cr3t+key":                        "s3cr3t+key",
		"Basic " + base64.StdEncoding.EncodeToString([]byte("user:s3cr3t+key/42")): "Basic dXNlcj•••",
	} {
		if got := m.Text(text); got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
	if got := m.Header(nethttp.Header{"X": {"tiny5", "b"}}); got["X"][0] != "•••" || got["X"][1] != "b" {
		t.Error(got)
	}
	if got := string(m.Bytes([]byte("tiny5"))); got != "•••" {
		t.Error(got)
	}
	if got := http.NewMasker(nil).Text("a"); got != "a" {
		t.Error(got)
	}
}

// A secret is found under every encoding, wherever it stands.
func TestMaskerFindsEverySecret(t *testing.T) {
	t.Parallel()
	encodings := map[string]func(string) string{
		"raw":            func(s string) string { return s },
		"base64":         func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
		"base64url":      func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) },
		"hex":            func(s string) string { return hex.EncodeToString([]byte(s)) },
		"HEX":            func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) },
		"query":          url.QueryEscape,
		"path":           url.PathEscape,
		"html":           html.EscapeString,
		"url base64":     func(s string) string { return url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(s))) },
		"query of query": func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
		"json": func(s string) string {
			b, _ := json.Marshal(s)
			return string(b)
		},
		"base64 of json": func(s string) string {
			b, _ := json.Marshal(map[string]string{"key": s})
			return base64.StdEncoding.EncodeToString(b)
		},
		"xml": func(s string) string {
			var b strings.Builder
			_ = xml.EscapeText(&b, []byte(s))
			return b.String()
		},
		"percent": func(s string) string {
			var b strings.Builder
			for _, c := range []byte(s) {
				fmt.Fprintf(&b, "%%%02x", c)
			}
			return b.String()
		},
	}
	twice := map[string]func(string) string{
		"base64 of base64": func(s string) string {
			return base64.StdEncoding.EncodeToString([]byte("user:" + base64.StdEncoding.EncodeToString([]byte(s))))
		},
		"base64 of hex": func(s string) string {
			return base64.StdEncoding.EncodeToString([]byte("u:" + hex.EncodeToString([]byte(s)) + "!"))
		},
	}
	letters := rapid.StringOfN(rapid.RuneFrom([]rune(`abcXYZ019+/=&%"'<>\ ?é€𝄞.-_~:`)), 8, 40, -1)
	rapid.Check(t, func(t *rapid.T) {
		secret := letters.Draw(t, "secret")
		// A lone sign of an escape would be none of a text that is encoded right.
		before := strings.NewReplacer("%", "", "&", "", `\`, "").Replace(rapid.StringN(0, 7, -1).Draw(t, "before"))
		after := rapid.StringN(0, 7, -1).Draw(t, "after")
		m := http.NewMasker([]string{secret})
		for name, encode := range twice {
			if got := m.Text(encode(secret)); !strings.Contains(got, http.Mask) {
				t.Fatalf("%s: %q is not masked in %q", name, secret, got)
			}
		}
		for name, encode := range encodings {
			for _, text := range []string{before + encode(secret) + after, encode("ab" + secret + "c")} {
				got := m.Text(text)
				if !strings.Contains(got, http.Mask) {
					t.Fatalf("%s: %q is not masked in %q", name, secret, text)
				}
				if strings.Contains(got, encode(secret)) {
					t.Fatalf("%s: %q is still in %q", name, secret, got)
				}
			}
		}
	})
}
