package stdlib_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lcs/interp/expression"
	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/lang/grammar"
	"lcs/lang/types"
	"lcs/stdlib"
	"lcs/value"
)

// The vectors of other implementations, through the language: what a script
// reads is what the functions and record types say, which the tests beside
// them compare with the vectors.

// quoted writes a text as a literal that the checker does not look into.
func quoted(s string) string {
	literal := string(value.AppendJSONString(nil, s))
	return "text(" + strings.ReplaceAll(strings.ReplaceAll(literal, "{{", `\{{`), "}}", `\}}`) + ")"
}

func readFile(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata/leadconduit", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}

func TestVectorsThroughTheLanguage(t *testing.T) {
	t.Parallel()
	lib := stdlib.New()
	all, agree := 0, 0
	same := func(source string, want string) {
		all++
		got, err := evaluate(t, lib, source)
		text, jsonErr := value.AppendJSON(nil, got)
		if err != nil || jsonErr != nil || string(text) != want {
			t.Errorf("%s\n  is    %s, %v\n  wants %s", source, text, err, want)
			return
		}
		agree++
	}
	var dates struct {
		Vectors []struct{ Input, Format, Timezone, Locale, Expected string }
	}
	readFile(t, "template/format_date.json", &dates)
	for _, v := range dates.Vectors {
		moment := fmt.Sprintf("time(%q)!", v.Input)
		if v.Timezone != "" {
			moment += fmt.Sprintf(".in_zone(%q)", v.Timezone)
		}
		arguments := quoted(v.Format)
		if v.Locale != "" {
			arguments += fmt.Sprintf(", %q", v.Locale)
		}
		same(moment+".date("+arguments+")", string(value.AppendJSONString(nil, v.Expected)))
	}
	var sums struct {
		Vectors []struct {
			Input, Operator, Unit, Expected string
			Amount                          int
		}
	}
	readFile(t, "template/date_math.json", &sums)
	for _, v := range sums.Vectors {
		same(fmt.Sprintf("%s(time(%q)!, %d, %q)", v.Operator, v.Input, v.Amount, v.Unit), fmt.Sprintf("%q", v.Expected))
	}
	var differences struct {
		Vectors []struct {
			A, B, Unit string
			Expected   int
		}
	}
	readFile(t, "template/date_diff.json", &differences)
	for _, v := range differences.Vectors {
		same(fmt.Sprintf("date(%q)! - date(%q)! | %s", v.A, v.B, v.Unit), fmt.Sprint(v.Expected))
	}
	xpathVectors(t, same)
	t.Logf("%d of %d expressions agree", agree, all)
}

func xpathVectors(t *testing.T, same func(source, want string)) {
	var paths struct {
		Docs    map[string]string
		Vectors []struct {
			Doc, XPath string
			Expected   struct {
				Error  bool
				Type   string
				Values []string
				Value  any
			}
		}
	}
	readFile(t, "custom/xpath.json", &paths)
	for _, v := range paths.Vectors {
		if v.Expected.Error || v.XPath == "//Code" || strings.Contains(v.XPath, "following::") { // see spec/differences.md
			continue
		}
		call := map[string]string{"nodes": "xpath_all", "number": "xpath_number", "boolean": "xpath_test", "string": "xpath"}[v.Expected.Type]
		want, err := json.Marshal(v.Expected.Value)
		if v.Expected.Type == "nodes" {
			want, err = json.Marshal(v.Expected.Values)
		}
		if err != nil {
			t.Fatal(err)
		}
		same(call+"("+quoted(paths.Docs[v.Doc])+", "+quoted(v.XPath)+")", strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(want)))
	}
}

// recordProgram reads all fields of a lead's x.
type recordProgram struct {
	info    *check.Info
	program *expression.Program
	slot    int
}

func compileRecord(t *testing.T, lib *stdlib.Library, record *types.Record) recordProgram {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "flow \"vectors\"\nlead { x: %s }\nlet out = {\n  text: \"{{lead.x}}\"\n", record.Name)
	for _, f := range record.Fields {
		optional := ""
		if f.Type.IsOptional() {
			optional = "?"
		}
		fmt.Fprintf(&b, "  %s%s: lead.x.%s\n", f.Name, optional, f.Name)
	}
	b.WriteString("}\n")
	file, bad := grammar.Parse(diag.NewFile("vectors.lcs", b.String()))
	if bad.HasErrors() {
		t.Fatal(bad[0])
	}
	info, found := check.Check(file, check.Options{Universe: lib})
	if found.HasErrors() {
		t.Fatalf("%s: %v", record.Name, found)
	}
	p := recordProgram{info: info, slot: -1}
	for _, s := range info.Lead {
		if s.Name == "x" {
			p.slot = s.Slot
		}
	}
	for _, item := range file.Items {
		if let, ok := item.(*ast.Let); ok {
			program, err := expression.NewCompiler(info, lib).Compile(let.Value)
			if err != nil {
				t.Fatal(err)
			}
			p.program = program
		}
	}
	return p
}

func TestRecordVectorsThroughTheLanguage(t *testing.T) {
	t.Parallel()
	lib := stdlib.New()
	n := 0
	for _, name := range lib.RecordNames() {
		rt := lib.RecordType(name)
		record, _, _ := rt.Make(nil)
		p := compileRecord(t, lib, record)
		var file struct{ Vectors []struct{ Input any } }
		if _, err := os.Stat("testdata/leadconduit/types/" + name + ".json"); err == nil {
			readFile(t, "types/"+name+".json", &file)
		}
		for _, v := range file.Vectors {
			text, ok := v.Input.(string)
			if !ok {
				continue
			}
			n++
			compareFields(t, p, rt, record, text)
		}
	}
	t.Logf("%d texts", n)
}

// compareFields reads every field in the language and from the type itself.
func compareFields(t *testing.T, p recordProgram, rt *stdlib.RecordType, record *types.Record, text string) {
	machine := expression.NewMachine(t.Context(), exampleTime, rand.New(rand.NewPCG(1, 2)), nil)
	cx := &stdlib.Context{Context: t.Context(), Now: exampleTime}
	r := rt.Parse(cx, text, nil)
	frame := expression.NewFrame(p.info, machine)
	frame.Set(p.slot, r)
	got, err := p.program.Eval(frame)
	out, ok := got.(*value.Object)
	if err != nil || !ok {
		t.Errorf("%s of %q: %v, %v", rt.Name, text, got, err)
		return
	}
	if want := value.Text(r); out.Value("text") != want {
		t.Errorf("%s of %q prints %q, want %q", rt.Name, text, out.Value("text"), want)
	}
	if out.Value("raw") != text || out.Value("valid") != r.Valid {
		t.Errorf("%s of %q: raw %v, valid %v", rt.Name, text, out.Value("raw"), out.Value("valid"))
	}
	for _, f := range record.Fields[2:] {
		got, there := out.Get(f.Name)
		if want := rt.Get(cx, r, f.Name); there != (want != nil) || !value.Equal(got, want) {
			t.Errorf("%s.%s of %q is %v, want %v", rt.Name, f.Name, text, got, want)
		}
	}
	for _, key := range out.Keys() {
		if key != "text" && !slices.ContainsFunc(record.Fields, func(f types.Field) bool { return f.Name == key }) {
			t.Errorf("%s has a field %s that nobody declared", rt.Name, key)
		}
	}
}
