package place_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"lcs/lang/diag"
	"lcs/lang/place"
)

// language is a format with a writer of templates and a real decoder of what
// comes out; the decoder makes a tree of strings.
type language struct {
	format place.Format
	write  func(*writer) string
	decode func([]byte) (any, error)
}

var languages = []language{
	{place.JSONFormat, (*writer).json, decodeJSON},
	{place.XMLFormat, (*writer).xml, decodeXML},
	{place.PathFormat, (*writer).url, decodeURL},
}

func decodeJSON(data []byte) (any, error) {
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.UseNumber()
	tree, err := jsonTree(decoder)
	if err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, errors.New("more than one value")
	}
	var whole any
	return tree, json.Unmarshal(data, &whole)
}

// jsonTree reads a value as a tree that keeps the order of keys, and two that
// are equal.
func jsonTree(decoder *json.Decoder) (any, error) {
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	delim, ok := token.(json.Delim)
	if !ok {
		return token, nil
	}
	tree := []any{string(delim)}
	for decoder.More() {
		element, err := jsonTree(decoder)
		if err != nil {
			return nil, err
		}
		tree = append(tree, element)
	}
	_, err = decoder.Token()
	return tree, err
}

func decodeXML(data []byte) (any, error) {
	decoder := xml.NewDecoder(strings.NewReader(string(data)))
	var tree []any
	text, depth, roots := "", 0, 0
	flush := func() {
		tree = append(tree, "text", text)
		text = ""
	}
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			if roots != 1 {
				return nil, fmt.Errorf("%d roots", roots)
			}
			return tree, nil
		}
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if depth == 0 {
				roots++
			}
			depth++
			flush()
			tree = append(tree, "<", token.Name.Local)
			seen := map[string]bool{}
			for _, a := range token.Attr {
				if seen[a.Name.Local] {
					return nil, errors.New("attribute twice")
				}
				seen[a.Name.Local] = true
				tree = append(tree, a.Name.Local, a.Value)
			}
		case xml.EndElement:
			depth--
			flush()
			tree = append(tree, ">")
		case xml.CharData:
			if depth == 0 && strings.TrimSpace(string(token)) != "" {
				return nil, errors.New("text outside")
			}
			text += string(token)
		}
	}
}

func decodeURL(data []byte) (any, error) {
	if strings.ContainsFunc(string(data), func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("<>\"\\^`{|}", r) }) {
		return nil, errors.New("not encoded")
	}
	u, err := url.Parse("https://h" + place.JoinURL("", string(data)))
	if err != nil {
		return nil, err
	}
	tree := []any{u.Host, u.Fragment}
	for _, segment := range strings.Split(u.EscapedPath(), "/") {
		decoded, err := url.PathUnescape(segment)
		if err != nil {
			return nil, err
		}
		tree = append(tree, "/", decoded)
	}
	for _, pair := range strings.Split(u.RawQuery, "&") {
		name, value, _ := strings.Cut(pair, "=")
		n, err := url.QueryUnescape(name)
		v, err2 := url.QueryUnescape(value)
		if err != nil || err2 != nil {
			return nil, errors.Join(err, err2)
		}
		tree = append(tree, "&", n, v)
	}
	return tree, nil
}

// jsonValues are what stands for a value outside of a string.
var jsonValues = []string{`1`, `-0.5`, `"x"`, `null`, `true`, `[1,"]"]`, `{"a":"}"}`, `""`}

// proved renders a template that Analyze accepts, once with tokens and once
// with hostile values: both must be read, and differ by nothing but the values.
func proved(lang language, src string, r *rand.Rand) error {
	parts := split(src)
	places, _ := place.Analyze(lang.format, parts)
	values := map[string]string{}
	raws := map[string]any{}
	w := &world{
		conds: map[string]bool{}, lengths: map[string]int{},
		decide: func(string) bool { return r.IntN(2) == 0 },
		length: func(string) int { return r.IntN(4) },
	}
	w.value = func(name string, p place.Place) string {
		token := fmt.Sprintf("t%dt", len(values))
		if p == place.JSONValue {
			raw := jsonValues[r.IntN(len(jsonValues))]
			raws[token], _ = decodeJSON([]byte(raw))
			values[name], values[token] = raw, ""
			return `"` + token + `"`
		}
		value := hostileValue(r)
		for xmlForbids(value) && lang.format == place.XMLFormat || strings.Trim(value, ".") == "" && p == place.URLPath {
			value = hostileValue(r) + "x"
		}
		if lang.format != place.PathFormat {
			value = readable(value)
		}
		values[name], values[token] = value, value
		return token
	}
	plain, err := w.render(nil, parts, places, item{})
	if err != nil {
		return fmt.Errorf("%s\nwith tokens: %w", src, err)
	}
	want, err := lang.decode(plain)
	if err != nil {
		return fmt.Errorf("%s\naccepted, and renders %q: %w", src, plain, err)
	}
	w.value = func(name string, _ place.Place) string { return values[name] }
	w.calls = 0
	filled, err := w.render(nil, parts, places, item{})
	if err != nil {
		return fmt.Errorf("%s\nwith values: %w", src, err)
	}
	got, err := lang.decode(filled)
	if err != nil {
		return fmt.Errorf("%s\naccepted, and renders %q: %w", src, filled, err)
	}
	if want = substitute(want, values, raws); !reflect.DeepEqual(got, want) {
		return fmt.Errorf("%s\nrenders %q,\nread as %q,\nnot as  %q", src, filled, got, want)
	}
	return nil
}

// substitute puts the values in for the tokens in a tree.
func substitute(tree any, values map[string]string, raws map[string]any) any {
	switch tree := tree.(type) {
	case []any:
		out := make([]any, len(tree))
		for i, element := range tree {
			out[i] = substitute(element, values, raws)
		}
		return out
	case string:
		if raw, ok := raws[tree]; ok {
			return raw
		}
		var b strings.Builder
		for rest := tree; rest != ""; {
			i := strings.IndexByte(rest, 't')
			if i < 0 {
				b.WriteString(rest)
				break
			}
			b.WriteString(rest[:i])
			rest = rest[i:]
			if j := strings.IndexByte(rest[1:], 't'); j >= 0 {
				if value, ok := values[rest[:j+2]]; ok {
					b.WriteString(value)
					rest = rest[j+2:]
					continue
				}
			}
			b.WriteByte('t')
			rest = rest[1:]
		}
		return b.String()
	}
	return tree
}

// broken looks for a case in which a template that Analyze refused does come
// out malformed: conditions and lengths of lists, exhaustively when few.
func broken(lang language, src string, r *rand.Rand) bool {
	parts := split(src)
	places, _ := place.Analyze(lang.format, parts)
	if places == nil {
		return true
	}
	for range 1000 {
		w := &world{
			conds: map[string]bool{}, lengths: map[string]int{},
			decide: func(string) bool { return r.IntN(2) == 0 },
			length: func(string) int { return r.IntN(4) },
			value: func(_ string, p place.Place) string {
				if p == place.JSONValue {
					return jsonValues[r.IntN(len(jsonValues))]
				}
				return "v"
			},
		}
		out, err := w.render(nil, parts, places, item{})
		if err != nil {
			return true
		}
		if _, err := lang.decode(out); err != nil {
			return true
		}
	}
	return false
}

func analyze(lang language, src string) diag.List {
	_, list := place.Analyze(lang.format, split(src))
	return list
}

// randomBytes are for dice.
func randomBytes(r *rand.Rand, n int) []byte {
	out := make([]byte, n)
	for i := range out {
		out[i] = byte(r.Uint32())
	}
	return out
}

// Whatever Analyze accepts comes out well-formed and with nothing changed but
// the values; whatever it refuses as malformed is so in some case.
func TestRandomTemplates(t *testing.T) {
	t.Parallel()
	for _, lang := range languages {
		t.Run(fmt.Sprint(lang.format), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(7, uint64(lang.format)))
			accepted, refused, doubted := 0, 0, 0
			for range 2_500 {
				w := &writer{dice: &dice{data: randomBytes(r, 150)}}
				src := lang.write(w)
				list := analyze(lang, src)
				if len(list) == 0 {
					accepted++
					for range 3 {
						if err := proved(lang, src, r); err != nil {
							t.Fatal(err)
						}
					}
					continue
				}
				if refused++; refused%10 == 0 && !broken(lang, src, r) {
					doubted++
					t.Logf("refused, and no case is broken: %s\n%s", src, list[0].Message)
				}
			}
			t.Logf("%d accepted, %d refused, %d doubted", accepted, refused, doubted)
			if accepted < 800 || refused < 100 {
				t.Error("one side is hardly tested")
			}
			if doubted > refused/10/50 {
				t.Error("too many templates are refused for cases that hardly exist")
			}
		})
	}
}
