package spec_test

import (
	"bytes"
	"context"
	"regexp"
	"strings"
	"testing"

	"lcs/repl"
	"lcs/stdlib"
)

// The prompts of a dialogue.
const (
	prompt     = "lcs> "
	promptMore = "...> "
)

// changing is what differs from time to time: how long it took, and when it was.
var changing = regexp.MustCompile(`[0-9.]+ ms( \([a-z0-9., ]+\))?(, connection reused)?|Date: .*|received_at: .*|Idempotency-Key: .*`)

// dialogue is a session on the standard script, through all blocks of a page.
type dialogue struct {
	session *repl.Session
	files   map[string]string
}

func newDialogue(t *testing.T, library *stdlib.Library) *dialogue {
	t.Helper()
	const name = "script.lcs"
	d := &dialogue{files: map[string]string{name: standard + scoreStep}}
	session, problems := repl.New(repl.Options{
		Script: name, Read: reader(d.files), Library: library, Sandbox: true,
		Append: func(name string, text []byte) error { d.files[name] += string(text); return nil },
	})
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	d.session = session
	return d
}

// check types what a block has behind its prompts, and holds the block against
// what comes.
func (d *dialogue) check(t *testing.T, b *block) {
	t.Helper()
	var got strings.Builder
	input := ""
	for line := range strings.Lines(b.text) {
		typed, begins := strings.CutPrefix(line, prompt)
		if !begins {
			if typed, begins = strings.CutPrefix(line, promptMore); !begins {
				continue
			}
		}
		got.WriteString(line)
		input += typed
		if d.session.Incomplete(input) {
			continue
		}
		var out bytes.Buffer
		d.session.Execute(context.Background(), input, &out)
		got.WriteString(changing.ReplaceAllStringFunc(out.String(), func(text string) string {
			if name, _, isHeader := strings.Cut(text, ": "); isHeader {
				return name + ": …"
			}
			return "N ms"
		}))
		input = ""
	}
	switch {
	case got.String() == b.text:
	case *update:
		text := got.String()
		b.replace = &text
	default:
		t.Errorf("%s:%d: the dialogue goes\n%s", b.page.name, b.line, &got)
	}
}
