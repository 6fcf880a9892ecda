package place_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/lang/place"
)

// FuzzTemplates makes a template of the bytes and renders what was accepted.
func FuzzTemplates(f *testing.F) {
	for i := range 8 {
		f.Add(randomBytes(rand.New(rand.NewPCG(3, uint64(i))), 100), uint64(i))
	}
	f.Fuzz(func(t *testing.T, data []byte, seed uint64) {
		for _, lang := range languages {
			src := lang.write(&writer{dice: &dice{data: data}})
			if len(analyze(lang, src)) > 0 {
				continue
			}
			if err := proved(lang, src, rand.New(rand.NewPCG(seed, 1))); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// FuzzText runs text without holes: what is accepted is read by a real decoder,
// and for JSON the other way round as well. Every fault has its place in the text.
func FuzzText(f *testing.F) {
	for _, seed := range []string{
		`{"a":[1,-2.5e+3,"\u00e9\n",true,false,null,{}]}`, "[1,]", "01", `"`, " ",
		`<?xml version="1.0"?><a x="1" y='&amp;'>t<!-- c --><b/><![CDATA[]]]]></a>`, "<a></b>", "<a b/>", "<!DOCTYPE a><a/>",
		"/a/b?c=d&e=%20#f", "/a b", "https://a.com:80/x", "a=b&c=d+e",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return
		}
		part := &ast.TextPart{Base: ast.Base{Place: diag.NewFile("t", text).At(0, len(text))}, Text: text}
		for format := place.TextFormat; format <= place.HeaderFormat; format++ {
			_, list := place.Analyze(format, []ast.Part{part})
			for _, d := range list {
				if !part.Span().Contains(d.Span) {
					t.Fatalf("%q: %v at %v", text, d, d.Span)
				}
			}
			if err := against(format, text, len(list) == 0); err != nil {
				t.Fatalf("%v: %q: %v, %v", format, text, err, list)
			}
		}
	})
}

// against compares a verdict with that of a real decoder.
func against(format place.Format, text string, accepted bool) error {
	switch format {
	case place.JSONFormat:
		if valid := json.Valid([]byte(text)); valid != accepted && strings.Count(text, "[")+strings.Count(text, "{") < 1000 {
			return fmt.Errorf("json.Valid says %v", valid)
		}
	case place.XMLFormat:
		// encoding/xml has an older table of the letters of names.
		if accepted && !strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) {
			_, err := decodeXML([]byte(text))
			return err
		}
	case place.PathFormat:
		if accepted {
			_, err := decodeURL([]byte(text))
			return err
		}
	}
	return nil
}

// FuzzAppend encodes a text for every place and reads it back.
func FuzzAppend(f *testing.F) {
	for _, seed := range hostile {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		for _, far := range farEnds {
			encoded, err := place.Append(nil, far.place, value)
			if err == nil {
				far.check(t, value, string(encoded))
			} else if !far.may(value) {
				t.Fatalf("%v: %q: %v", far.place, value, err)
			}
		}
	})
}
