package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"lcs/interp/expression"
	"lcs/lang/diag"
	"lcs/lang/types"
	"lcs/stdlib"
	"lcs/stdlib/http"
	"lcs/terminal"
)

// output writes what a line comes to.
type output struct {
	w       io.Writer
	width   int
	color   bool
	masker  *http.Masker // of what the session knows to be secret
	library *stdlib.Library
}

func (o *output) styled(style terminal.Style, text string) string {
	return terminal.Screen{Color: o.color}.Paint(text, style)
}

// printf writes a line, secrets masked: what comes back can repeat one.
func (o *output) printf(format string, args ...any) {
	fmt.Fprintln(o.w, o.masker.Text(fmt.Sprintf(format, args...)))
}

// notes writes lines that explain the line before.
func (o *output) notes(lines []string) {
	for _, line := range lines {
		o.printf("%s", o.styled(terminal.Dim, "  "+terminal.Visible(line)))
	}
}

// problems writes what is wrong with a line.
func (o *output) problems(list diag.List) Status {
	var text strings.Builder
	_ = diag.WriteText(&text, list, diag.TextOptions{Color: o.color, Width: o.width - 6, Bare: true})
	fmt.Fprint(o.w, o.masker.Text(text.String()))
	return Wrong
}

func (o *output) problem(at diag.Span, format string, args ...any) Status {
	return o.problems(diag.List{diag.New("", at, fmt.Sprintf(format, args...))})
}

// say writes why a command does not do what was asked.
func (o *output) say(status Status, format string, args ...any) Status {
	o.printf("%s", o.styled(terminal.Red, terminal.Visible(fmt.Sprintf(format, args...))))
	return status
}

// failure writes why something has no value.
func (o *output) failure(ctx context.Context, err error) Status {
	if ctx.Err() != nil {
		return o.say(Failed, "interrupted")
	}
	var several *problemsError
	if errors.As(err, &several) {
		o.problems(several.problems)
		return Failed
	}
	if at, ok := errors.AsType[*expression.Error](err); ok {
		o.problem(at.Span, "%v", err)
		return Failed
	}
	return o.say(Failed, "%v", err)
}

// value writes a value with its type.
func (o *output) value(v any, t types.Type) {
	text, cut := layOut(v, t, o.width, o.library)
	name := general(t).String()
	if n := utf8.RuneCountInString(name); n > maxTypeName {
		name = string([]rune(name)[:maxTypeName-1]) + "…"
	}
	if last := text[strings.LastIndexByte(text, '\n')+1:]; utf8.RuneCountInString(last+name)+3 > o.width {
		text += "\n "
	}
	o.printf("%s %s", text, o.styled(terminal.Dim, ": "+name))
	if cut != "" {
		o.notes([]string{cut})
	}
}

// general is a type as a person says it: the texts that an expression is seen
// to give are string.
func general(t types.Type) types.Type {
	switch core := t.Core.(type) {
	case *types.Choice:
		if core.Open {
			t.Core = types.String
		}
	case *types.List:
		t.Core = &types.List{Elem: general(core.Elem), Max: core.Max}
	case *types.Object:
		if core.Name != "" {
			break
		}
		fields := make([]types.Field, len(core.Fields))
		for i, f := range core.Fields {
			f.Type = general(f.Type)
			fields[i] = f
		}
		t.Core = &types.Object{Fields: fields}
	}
	return t
}

// maxTypeName is how much of the name of a type is shown.
const maxTypeName = 60
