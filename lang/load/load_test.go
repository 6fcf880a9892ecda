package load_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lcs/lang/diag"
	"lcs/lang/load"
	"lcs/stdlib"
)

// said is what a list says, a line each: place, code and message.
func said(list diag.List) string {
	var b strings.Builder
	for _, d := range list {
		b.WriteString(d.Span.String() + " " + string(d.Code) + " " + d.Message + "\n")
	}
	return b.String()
}

func TestFilesThatAreNoScripts(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ data, want string }{
		"image":   {"\x89PNG\r\n\x1a\n\x00", "- LCS1002 main.lcs is no script: it is an image\n"},
		"zip":     {"PK\x03\x04xx", "- LCS1002 main.lcs is no script: it is an archive or a workbook\n"},
		"zero":    {"flow \"x\"\x00", "- LCS1002 main.lcs is no script: it is binary\n"},
		"utf-16":  {"\xff\xfef\x00l\x00", "- LCS1002 main.lcs is no script: it is text in UTF-16; save it as UTF-8\n"},
		"latin-1": {"# fine\nnote \"J\xfcrgen\"\n", "main.lcs:2:8 LCS1001 byte 0xfc is not UTF-8\n"},
		"huge":    {strings.Repeat("#", 17<<20), "- LCS6002 main.lcs has 17 MB, which is more than a script can have (16 MB)\n"},
		"empty":   {"", ""},
		"bom":     {"\uFEFFflow \"x\"\n", ""},
		"crlf":    {"flow \"x\"\r\nlog \"y\"\r\n", ""},
	} {
		info, list := load.Check("main.lcs", reader(map[string]string{"main.lcs": test.data}), stdlib.New())
		if got := said(list); got != test.want {
			t.Errorf("%s: got %s; want %s", name, got, test.want)
		}
		if (info == nil) != (test.want != "") {
			t.Errorf("%s: info is %v", name, info)
		}
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"there is no such file": &fs.PathError{Op: "open", Path: "x", Err: fs.ErrNotExist},
		"it may not be read":    &fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission},
		"disk on fire":          &fs.PathError{Op: "read", Path: "x", Err: errors.New("disk on fire")},
		"no luck":               errors.New("no luck"),
	} {
		info, list := load.Check("main.lcs", func(string) ([]byte, error) { return nil, err }, stdlib.New())
		if got := said(list); info != nil || got != "- LCS6001 cannot read main.lcs: "+want+"\n" {
			t.Errorf("got %s", got)
		}
	}
}

func TestADirectoryCannotBeRead(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "flow.lcs")
	if err := os.Mkdir(name, 0o755); err != nil {
		t.Fatal(err)
	}
	_, list := load.Check(name, os.ReadFile, stdlib.New())
	if got := said(list); !strings.Contains(got, "cannot read "+name+": ") || strings.Count(got, name) != 1 {
		t.Errorf("got %s", got)
	}
}

func TestImports(t *testing.T) {
	t.Parallel()
	const fn = "fn f(x: string): string = x\n"
	for name, test := range map[string]struct {
		files map[string]string
		want  string
	}{
		"in the same directory": {map[string]string{
			"main.lcs": "import \"./lib.lcs\"\nlog \"{{lib.f(\"a\")}}\"\n", "lib.lcs": fn,
		}, ""},
		"relative to the importer": {map[string]string{
			"main.lcs":           "import \"./sub/one.lcs\"\nlog \"{{one.g(\"a\")}}\"\n",
			"sub/one.lcs":        "import \"../two.lcs\"\nimport \"./deep/three.lcs\"\nfn g(x: string): string = two.f(three.f(x))\n",
			"two.lcs":            fn,
			"sub/deep/three.lcs": fn,
		}, ""},
		"one file by two ways": {map[string]string{
			"main.lcs": "import \"./a.lcs\"\nimport \"./b.lcs\"\nlog \"{{a.g(\"a\")}}{{b.g(\"b\")}}\"\n",
			"a.lcs":    "import \"./c.lcs\"\nfn g(x: string): string = c.f(x)\n",
			"b.lcs":    "import \"./sub/../c.lcs\" as d\nfn g(x: string): string = d.f(x)\n",
			"c.lcs":    fn,
		}, ""},
		"a mistake in an imported file": {map[string]string{
			"main.lcs": "import \"./lib.lcs\"\nlog \"{{lib.f(\"a\")}}\"\n", "lib.lcs": "fn f(x: string): string = y\n",
		}, "lib.lcs:1:27 LCS2001 there is no 'y'\n"},
		"missing": {map[string]string{
			"main.lcs": "import \"./nowhere.lcs\"\nlog \"{{nowhere.f(1)}}\"\n",
		}, "main.lcs:1:8 LCS6001 cannot read nowhere.lcs: there is no such file\n"},
		"an image": {map[string]string{
			"main.lcs": "import \"./lib.lcs\"\n", "lib.lcs": "\x89PNG\x00",
		}, "main.lcs:1:8 LCS1002 lib.lcs is no script: it is an image\n"},
		"latin-1": {map[string]string{
			"main.lcs": "import \"./lib.lcs\"\n", "lib.lcs": "\n # \xfc",
		}, "lib.lcs:2:4 LCS1001 byte 0xfc is not UTF-8\n"},
		"itself": {map[string]string{
			"main.lcs": "import \"./main.lcs\"\nlog \"x\"\n",
		}, "main.lcs:1:8 LCS6003 'main.lcs' is imported by itself\n"},
		"a cycle": {map[string]string{
			"main.lcs": "import \"./a.lcs\"\nlog \"{{a.f(\"x\")}}\"\n",
			"a.lcs":    "import \"./b.lcs\"\n" + fn,
			"b.lcs":    "import \"./c.lcs\"\n" + fn,
			"c.lcs":    "import \"./a.lcs\"\n" + fn,
		}, "c.lcs:1:8 LCS6003 'a.lcs' is imported by itself, by way of 'c.lcs', 'b.lcs'\n"},
		"absolute": {map[string]string{
			"main.lcs": "import \"/etc/lib.lcs\"\n",
		}, "main.lcs:1:8 LCS6004 the path of an import begins with './' or '../': it is relative to this file\n"},
		"with holes": {map[string]string{
			"main.lcs": "import \"./{{now}}.lcs\"\n",
		}, "main.lcs:1:11 LCS1028 nothing can be computed here: this text is read before there is a lead\n"},
		"two of one name": {map[string]string{
			"main.lcs": "import \"./a/x.lcs\"\nimport \"./b/x.lcs\"\nlog \"{{x.f(\"a\")}}\"\n",
			"a/x.lcs":  fn, "b/x.lcs": fn,
		}, "main.lcs:2:8 LCS2010 'x' is declared twice\n"},
		"without a name": {map[string]string{
			"main.lcs": "import \"./1-x.lcs\"\n", "1-x.lcs": fn,
		}, "main.lcs:1:8 LCS6006 '1-x' cannot be a name in a script\n"},
	} {
		_, list := load.Check("main.lcs", reader(test.files), stdlib.New())
		if got := said(list); got != test.want {
			t.Errorf("%s: got\n%swant\n%s", name, got, test.want)
		}
	}
}

func TestAForgottenEndingIsSuggested(t *testing.T) {
	t.Parallel()
	files := map[string]string{"main.lcs": "import \"./lib\"\n", "lib.lcs": "fn f(x: string): string = x\n"}
	_, list := load.Check("main.lcs", reader(files), stdlib.New())
	if len(list) != 1 || list[0].Label != "did you mean './lib.lcs'?" {
		t.Fatal(render(t, list))
	}
	if text, n := diag.Apply(list[0].Span.File, list); n != 1 || text != "import \"./lib.lcs\"\n" {
		t.Errorf("mended: %d, %q", n, text)
	}
}

// A link to a directory above makes names without end.
func TestImportsEnd(t *testing.T) {
	t.Parallel()
	read := func(name string) ([]byte, error) { return []byte("import \"./deeper/x.lcs\"\n"), nil }
	_, list := load.Check("x.lcs", read, stdlib.New())
	if !strings.Contains(said(list), "LCS6005") {
		t.Error(said(list))
	}
}

func TestSourceWithoutFiles(t *testing.T) {
	t.Parallel()
	_, list := load.Source("main.lcs", "import \"./lib.lcs\"\n", nil, stdlib.New())
	if got, want := said(list), "main.lcs:1:8 LCS6001 cannot read lib.lcs: there are no files here\n"; got != want {
		t.Errorf("got %s", got)
	}
}

func TestSilence(t *testing.T) {
	t.Parallel()
	const start = "flow \"x\"\nsettings {\n  key: string\n}\n"
	for name, test := range map[string]struct{ text, want string }{
		"reported":           {start, "3:3 LCS8001"},
		"on the line":        {strings.Replace(start, "string\n", "string # lcs:allow LCS8001 to come\n", 1), ""},
		"on the line before": {strings.Replace(start, "  key", "  # lcs:allow LCS8001 to come\n  key", 1), ""},
		"by its name":        {strings.Replace(start, "  key", "  # lcs:allow unused-setting to come\n  key", 1), ""},
		"two lines before":   {strings.Replace(start, "  key", "  # lcs:allow LCS8001 to come\n\n  key", 1), "3:3 LCS6204, 5:3 LCS8001"},
		"after other source": {"flow \"x\" # lcs:allow LCS8001 not of the next line\nsettings { key: string }\n", "1:10 LCS6204, 2:12 LCS8001"},
		"another code":       {strings.Replace(start, "string\n", "string # lcs:allow LCS8002 to come\n", 1), "3:3 LCS8001, 3:15 LCS6204"},
		"without a reason":   {strings.Replace(start, "string\n", "string # lcs:allow LCS8001\n", 1), "3:3 LCS8001, 3:15 LCS6201"},
		"without a code":     {start + "# lcs:allow\n", "3:3 LCS8001, 5:1 LCS6202"},
		"an unknown code":    {start + "# lcs:allow LCS8999 why\n", "3:3 LCS8001, 5:1 LCS6202"},
		"an error":           {"retry 3 # lcs:allow LCS3201 please\n", "1:1 LCS3201, 1:9 LCS6203"},
		"in a text":          {start + "log \"# lcs:allow LCS9999\"\n", "3:3 LCS8001"},
		"only spoken of":     {start + "# write lcs:allow to silence it\n", "3:3 LCS8001"},
	} {
		_, list := load.Source("main.lcs", test.text, nil, stdlib.New())
		var parts []string
		for _, d := range list {
			parts = append(parts, strings.TrimPrefix(d.Span.String(), "main.lcs:")+" "+string(d.Code))
		}
		if got := strings.Join(parts, ", "); got != test.want {
			t.Errorf("%s: got %s; want %s\n%s", name, got, test.want, test.text)
		}
	}
}
