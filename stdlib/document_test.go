package stdlib

import (
	"strings"
	"testing"

	"lcs/value"
)

func TestCSV(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ function, text, separator, want string }{
		{"parse_csv", "id,name\n1,Ann\n2,\"Lee, \"\"Bo\"\"\"\n", ",", `[{"id":"1","name":"Ann"},{"id":"2","name":"Lee, \"Bo\""}]`},
		{"parse_csv", "\ufeffid ; name\r\n1;Ann\r\n\r\n2\r\n", ";", `[{"id":"1","name":"Ann"},{"id":"2"}]`},
		{"parse_csv", "", ",", `[]`}, {"parse_csv", "id\n", ",", `[]`}, {"parse_csv", "a\tb\n\"x\ny\"\t2", "\t", `[{"a":"x\ny","b":"2"}]`},
		{"csv_rows", "a,b\n1,2", ",", `[["a","b"],["1","2"]]`}, {"csv_rows", "", ",", `[]`},
	} {
		got, err := value.AppendJSON(nil, call(t, c.function, c.text, c.separator))
		if err != nil || string(got) != c.want {
			t.Errorf("%s(%q) is %s, %v, want %s", c.function, c.text, got, err, c.want)
		}
	}
	for text, want := range map[string]string{
		"a,b\n1,2,3": "row 2 of the CSV has 3 cells", "a\n\"x": "malformed in line 2", "a\nx\"y\n": "malformed in line 2", "a\n" + strings.Repeat("x\n", 300_000): "more than",
	} {
		if _, err := callErr(t, "parse_csv", text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v, want %q", text, err, want)
		}
	}
	if _, err := callErr(t, "parse_csv", "a", "::"); err == nil {
		t.Error("two characters are no separator")
	}
	rows := []any{
		value.NewObject(value.Entry{Key: "id", Value: value.Int(1)}, value.Entry{Key: "a", Value: "x\ny"}),
		value.NewObject(value.Entry{Key: "b", Value: true}, value.Entry{Key: "id", Value: nil}),
	}
	if got := call(t, "to_csv", rows); got != "id,a,b\n1,\"x\ny\",\n,,true\n" {
		t.Errorf("to_csv is %q", got)
	}
	back, _ := value.AppendJSON(nil, call(t, "parse_csv", call(t, "to_csv", rows)))
	if string(back) != `[{"id":"1","a":"x\ny","b":""},{"id":"","a":"","b":"true"}]` {
		t.Errorf("read back: %s", back)
	}
	if _, err := callErr(t, "to_csv", []any{"x"}); err == nil {
		t.Error("a text is no row")
	}
}

func TestCSS(t *testing.T) {
	t.Parallel()
	const page = `<html><head><title>T</title><style>p{}</style></head><body><div id=a class="x y"><p>One <b>bold</b></p><p data-id="7">Two<br>lines</p></div>
		<ul><li>1<li>2</ul><a href="/x?a=1&amp;b=2">go</a><input value="v"></body></html>`
	for _, c := range []struct{ selector, want string }{
		{"p", "One bold"}, {"#a.x > p:nth-child(2)", "Two lines"}, {"p[data-id] @data-id", "7"}, {"a @href", "/x?a=1&b=2"}, {"input @value", "v"}, {"title", "T"},
		{"h1", ""}, {"p @href", ""}, {"li:last-child", "2"}, {"a, p", "One bold"}, {"P", "One bold"}, {"a @HREF", "/x?a=1&b=2"},
	} {
		if got := value.Text(call(t, "css", page, c.selector)); got != c.want {
			t.Errorf("%s is %q, want %q", c.selector, got, c.want)
		}
	}
	if got, _ := value.AppendJSON(nil, call(t, "css_all", page, "p, li")); string(got) != `["One bold","Two lines","1","2"]` {
		t.Errorf("all: %s", got)
	}
	for _, selector := range []string{"", "p[", "p:nope", "a @", "a @x y", ":not(", strings.Repeat("p ", 6000)} {
		if checkCSS(selector) == nil {
			t.Errorf("%.20q is taken", selector)
		}
		if _, err := callErr(t, "css", page, selector); err == nil {
			t.Errorf("%.20q is run", selector)
		}
	}
	for _, page := range []string{strings.Repeat("<div>", 100_000), strings.Repeat("x", 11<<20)} {
		if _, err := ParseHTML([]byte(page), nil); err == nil {
			t.Errorf("%.20q is read", page)
		}
	}
}

func TestJSONPaths(t *testing.T) {
	t.Parallel()
	v, err := value.ParseJSON([]byte(`{"a":{"b":[{"c":1},{"c":2},{"d":null}],"odd key":3,"x.y":4,"1":5}}`), value.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ path, want string }{
		{"$.a.b[0].c", `[1]`}, {"a.b[*].c", `[1,2]`}, {"a.b.1.c", `[2]`}, {"$..c", `[1,2]`}, {`$.a["odd key"]`, `[3]`}, {`a.x\.y`, `[4]`}, {"a.1", `[5]`}, {"a.b[-1]", `[{"d":null}]`},
		{"a.b[-1].d", `[null]`}, {"a.nope.x", `[]`}, {"a.b[9]", `[]`}, {"$", `[{"a":{"b":[{"c":1},{"c":2},{"d":null}],"odd key":3,"x.y":4,"1":5}}]`}, {"a.b[*].*", `[1,2,null]`},
		{"a.b.*.c", `[1,2]`}, {"$['a']['b'][1]['c']", `[2]`},
	} {
		got, err := value.AppendJSON(nil, call(t, "json_path_all", v, c.path))
		if err != nil || string(got) != c.want {
			t.Errorf("%s is %s, %v, want %s", c.path, got, err, c.want)
		}
	}
	for _, path := range []string{"a..", "a[", "a[x]", "a['x", "a.", ".", "a]b", "$a b]"} {
		if _, bad := compilePath(path); bad == nil {
			t.Errorf("%s is taken", path)
		} else if bad.Start < 0 || bad.End > len(path) || bad.Start > bad.End {
			t.Errorf("%s: at %d to %d", path, bad.Start, bad.End)
		}
	}
}

func FuzzDocuments(f *testing.F) {
	f.Add("<p class=x>1</p>", "p.x @class", "a,b\n1,\"2\"", "$.a[0]..b")
	f.Add("<table><tr><td>", "td:nth-child(2n+1)", ";\n\"", `a\.b["c"][-1].*`)
	f.Fuzz(func(t *testing.T, page, selector, csv, path string) {
		if len(page) > 4000 || len(selector) > 200 {
			return
		}
		_, _ = callErr(t, "css", page, selector)
		_, _ = callErr(t, "css_all", page, selector)
		rows, err := csvRows(csv, ",")
		if err == nil {
			var list []any
			for _, row := range rows {
				var cells []any
				for _, cell := range row {
					cells = append(cells, cell)
				}
				list = append(list, any(cells))
			}
			text, err := toCSV(list, ",")
			if err != nil {
				t.Fatal(err)
			}
			again, err := csvRows(text.(string), ",")
			if err != nil || len(again) != len(rows) {
				t.Fatalf("%q was written as %q, which reads as %q, %v", rows, text, again, err)
			}
		}
		if steps, bad := compilePath(path); bad == nil {
			_, _ = walkPath(value.NewObject(value.Entry{Key: "a", Value: []any{value.NewObject(value.Entry{Key: "b", Value: "x"})}}), steps)
		}
	})
}
