package place_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"math/rand/v2"
	"net/textproto"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/http/httpguts"

	"lcs/lang/place"
)

func TestAppend(t *testing.T) {
	t.Parallel()
	tests := []struct {
		place    place.Place
		in, want string
	}{
		{place.Plain, "a\x00\"<", "a\x00\"<"},
		{place.Raw, "</a>", "</a>"},
		{place.JSONString, "a/b <é> \u2028", "a/b <é> \u2028"},
		{place.JSONString, "\"\\\n\r\t\b\f\x00\x1f\x7f", `\"\\\n\r\t\b\f\u0000\u001F` + "\x7f"},
		{place.JSONKey, "a\xffb", "a\ufffdb"},
		{place.XMLText, `a<b>&"'` + "\r\n]", `a&lt;b&gt;&amp;"'&#13;` + "\n&#93;"},
		{place.XMLText, "a\xff", "a\ufffd"},
		{place.XMLAttribute, "\"'<>&\t\r\n", "&quot;&apos;&lt;&gt;&amp;&#9;&#13;&#10;"},
		{place.XMLCData, "a]]>b<&", "a]]]]><![CDATA[>b<&"},
		{place.XMLCData, "]>", "]]><![CDATA[]>"},
		{place.XMLCData, "a]", "a]]]><![CDATA["},
		{place.XMLCData, "a\rb\xff", "a]]>&#13;<![CDATA[b\ufffd"},
		{place.URLPath, "a b/c?d#e%é~-._", "a%20b%2Fc%3Fd%23e%25%C3%A9~-._"},
		{place.URLPath, "...", "..."},
		{place.URLPath, "../x", "..%2Fx"},
		{place.URLQueryValue, "a b+&=\xff", "a%20b%2B%26%3D%FF"},
		{place.URLQueryName, "", ""},
		{place.FormValue, "a b", "a%20b"},
		{place.URLFragment, "a b", "a%20b"},
		{place.URLHost, "api-1.example.com", "api-1.example.com"},
		{place.URLHost, "localhost:8080", "localhost:8080"},
		{place.URLHost, "[::1]:80", "[::1]:80"},
		{place.URLPort, "8080", "8080"},
		{place.URLWhole, "https://a.com/x?y=ü z#f", "https://a.com/x?y=%C3%BC%20z#f"},
		{place.URLBase, "https://a.com:1/x", "https://a.com:1/x"},
		{place.HeaderValue, "Bearer é\tx\xff", "Bearer é\tx\ufffd"},
	}
	for _, test := range tests {
		got, err := place.Append([]byte("-"), test.place, test.in)
		if err != nil || string(got) != "-"+test.want {
			t.Errorf("%v: %q became %q, %v; want %q", test.place, test.in, got, err, test.want)
		}
	}
}

func TestAppendRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		place    place.Place
		in, want string
	}{
		{place.XMLText, "a\x00", "the character U+0000 cannot be sent in XML text"},
		{place.XMLAttribute, "a\x1f", "the character U+001F cannot be sent in an XML attribute"},
		{place.XMLCData, "]\uffff", "the character U+FFFF cannot be sent in an XML CDATA section"},
		{place.HeaderValue, "a\r\nb", "a line break cannot be sent in a header"},
		{place.HeaderValue, "\xff\x00", "the character U+0000 cannot be sent in a header"},
		{place.URLPath, "", "the value is empty"},
		{place.URLPath, "..", "'..' cannot be sent in the path of a URL"},
		{place.URLPath, ".", "'.' cannot be sent in the path of a URL"},
		{place.URLHost, "", "the value is empty"},
		{place.URLHost, "a.com/x", "'/' cannot be sent in the host of a URL"},
		{place.URLHost, "a@b", "'@' cannot be sent in the host of a URL"},
		{place.URLHost, "müller.de", "'ü' cannot be sent in the host of a URL"},
		{place.URLHost, "a:b", "':' cannot be sent in the host of a URL"},
		{place.URLHost, "[::1", "'[' cannot be sent in the host of a URL"},
		{place.URLHost, "[1.2.3.4]", "'[' cannot be sent in the host of a URL"},
		{place.URLPort, "80/", "'/' cannot be sent in the port of a URL"},
		{place.URLPort, "", "the value is empty"},
		{place.URLWhole, "", "the value is empty"},
		{place.URLWhole, "ftp://a.com", "'ftp://a.com' cannot be sent in a URL"},
		{place.URLWhole, "https://me:pw@a.com", "'https://me:pw@a.com' cannot be sent in a URL"},
		{place.URLWhole, "https://", "'https://' cannot be sent in a URL"},
		{place.URLBase, "https://a.com/?x", "'?' cannot be sent in the beginning of a URL"},
		{place.JSONValue, "x", "a text cannot be encoded for a JSON value"},
		{place.Invalid, "x", "a text cannot be encoded for nowhere"},
		{place.Place(200), "x", "a text cannot be encoded for nowhere"},
	}
	for _, test := range tests {
		got, err := place.Append([]byte("-"), test.place, test.in)
		if err == nil || err.Error() != test.want || string(got) != "-" {
			t.Errorf("%v: %q became %q, %v; want %s", test.place, test.in, got, err, test.want)
		}
	}
}

// farEnds are the real decoders at the far end of each place.
var farEnds = []struct {
	place place.Place
	check func(t *testing.T, value, encoded string)
	may   func(value string) bool // may be refused
}{
	{place.JSONString, jsonString, never},
	{place.JSONKey, jsonKey, never},
	{place.XMLText, xmlText, xmlForbids},
	{place.XMLAttribute, xmlAttribute, xmlForbids},
	{place.XMLCData, xmlCData, xmlForbids},
	{place.URLPath, urlPath, func(v string) bool { return v == "" || v == "." || v == ".." }},
	{place.URLQueryName, queryName, never},
	{place.URLQueryValue, queryValue, never},
	{place.FormValue, formValue, never},
	{place.URLFragment, fragment, never},
	{place.HeaderValue, header, func(v string) bool {
		return strings.ContainsFunc(v, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f })
	}},
	{place.URLHost, host, func(v string) bool {
		return v == "" || strings.ContainsFunc(v, func(r rune) bool {
			return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.", r)
		})
	}},
}

// A hundred thousand hostile values for each place are read by a real decoder
// as what they were, or refused for a reason.
func TestHostileValues(t *testing.T) {
	t.Parallel()
	values := 100_000 // of each place, by chance
	if underRace {
		values = 20_000
	}
	for _, far := range farEnds {
		t.Run(far.place.String(), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(1, uint64(far.place)))
			var buf []byte
			for range values {
				value := hostileValue(r)
				encoded, err := place.Append(buf[:0], far.place, value)
				buf = encoded
				if err != nil {
					var refused *place.RefusedError
					if !far.may(value) || !errors.As(err, &refused) && !errors.Is(err, place.ErrEmpty) {
						t.Fatalf("%q was refused: %v", value, err)
					}
					continue
				}
				far.check(t, value, string(encoded))
			}
		})
	}
}

func never(string) bool { return false }

func same(t *testing.T, value, got, want, encoded string) {
	t.Helper()
	if got != want {
		t.Fatalf("%q was read as %q, from %q", value, got, encoded)
	}
}

func jsonString(t *testing.T, value, encoded string) {
	t.Helper()
	var got []string
	if err := json.Unmarshal([]byte(`["`+encoded+`"]`), &got); err != nil || len(got) != 1 {
		t.Fatalf("%q from %q: %v", value, encoded, err)
	}
	same(t, value, got[0], readable(value), encoded)
}

func jsonKey(t *testing.T, value, encoded string) {
	t.Helper()
	var got map[string]int
	if err := json.Unmarshal([]byte(`{"`+encoded+`":1}`), &got); err != nil || len(got) != 1 {
		t.Fatalf("%q from %q: %v", value, encoded, err)
	}
	for key := range got {
		same(t, value, key, readable(value), encoded)
	}
}

// xmlTokens reads <a …>…</a> and returns its attributes and its text.
func xmlTokens(t *testing.T, src string) (attrs []xml.Attr, text string) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(src))
	elements := 0
	for {
		token, err := decoder.RawToken()
		switch token := token.(type) {
		case xml.StartElement:
			elements++
			attrs = token.Attr
		case xml.CharData:
			text += string(token)
		case xml.EndElement:
		case nil:
			if elements != 1 || err.Error() != "EOF" {
				t.Fatalf("%q: %d elements, %v", src, elements, err)
			}
			return attrs, text
		default:
			t.Fatalf("%q has a %T", src, token)
		}
	}
}

func xmlText(t *testing.T, value, encoded string) {
	t.Helper()
	_, text := xmlTokens(t, "<a>]]"+encoded+"]]&gt;</a>")
	same(t, value, text, "]]"+readable(value)+"]]>", encoded)
	if _, text := xmlTokens(t, "<a>"+encoded+">"+encoded+"</a>"); text != readable(value)+">"+readable(value) {
		t.Fatalf("%q beside '>' was read as %q", value, text)
	}
}

func xmlAttribute(t *testing.T, value, encoded string) {
	t.Helper()
	attrs, _ := xmlTokens(t, `<a x="`+encoded+`" y='`+encoded+`'></a>`)
	if len(attrs) != 2 {
		t.Fatalf("%q makes %d attributes", value, len(attrs))
	}
	same(t, value, attrs[0].Value, readable(value), encoded)
	same(t, value, attrs[1].Value, readable(value), encoded)
	if strings.ContainsAny(encoded, "\t\r\n") {
		t.Fatalf("%q: a parser makes spaces of the white space in %q", value, encoded)
	}
}

func xmlCData(t *testing.T, value, encoded string) {
	t.Helper()
	for _, after := range []string{"", ">", "]>", "]", encoded} {
		want := readable(value) + after
		if after == encoded {
			want = readable(value) + readable(value)
		}
		_, text := xmlTokens(t, "<a><![CDATA["+encoded+after+"]]></a>")
		same(t, value, text, want, encoded)
	}
	if strings.Contains(encoded, "\r") {
		t.Fatalf("%q: a parser makes a line feed of the carriage return in %q", value, encoded)
	}
}

func urlPath(t *testing.T, value, encoded string) {
	t.Helper()
	u, err := url.Parse("https://h/a/" + encoded + "/b?c=d")
	if err != nil {
		t.Fatalf("%q from %q: %v", value, encoded, err)
	}
	same(t, value, u.Path, "/a/"+value+"/b", encoded)
	if u.Host != "h" || u.RawQuery != "c=d" || strings.Count(u.EscapedPath(), "/") != 3 {
		t.Fatalf("%q left its place: %s", value, u)
	}
	if clean := u.JoinPath().EscapedPath(); strings.Count(clean, "/") != 3 {
		t.Fatalf("%q climbs: %s", value, clean)
	}
}

func queryOf(t *testing.T, value, raw string) url.Values {
	t.Helper()
	u, err := url.Parse("https://h/?" + raw)
	if err != nil {
		t.Fatalf("%q from %q: %v", value, raw, err)
	}
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil || len(values) != 2 || u.Fragment != "" {
		t.Fatalf("%q from %q: %v, %v", value, raw, values, err)
	}
	return values
}

func queryName(t *testing.T, value, encoded string) {
	t.Helper()
	if value == "x" {
		return
	}
	got := queryOf(t, value, encoded+"=1&x=2")
	if got.Get(value) != "1" {
		t.Fatalf("%q is not in %v, from %q", value, got, encoded)
	}
}

func queryValue(t *testing.T, value, encoded string) {
	t.Helper()
	same(t, value, queryOf(t, value, "x="+encoded+"&y=2").Get("x"), value, encoded)
	u := string(place.AppendQuery([]byte("https://h/?y=2#f"), "x", value))
	_, raw, _ := strings.Cut(u, "?")
	same(t, value, queryOf(t, value, raw).Get("x"), value, u)
}

func formValue(t *testing.T, value, encoded string) {
	t.Helper()
	got, err := url.ParseQuery("x=" + encoded + "&y=2")
	if err != nil || len(got) != 2 {
		t.Fatalf("%q from %q: %v", value, encoded, err)
	}
	same(t, value, got.Get("x"), value, encoded)
}

func fragment(t *testing.T, value, encoded string) {
	t.Helper()
	u, err := url.Parse("https://h/#" + encoded)
	if err != nil {
		t.Fatal(err)
	}
	same(t, value, u.Fragment, value, encoded)
}

func header(t *testing.T, value, encoded string) {
	t.Helper()
	if !httpguts.ValidHeaderFieldValue(encoded) {
		t.Fatalf("%q cannot be sent: %q", value, encoded)
	}
	message := bufio.NewReader(bytes.NewReader([]byte("X: " + encoded + "\r\nY: 1\r\n\r\n")))
	got, err := textproto.NewReader(message).ReadMIMEHeader()
	if err != nil || len(got) != 2 {
		t.Fatalf("%q from %q: %v, %v", value, encoded, got, err)
	}
	same(t, value, got.Get("X"), strings.Trim(readable(value), " \t"), encoded)
}

func host(t *testing.T, value, encoded string) {
	t.Helper()
	u, err := url.Parse("https://" + encoded + "/x")
	if err != nil {
		t.Fatal(err)
	}
	same(t, value, u.Host, value, encoded)
	if u.Path != "/x" || u.User != nil {
		t.Fatalf("%q left the host: %s", value, u)
	}
}

func TestAppendKeepsItsBuffer(t *testing.T) {
	for p := place.Plain; p <= place.Raw; p++ {
		if p == place.JSONValue {
			continue
		}
		text := "abc"
		switch p {
		case place.URLWhole, place.URLBase:
			continue // net/url allocates
		case place.URLPort:
			text = "80"
		}
		buf := make([]byte, 0, 64)
		if n := testing.AllocsPerRun(100, func() { _, _ = place.Append(buf, p, text) }); n != 0 {
			t.Errorf("%v: %v allocations", p, n)
		}
	}
}

func BenchmarkAppend(b *testing.B) {
	text := "Ann O'Lee, 12 Main Street, Springfield"
	dirty := `Ann "Annie" O'Lee & <Sons>, 12 Main Street`
	for _, p := range []place.Place{place.JSONString, place.XMLText, place.XMLAttribute, place.URLQueryValue, place.HeaderValue} {
		for name, text := range map[string]string{"clean": text, "dirty": dirty} {
			b.Run(p.String()+"/"+name, func(b *testing.B) {
				buf := make([]byte, 0, 256)
				b.SetBytes(int64(len(text)))
				b.ReportAllocs()
				for b.Loop() {
					buf, _ = place.Append(buf[:0], p, text)
				}
			})
		}
	}
}
