package stdlib

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
)

// readVectors reads a file of what the original packages do.
func readVectors(t testing.TB, name string, into any) {
	t.Helper()
	data, err := os.ReadFile("testdata/leadconduit/" + name)
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		t.Fatal(err)
	}
}

func TestXPathVectors(t *testing.T) {
	t.Parallel()
	var file struct {
		Docs    map[string]string
		Vectors []struct {
			Doc, XPath string
			Expected   struct {
				Error  bool
				Type   string
				Values []string
				XML    []string
				Value  any
			}
		}
	}
	readVectors(t, "custom/xpath.json", &file)
	different := map[string][]string{
		"ns //Code":              {"OK"},        // a name without a prefix matches any prefix
		"list /r/e/following::n": {"10", "2.5"}, // the other engine misses what follows
	}
	for _, v := range file.Vectors {
		doc, err := ParseXML([]byte(file.Docs[v.Doc]), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		x, err := CompileXPath(v.XPath, nil)
		if v.Expected.Error {
			if err == nil {
				t.Errorf("%s: compiles", v.XPath)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", v.XPath, err)
			continue
		}
		got, err := x.evaluate(doc)
		if err != nil {
			t.Errorf("%s: %v", v.XPath, err)
			continue
		}
		switch v.Expected.Type {
		case "nodes":
			want := v.Expected.Values
			if d, ok := different[v.Doc+" "+v.XPath]; ok {
				want = d
			}
			hits, ok := got.([]xmlHit)
			texts := []string{}
			for _, h := range hits {
				texts = append(texts, h.text())
			}
			if !ok || !slices.Equal(texts, want) {
				t.Errorf("%s on %s: got %q, want %q", v.XPath, v.Doc, texts, want)
			}
		case "number":
			want, _ := v.Expected.Value.(json.Number).Float64()
			if f, ok := got.(float64); !ok || math.Abs(f-want) > 1e-9 {
				t.Errorf("%s on %s: got %v, want %v", v.XPath, v.Doc, got, want)
			}
		default:
			if got != v.Expected.Value {
				t.Errorf("%s on %s: got %v, want %v", v.XPath, v.Doc, got, v.Expected.Value)
			}
		}
	}
}
