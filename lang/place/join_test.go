package place_test

import (
	"testing"

	"lcs/lang/place"
)

func TestJoinURL(t *testing.T) {
	t.Parallel()
	for _, test := range [][3]string{
		{"https://a.com", "/x", "https://a.com/x"},
		{"https://a.com/", "/x", "https://a.com/x"},
		{"https://a.com//", "//x", "https://a.com/x"},
		{"https://a.com", "x", "https://a.com/x"},
		{"https://a.com/v1", "/x/", "https://a.com/v1/x/"},
		{"https://a.com/v1/", "", "https://a.com/v1/"},
		{"https://a.com", "", "https://a.com"},
		{"https://a.com", "/", "https://a.com/"},
		{"https://a.com", "?a=1", "https://a.com?a=1"},
		{"https://a.com?k=1", "/x", "https://a.com/x?k=1"},
		{"https://a.com/?k=1", "/x?a=2", "https://a.com/x?k=1&a=2"},
		{"https://a.com?k=1&", "/x?a=2#f", "https://a.com/x?k=1&a=2#f"},
		{"https://a.com?k=1", "/x?", "https://a.com/x?k=1"},
		{"https://a.com?k=1", "/x?#f", "https://a.com/x?k=1#f"},
		{"https://a.com?k=1", "/x#f?", "https://a.com/x?k=1#f?"},
		{"https://a.com?", "/x?a=2", "https://a.com/x?a=2"},
		{"https://a.com#f", "/x", "https://a.com/x"},
	} {
		if got := place.JoinURL(test[0], test[1]); got != test[2] {
			t.Errorf("%s + %s = %s, want %s", test[0], test[1], got, test[2])
		}
	}
}

func TestAppendQueryAndForm(t *testing.T) {
	t.Parallel()
	for _, test := range [][2]string{
		{"https://a.com", "https://a.com?a%26=b%20c"},
		{"https://a.com/?", "https://a.com/?a%26=b%20c"},
		{"https://a.com?x", "https://a.com?x&a%26=b%20c"},
		{"https://a.com?x=1&", "https://a.com?x=1&a%26=b%20c"},
		{"https://a.com?x=1#f?g", "https://a.com?x=1&a%26=b%20c"},
		{"https://a.com#f?g", "https://a.com?a%26=b%20c"},
	} {
		if got := string(place.AppendQuery([]byte(test[0]), "a&", "b c")); got != test[1] {
			t.Errorf("%s: %s, want %s", test[0], got, test[1])
		}
	}
	form := place.AppendForm(nil, "a b", "c&d")
	if got := string(place.AppendForm(form, "e", "")); got != "a%20b=c%26d&e=" {
		t.Error(got)
	}
}

func TestHeaderName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"X-API-Key": "", "Authorization": "", "Content-Type": "", "Host": "", "x_1.~!": "",
		"":                  "a header needs a name",
		"X Key":             "a space cannot stand in the name of a header",
		"X:Key":             "':' cannot stand in the name of a header",
		"Schlüssel":         "'ü' cannot stand in the name of a header",
		"a\r\nb":            "a line break cannot stand in the name of a header",
		"Content-Length":    "the header 'Content-Length' cannot be set: it is counted from the body",
		"Transfer-Encoding": "the header 'Transfer-Encoding' cannot be set: the transport decides how a body is carried",
		"CONNECTION":        "the header 'CONNECTION' cannot be set: the transport keeps its connections itself",
	} {
		got := ""
		if err := place.HeaderName(name); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
