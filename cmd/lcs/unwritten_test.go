package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// writers are the commands with a flag that names a file to be written, or an
// argument that does. FILE stands for the file.
var writers = map[string]struct {
	args string
	file string // its name, as the flag wants it
	what string
}{
	"run --output":    {"run flow.lcs --sandbox --output FILE", "out.ndjson", "the results"},
	"run --errors":    {"run flow.lcs --sandbox --errors FILE", "failed.ndjson", "the failed leads"},
	"run --trace":     {"run flow.lcs --sandbox --trace FILE", "trace.ndjson", "the trace"},
	"run --har":       {"run flow.lcs --sandbox --har FILE", "trace.har", "the trace"},
	"run --summary":   {"run flow.lcs --sandbox --quiet --summary FILE", "summary.json", "the summary"},
	"run --waterfall": {"run flow.lcs --sandbox --quiet --waterfall=FILE", "lead.html", "the waterfall"},
	"run --dry-run":   {"run flow.lcs --sandbox --dry-run --output FILE", "requests.http", "the results"},
	"test --cover":    {"test flow.lcs --cover=FILE", "cover.json", "the coverage"},
	"new":             {"new FILE", "new.lcs", "the script"},
	"man":             {"man FILE", "pages", "the pages"},
}

// What cannot be written ends with 1, whatever it is, and whether the directory
// for it is not there or something stands in its way. Of a directory that is not
// there it is said before anything is done.
func TestUnwritten(t *testing.T) {
	t.Parallel()
	for name, w := range writers {
		for _, in := range []string{"none", "taken"} {
			t.Run(name+" "+in, func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				script := filepath.Join(dir, "flow.lcs")
				text := "flow \"x\"\nlead { id: string }\nexample lead \"One\" { id: \"1\" }\ntest \"one\" {\n  lead \"One\"\n  run\n  assert outcome == \"success\"\n}\n"
				if err := os.WriteFile(script, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
				file := filepath.Join(dir, in, w.file)
				if in == "taken" && name == "man" {
					file = filepath.Join(script, w.file)
				} else if in == "taken" {
					if err := os.MkdirAll(filepath.Join(file, "of a directory"), 0o700); err != nil {
						t.Fatal(err)
					}
				} else if name == "man" {
					t.Skip("it makes its directory")
				}
				args := strings.Fields(strings.NewReplacer("FILE", "@", "flow.lcs", "$").Replace(w.args))
				for i := range args {
					args[i] = strings.NewReplacer("@", file, "$", script).Replace(args[i])
				}
				if name == "new" && in == "taken" {
					args = append(args, "--force")
				}
				var out, errs bytes.Buffer
				code := execute(context.Background(), &console{in: strings.NewReader(""), out: &out, err: &errs}, args)
				said := errs.String()
				if code != exitFailed || strings.Count(said, "lcs: "+w.what+" cannot be written: ") != 1 || strings.Contains(said, "see:") {
					t.Errorf("%s: exit code %d, %s", args, code, said)
				}
				if in == "none" && out.Len() > 0 {
					t.Errorf("%s: it is said when all is done: %s", args, &out)
				}
			})
		}
	}
}

// fileFlag is a line of the help about a flag that has a file written.
var fileFlag = regexp.MustCompile(`--([a-z-]+) .*\b(?:writes? .*\b(?:FILE|file|there)|draw .*\bFILE)\b`)

// The test above has all flags that name a file to be written.
func TestEveryFileThatIsWritten(t *testing.T) {
	t.Parallel()
	found := 0
	for _, command := range newRootCommand(&console{}).Commands() {
		for line := range strings.Lines(command.Flags().FlagUsages()) {
			flag := fileFlag.FindStringSubmatch(line)
			if flag == nil || flag[1] == "force" {
				continue
			}
			found++
			if _, known := writers[command.Name()+" --"+flag[1]]; !known {
				t.Errorf("lcs %s --%s is not tried", command.Name(), flag[1])
			}
		}
	}
	if found != 7 {
		t.Errorf("%d flags that write files are found", found)
	}
}
