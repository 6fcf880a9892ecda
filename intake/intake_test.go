package intake_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"lcs/intake"
	"lcs/lang/diag"
	"lcs/value"
)

// read returns one line for each lead, "place {…}", or diagnostic, "place code:
// message".
func read(t testing.TB, name string, r io.Reader) []string {
	t.Helper()
	var out []string
	for lead, problem := range intake.NewSource(name, r, nil).Leads() {
		out = append(out, show(t, lead, problem))
	}
	return out
}

func show(t testing.TB, lead intake.Lead, problem *diag.Diagnostic) string {
	t.Helper()
	if problem != nil {
		if _, known := diag.Lookup(problem.Code); !known {
			t.Errorf("%s has no catalogue entry", problem.Code)
		}
		return fmt.Sprintf("%s %s: %s", problem.Span, problem.Code, problem.Message)
	}
	text, err := value.AppendJSON(nil, lead.Value)
	if err != nil {
		t.Fatal(err)
	}
	return lead.Place + " " + string(text)
}

type leadsTest struct {
	title, name, input string
	want               []string
}

// byContent says that the format is found out from the first block that comes.
func (t leadsTest) byContent() bool {
	return t.name == "stdin" || t.title == "lines that are called JSON" || t.title == "a binary file"
}

func TestLeads(t *testing.T) {
	t.Parallel()
	tests := []leadsTest{
		{"nothing", "a.ndjson", "", nil},
		{"lines", "a.ndjson", "{\"a\":1}\n\n  {\"a\":2}\r\n{\"a\":3}", []string{
			`a.ndjson:1 {"a":1}`, `a.ndjson:3 {"a":2}`, `a.ndjson:4 {"a":3}`}},
		{"digits and the order of keys stay", "a.ndjson", `{"z":1.10,"a":9007199254740993}`, []string{
			`a.ndjson:1 {"z":1.10,"a":9007199254740993}`}},
		{"a broken line harms no other", "a.ndjson", "{\"a\":1}\n{\"a\":}\n{\"a\":3}\n", []string{
			`a.ndjson:1 {"a":1}`,
			`a.ndjson:2:6 LCS7106: invalid character '}' looking for beginning of value`,
			`a.ndjson:3 {"a":3}`}},
		{"JSON that ends early", "a.ndjson", "{\"a\":1}\n{\"a\":\"x", []string{
			`a.ndjson:1 {"a":1}`, `a.ndjson:2:8 LCS7106: the JSON text ends too early`}},
		{"no object", "a.ndjson", "1\n\"x\"\n [2]\nnull\ntrue\n", []string{
			`a.ndjson:1:1 LCS7107: a lead is an object, and this is a number`,
			`a.ndjson:2:1 LCS7107: a lead is an object, and this is a text`,
			`a.ndjson:3:2 LCS7107: a lead is an object, and this is a list`,
			`a.ndjson:4:1 LCS7107: a lead is an object, and this is null`,
			`a.ndjson:5:1 LCS7107: a lead is an object, and this is a boolean`}},
		{"invalid UTF-8", "a.ndjson", "{\"a\":\"J\xfcrgen\"}\n{\"a\":\"ü\"}", []string{
			`a.ndjson:1:8 LCS7104: byte 0xfc is not UTF-8`, `a.ndjson:2 {"a":"ü"}`}},

		{"a list", "a.json", "[{\"a\":1},\n {\"a\":[2,{\"b\":\"]},\\\"\"}]}\n]\n", []string{
			`a.json:1 {"a":1}`, `a.json:2 {"a":[2,{"b":"]},\""}]}`}},
		{"an empty list", "a.json", "[]", nil},
		{"one object over several lines", "a.json", "{\n  \"a\": 1\n}\n", []string{`a.json:1 {"a":1}`}},
		{"objects one after the other", "a.json", "{\n\"a\": 1\n}\n{\n\"a\": 2\n}", []string{
			`a.json:1 {"a":1}`, `a.json:4 {"a":2}`}},
		{"lines that are called JSON", "a.json", "{\"a\":1}\n{\"a\"\n{\"a\":3}\n", []string{
			`a.json:1 {"a":1}`, `a.json:2:5 LCS7106: the JSON text ends too early`, `a.json:3 {"a":3}`}},
		{"a broken lead in a list", "a.json", "[{\"a\":1}, {\"a\":}, {\"a\":3}]", []string{
			`a.json:1 {"a":1}`,
			`a.json:1:16 LCS7106: invalid character '}' looking for beginning of value`,
			`a.json:1 {"a":3}`}},
		{"a bracket that was forgotten", "a.json", "[{\"a\":[1},\n{\"a\":2}]", []string{
			`a.json:1:9 LCS7106: invalid character '}' after array element`, `a.json:2 {"a":2}`}},
		{"a quote that was forgotten", "a.json", "[\n  {\"a\":\"x},\n  {\"a\":\"y\"}\n]", []string{
			`a.json:2:12 LCS7106: invalid character '\n' in string literal`, `a.json:3 {"a":"y"}`}},
		{"a list that ends early", "a.json", "[{\"a\":1},\n{\"a\":2}", []string{
			`a.json:1 {"a":1}`, `a.json:2 {"a":2}`,
			`a.json:2:8 LCS7106: the JSON ends early: the list that was opened with '[' is never closed`}},
		{"a lead that ends early", "a.json", "[{\"a\":1},\n{\"a\":", []string{
			`a.json:1 {"a":1}`, `a.json:2:6 LCS7106: the JSON text ends too early`}},
		{"stray characters", "a.json", "[{\"a\":1},,{\"a\":2}]]}", []string{
			`a.json:1 {"a":1}`, `a.json:1:10 LCS7106: unexpected ',' between two leads`,
			`a.json:1 {"a":2}`, `a.json:1:19 LCS7106: unexpected ']' between two leads`}},
		{"values that are no objects in a list", "a.json", "[1, \"x\",\n [{}], {}]", []string{
			`a.json:1:2 LCS7107: a lead is an object, and this is a number`,
			`a.json:1:5 LCS7107: a lead is an object, and this is a text`,
			`a.json:2:2 LCS7107: a lead is an object, and this is a list`,
			`a.json:2 {}`}},
		{"prose", "a.json", "hello there", []string{
			`a.json:1:1 LCS7106: invalid character 'h' looking for beginning of value`,
			`a.json:1:8 LCS7106: invalid character 'h' in literal true (expecting 'r')`}},

		{"rows", "a.csv", "id,name\r\n1,Ann\r\n2,\"Lee, \"\"Bob\"\"\"\n", []string{
			`a.csv:2 {"id":"1","name":"Ann"}`, `a.csv:3 {"id":"2","name":"Lee, \"Bob\""}`}},
		{"an empty cell is absent", "a.csv", "id,name\n1,\n\"\",x\n", []string{
			`a.csv:2 {"id":"1"}`, `a.csv:3 {"name":"x"}`}},
		{"blank rows", "a.csv", "\n\nid,name\n\n1,x\n,\n   \n2,y\n", []string{
			`a.csv:5 {"id":"1","name":"x"}`, `a.csv:8 {"id":"2","name":"y"}`}},
		{"a header alone", "a.csv", "id,name\n", nil},
		{"semicolons", "a.csv", "id;name;\"a,b\"\n1;x;y\n", []string{`a.csv:2 {"id":"1","name":"x","a,b":"y"}`}},
		{"tabs", "a.tsv", "id\tname\n1\tx y\n", []string{`a.tsv:2 {"id":"1","name":"x y"}`}},
		{"bars", "a.csv", "id|name\n1|x\n", []string{`a.csv:2 {"id":"1","name":"x"}`}},
		{"a byte order mark", "a.csv", "\xef\xbb\xbfid,name\n1,x\n", []string{`a.csv:2 {"id":"1","name":"x"}`}},
		{"UTF-16", "a.csv", "\xff\xfei\x00d\x00\n\x00\xfc\x00\n\x00", []string{`a.csv:2 {"id":"ü"}`}},
		{"spaces around a name", "a.csv", "id, name \n1,x\n", []string{`a.csv:2 {"id":"1","name":"x"}`}},
		{"a line break in a value", "a.csv", "id,note\n1,\"two\nlines\"\n2,y\n", []string{
			`a.csv:2 {"id":"1","note":"two\nlines"}`, `a.csv:4 {"id":"2","note":"y"}`}},
		{"too few and too many columns", "a.csv", "id,city,state\n1,Austin\n2,Austin, Texas,TX\n3,Reno,NV\n", []string{
			`a.csv:2:1 LCS7108: this row has 2 values, the header has 3 columns`,
			`a.csv:3:1 LCS7108: this row has 4 values, the header has 3 columns`,
			`a.csv:4 {"id":"3","city":"Reno","state":"NV"}`}},
		{"a name twice", "a.csv", "id,email,x,email\n1,a,b,c\n", []string{
			`a.csv:1:12 LCS7109: the header has 'email' twice, in columns 2 and 4`}},
		{"a column without a name", "a.csv", "id,,name\n1,,x\n2,?,y\n3,,z\n", []string{
			`a.csv:2 {"id":"1","name":"x"}`,
			`a.csv:3:3 LCS7109: column 2 has a value here but no name in the header`,
			`a.csv:4 {"id":"3","name":"z"}`}},
		{"a quote in a value", "a.csv", "id,name\n1,5\" pipe\n2,\"Ann \"Annie\" Lee\"\n3,x\n", []string{
			`a.csv:2:4 LCS7110: a quote inside a value that does not begin with one`,
			`a.csv:3:8 LCS7110: a quote inside a value in quotes`,
			`a.csv:4 {"id":"3","name":"x"}`}},
		{"a quote that is never closed", "a.csv", "id,name\n1,\"Ann\n2,Bob\n3,Cid\n", []string{
			`a.csv:2:3 LCS7110: a quote that opens here is never closed`,
			`a.csv:3 {"id":"2","name":"Bob"}`, `a.csv:4 {"id":"3","name":"Cid"}`}},
		{"invalid UTF-8 in a cell", "a.csv", "id,name\n1,J\xfcrgen\n2,x\n", []string{
			`a.csv:2:4 LCS7104: byte 0xfc is not UTF-8`, `a.csv:3 {"id":"2","name":"x"}`}},
		{"an error in a row of several lines", "a.csv", "id,a,b\n1,\"x\ny\",z\"\n2,p,q\n", []string{
			`a.csv:3:5 LCS7110: a quote inside a value that does not begin with one`, `a.csv:4 {"id":"2","a":"p","b":"q"}`}},

		{"content: lines", "stdin", "{\"a\":1}\n{\"a\":2}\n", []string{`stdin:1 {"a":1}`, `stdin:2 {"a":2}`}},
		{"content: a list", "stdin", " \n[{\"a\":1}]", []string{`stdin:2 {"a":1}`}},
		{"content: an object over lines", "stdin", "{\n\"a\":1}", []string{`stdin:1 {"a":1}`}},
		{"content: rows", "stdin", "id,name\n1,x\n", []string{`stdin:2 {"id":"1","name":"x"}`}},
		{"content: nothing", "stdin", "", nil},
		{"content: blank", "stdin", "  \n ", nil},

		{"a workbook", "a.csv", "PK\x03\x04....", []string{
			`- LCS7102: 'a.csv' is no text: it looks like a zip archive or an Excel workbook`}},
		{"a binary file", "a.ndjson", "\x7fELF\x02\x01\x00\x00", []string{
			`- LCS7102: 'a.ndjson' is no text: it looks like a binary file`}},
		{"a binary file without a name", "stdin", "ab\x00cd", []string{
			`- LCS7102: 'stdin' is no text: it looks like a binary file`}},
	}
	for _, test := range tests {
		t.Run(test.title, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, read(t, test.name, strings.NewReader(test.input))); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
			// How the bytes arrive must not matter.
			slow := read(t, test.name, iotest.OneByteReader(strings.NewReader(test.input)))
			if diff := cmp.Diff(test.want, slow); diff != "" && !test.byContent() {
				t.Errorf("byte by byte: want -, got +:\n%s", diff)
			}
			if test.input == "" {
				return
			}
			if diff := cmp.Diff(test.want, read(t, test.name, bytes.NewReader(pack(t, test.input)))); diff != "" {
				t.Errorf("packed: want -, got +:\n%s", diff)
			}
		})
	}
}

func pack(t testing.TB, text string) []byte {
	t.Helper()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

func TestFormatOf(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]intake.Format{
		"a.csv": intake.CSV, "a.CSV.gz": intake.CSV, "x/a.tsv": intake.CSV, "a.ndjson": intake.NDJSON, "a.jsonl.gz": intake.NDJSON,
		"a.json": intake.JSON, "a.txt": intake.Unknown, "a": intake.Unknown, "csv": intake.Unknown,
	} {
		if got := intake.FormatOf(name); got != want {
			t.Errorf("FormatOf(%q) = %v, want %v", name, got, want)
		}
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	missing := filepath.Join(dir, "missing.csv")
	for name, want := range map[string]string{
		missing: "there is no file '" + missing + "'",
		dir:     "'" + dir + "' is a directory, not a file",
	} {
		_, problem := intake.Open(name, nil, nil)
		if problem == nil || problem.Code != "LCS7101" || problem.Message != want || problem.Help == "" {
			t.Errorf("Open(%q) reports %+v, want %q with help", name, problem, want)
		}
	}
}

func TestFileIsOpenedByNameAndStdinByDash(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "leads.ndjson")
	if err := os.WriteFile(name, []byte("{\"a\":1}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for argument, want := range map[string]string{name: name + `:1 {"a":1}`, "-": `stdin:1 {"b":2}`} {
		source, problem := intake.Open(argument, strings.NewReader(`{"b":2}`), nil)
		if problem != nil {
			t.Fatal(problem)
		}
		for lead, problem := range source.Leads() {
			if got := show(t, lead, problem); got != want {
				t.Errorf("%s: got %s, want %s", argument, got, want)
			}
		}
		if read, size := source.Progress(); read != 8-int64(strings.Count(argument, "-")) || argument == name && size != 8 {
			t.Errorf("%s: progress is %d of %d", argument, read, size)
		}
		if err := source.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestDamagedPackKeepsTheLeadsBeforeIt(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for i := range 20000 {
		fmt.Fprintf(&text, "{\"id\":%d,\"noise\":\"%x\"}\n", i, i*2654435761)
	}
	packed := pack(t, text.String())
	damaged := bytes.Clone(packed)
	copy(damaged[len(damaged)/2:], "damaged!damaged!")
	for title, input := range map[string][]byte{"cut off": packed[:len(packed)/2], "overwritten": damaged} {
		got := read(t, "a.ndjson.gz", bytes.NewReader(input))
		last := got[len(got)-1]
		if len(got) < 1000 || !strings.Contains(last, "LCS7103: the input breaks off here") {
			t.Errorf("%s: %d leads, then %s", title, len(got)-1, last)
		}
		for i, line := range got[:len(got)-1] {
			if title == "cut off" && !strings.HasPrefix(line, fmt.Sprintf(`a.ndjson.gz:%d {"id":%d,`, i+1, i)) {
				t.Fatalf("lead %d is %s", i, line)
			}
		}
	}
	if got := read(t, "a.csv", bytes.NewReader([]byte{0x1f, 0x8b, 0x08})); len(got) != 1 || !strings.Contains(got[0], "LCS7103") {
		t.Errorf("half a gzip header: %q", got)
	}
}

func TestReadErrorComesAfterTheLeadsBeforeIt(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"a.ndjson": "{\"a\":\"1\"}\n{\"a\":", "a.json": "[{\"a\":\"1\"},{\"a\":", "a.csv": "a\n1\n\"2",
	} {
		got := read(t, name, io.MultiReader(strings.NewReader(text), iotest.ErrReader(os.ErrDeadlineExceeded)))
		if len(got) != 2 || !strings.HasSuffix(got[0], `{"a":"1"}`) || !strings.Contains(got[1], "LCS7101: the input breaks off here: i/o timeout") {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// endless yields a text so many times without having it in memory.
type endless struct {
	text string
	left int
	rest string
}

func (e *endless) Read(p []byte) (int, error) {
	if e.rest == "" {
		if e.left == 0 {
			return 0, io.EOF
		}
		e.left--
		e.rest = e.text
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

func TestOversizedLeadHarmsNoOther(t *testing.T) {
	t.Parallel()
	long := func() io.Reader { return &endless{text: "0123456789", left: 1 << 20} } // 10 MB
	tests := []struct {
		name          string
		before, after string
		want          []string
	}{
		{"a.ndjson", "{\"a\":\"1\"}\n{\"a\":\"", "\"}\n{\"a\":\"3\"}\n", []string{
			`a.ndjson:1 {"a":"1"}`, `a.ndjson:2:1 LCS7105: a lead of 10.0MB is over the limit of 4MB; --limit lead-size=N allows more`, `a.ndjson:3 {"a":"3"}`}},
		{"a.json", "[{\"a\":\"1\"},\n {\"a\":\"", "\"},\n{\"a\":\"3\"}]", []string{
			`a.json:1 {"a":"1"}`, `a.json:2:2 LCS7105: a lead of 10.0MB is over the limit of 4MB; --limit lead-size=N allows more`, `a.json:3 {"a":"3"}`}},
		{"a.csv", "id,name\n1,x\n2,", "\n3,z\n", []string{
			`a.csv:2 {"id":"1","name":"x"}`, `a.csv:3:1 LCS7105: a lead of 10.0MB is over the limit of 4MB; --limit lead-size=N allows more`, `a.csv:4 {"id":"3","name":"z"}`}},
		{"a.csv", "id,name\n1,x\n2,\"", "\n3,z\n", []string{
			`a.csv:2 {"id":"1","name":"x"}`, `a.csv:3:1 LCS7105: a lead of 10.0MB is over the limit of 4MB; --limit lead-size=N allows more`, `a.csv:4 {"id":"3","name":"z"}`}},
	}
	for _, test := range tests {
		input := io.MultiReader(strings.NewReader(test.before), long(), strings.NewReader(test.after))
		if diff := cmp.Diff(test.want, read(t, test.name, input)); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", test.name, diff)
		}
	}
}

// What begins with nothing but blanks is still a lead.
func TestOversizedLeadIsNotTakenForABlankLine(t *testing.T) {
	t.Parallel()
	for name, head := range map[string]string{"a.ndjson": "", "a.csv": "a,b\n"} {
		input := io.MultiReader(strings.NewReader(head), &endless{text: "          ", left: 1 << 19}, strings.NewReader("{\"a\":1}\n"))
		if got := read(t, name, input); len(got) != 1 || !strings.Contains(got[0], "LCS7105") {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestMemoryStaysFlat(t *testing.T) {
	for name, e := range map[string]*endless{
		"a.ndjson": {text: "{\"id\":\"1\",\"email\":\"ann@example.com\"}\n", left: 60_000},
		"a.json":   {text: "{\"id\":\"1\",\n\"email\":\"ann@example.com\"},\n", left: 60_000},
		"a.csv":    {text: "1,ann@example.com,\"x\n\ny\"\n", left: 60_000},
	} {
		head := map[string]string{"a.json": "[", "a.csv": "id,email,note\n"}[name]
		tail := map[string]string{"a.json": "{}]"}[name]
		leads, highest := 0, uint64(0)
		source := intake.NewSource(name, io.MultiReader(strings.NewReader(head), e, strings.NewReader(tail)), nil)
		var memory runtime.MemStats
		for _, problem := range source.Leads() {
			if problem != nil {
				t.Fatal(problem)
			}
			if leads++; leads%10_000 == 0 {
				runtime.GC()
				runtime.ReadMemStats(&memory)
				highest = max(highest, memory.HeapAlloc)
			}
		}
		if leads < 60_000 || highest > 2<<20 {
			t.Errorf("%s: %d leads, %d bytes in use", name, leads, highest)
		}
	}
}

func TestHostileInputIsReadInLinearTime(t *testing.T) {
	const size = 1 << 16
	for name, texts := range map[string][]func(n int) string{
		"a.csv": {
			func(n int) string { return "a,b\n" + strings.Repeat("a\",\"x\n", n/6) },
			func(n int) string { return "a,b\n" + strings.Repeat("\"x\n", n/3) },
		},
		"a.json": {
			func(n int) string { return strings.Repeat("[", n) },
			func(n int) string { return strings.Repeat("{]", n/2) },
			func(n int) string { return strings.Repeat("[}", n/2) },
			func(n int) string { return strings.Repeat("[{\"a\":\"\n", n/8) },
		},
	} {
		for _, text := range texts {
			// What is linear takes four times as long, what is not sixteen times.
			small, large := quickest(name, text(size)), quickest(name, text(4*size))
			if large > 10*small+50*time.Millisecond {
				t.Errorf("%s: %.10q… of four times the size takes %s, not %s", name, text(16), large, small)
			}
		}
	}
}

// quickest is the least time that reading takes, of three: a machine that does
// other work as well makes one slow, not all.
func quickest(name, text string) time.Duration {
	least := time.Duration(math.MaxInt64)
	for range 3 {
		began := time.Now()
		for range intake.NewSource(name, strings.NewReader(text), nil).Leads() {
		}
		least = min(least, time.Since(began))
	}
	return least
}

func TestReadingStopsWithItsReader(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"a.ndjson": "{}\n", "a.json": "{\n}\n", "a.csv": "a\n"} {
		source := intake.NewSource(name, &endless{text: text, left: 1 << 40}, nil)
		for range source.Leads() {
			break
		}
	}
}

func TestCatalogueExamplesYieldTheirCode(t *testing.T) {
	t.Parallel()
	for _, entry := range diag.Catalogue() {
		for name, text := range entry.Files {
			if !strings.HasPrefix(string(entry.Code), "LCS71") || !strings.HasPrefix(name, "leads.") {
				continue
			}
			found := 0
			for _, problem := range intake.NewSource(name, strings.NewReader(text), nil).Leads() {
				if problem != nil && problem.Code == entry.Code {
					found++
				} else if problem != nil {
					t.Errorf("the example of %s yields %s", entry.Code, problem)
				}
			}
			if found != 1 {
				t.Errorf("the example of %s yields it %d times", entry.Code, found)
			}
		}
	}
}

func FuzzLeads(f *testing.F) {
	for _, seed := range []string{"{\"a\":1}\n{", "[{\"a\":\"\\\"\"},{}]", "a,b\n1,\"2\n3\"\n", "\xff\xfea\x00", "\x1f\x8b\x08\x00"} {
		for format := range byte(4) {
			f.Add(format, []byte(seed))
		}
	}
	names := []string{"a.ndjson", "a.json", "a.csv", "stdin"}
	f.Fuzz(func(t *testing.T, format byte, input []byte) {
		n := 0
		for lead, problem := range intake.NewSource(names[int(format)%len(names)], bytes.NewReader(input), nil).Leads() {
			if (lead.Value == nil) == (problem == nil) {
				t.Fatal("neither a lead nor a diagnostic, or both")
			}
			if problem != nil {
				line, column := problem.Span.Position()
				if problem.Span.IsValid() && (line < 1 || column < 1 || line > bytes.Count(input, []byte("\n"))+1) && !bytes.HasPrefix(input, []byte{0x1f, 0x8b}) {
					t.Fatalf("%s is outside of the input", problem)
				}
			}
			if n++; n > len(input)+1 && !bytes.HasPrefix(input, []byte{0x1f, 0x8b}) {
				t.Fatal("more leads than bytes")
			}
		}
	})
}

// Progress goes with the leads, however much is read ahead of them.
func TestProgressGoesWithTheLeads(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "leads.ndjson")
	if err := os.WriteFile(name, []byte(strings.Repeat("{\"id\":\"12\"}\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	source, problem := intake.Open(name, nil, nil)
	if problem != nil {
		t.Fatal(problem.Message)
	}
	defer source.Close()
	var n int64
	for range source.Leads() {
		n++
		if taken, size := source.Progress(); taken != 12*n || size != 1200 {
			t.Fatalf("%d of %d after %d leads", taken, size, n)
		}
	}
}
