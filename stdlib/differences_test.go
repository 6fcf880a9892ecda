package stdlib

import (
	"encoding/json"
	goflag "flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = goflag.Bool("update", false, "write the golden files anew")

// vectors reads the list of a file of test vectors.
func vectors[T any](t *testing.T, file string) []T {
	t.Helper()
	data, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var all struct{ Vectors []T }
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	if len(all.Vectors) == 0 {
		t.Fatalf("%s is empty", file)
	}
	return all.Vectors
}

// comparison scores this library against what another implementation made of
// the same inputs. What differs needs a reason and stands in a golden file, so
// that no difference comes or goes unseen.
type comparison struct {
	file   string                    // of vectors
	least  float64                   // share of inputs that must agree
	reason func(input string) string // of a difference; "" for none
	all    int
	lines  []string
}

func (c *comparison) add(input, ours, theirs string) {
	c.all++
	if ours == theirs {
		return
	}
	reason := ""
	if c.reason != nil {
		reason = c.reason(input)
	}
	cell := func(s string) string { return strings.ReplaceAll(fmt.Sprintf("%q", s), "|", "\\|") }
	c.lines = append(c.lines, fmt.Sprintf("| %s | %s | %s | %s |", cell(input), cell(ours), cell(theirs), reason))
}

func (c *comparison) finish(t *testing.T) {
	t.Helper()
	good := c.all - len(c.lines)
	t.Logf("%s: %d of %d agree, %.1f %%", c.file, good, c.all, 100*float64(good)/float64(c.all))
	if float64(good) < c.least*float64(c.all) {
		t.Errorf("at least %.0f %% must agree", 100*c.least)
	}
	for _, line := range c.lines {
		if strings.HasSuffix(line, "|  |") {
			t.Errorf("a difference without a reason: %s", line)
		}
	}
	golden := filepath.Join("testdata", "differences", strings.TrimSuffix(c.file, ".json")+".md")
	text := ""
	if len(c.lines) > 0 {
		text = "| input | lcs | theirs | why |\n| --- | --- | --- | --- |\n" + strings.Join(c.lines, "\n") + "\n"
	}
	if *update {
		if err := writeGolden(golden, text); err != nil {
			t.Fatal(err)
		}
		return
	}
	old, err := os.ReadFile(golden)
	if err != nil && (text != "" || !os.IsNotExist(err)) {
		t.Fatal(err)
	}
	if string(old) != text {
		t.Errorf("%s is stale (run with -update):\n%s", golden, text)
	}
}

func writeGolden(file, text string) error {
	if text == "" {
		if err := os.Remove(file); err != nil && !os.IsNotExist(err) {
			return err
		}
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, []byte(text), 0o644)
}
