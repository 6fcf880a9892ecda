package repl

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"lcs/intake"
	"lcs/interp"
	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/lang/grammar"
	"lcs/terminal"
	"lcs/value"
)

// lead is the lead that the session is about, as it would come in.
type lead struct {
	value   *value.Object  // nil: there is none
	from    string         // "leads.csv:3"
	example string         // the name of the example it began as
	changed []string       // fields that were changed since
	written map[string]any // fields that steps wrote
}

func exampleLead(r interp.Record, name string) lead {
	return lead{value: r.Value.Clone(), from: r.Place, example: name}
}

func (l *lead) isEmpty() bool { return l.value == nil }

// record is the lead for a run, which may change it.
func (l *lead) record() *value.Object {
	record := l.given()
	for name, v := range l.written {
		record.Set(name, v)
	}
	return record
}

// given is the lead without what steps wrote.
func (l *lead) given() *value.Object {
	if l.value == nil {
		return value.NewObject()
	}
	return l.value.Clone()
}

func (l *lead) place() string {
	if l.from == "" {
		return "input"
	}
	return l.from
}

// set changes a field.
func (l *lead) set(name string, v any) {
	l.value = l.given()
	if v == nil {
		v = value.Null
	}
	l.value.Set(name, v)
	l.changed = append(l.changed, name)
	delete(l.written, name)
}

// write keeps what a step wrote to a field.
func (l *lead) write(name string, v any) {
	if l.written == nil {
		l.written = map[string]any{}
	}
	l.written[name] = v
}

// one is an input of one lead.
func one(r interp.Record) iter.Seq2[interp.Record, *diag.Diagnostic] {
	return func(yield func(interp.Record, *diag.Diagnostic) bool) { yield(r, nil) }
}

// takeLead is :lead "NAME" | {…} | FILE [N].
func (s *Session) takeLead(ctx context.Context, argument string, out *output) Status {
	switch {
	case argument == "":
		return s.expression(ctx, "lead", out)
	case strings.HasPrefix(argument, `"`):
		return s.takeExample(strings.Trim(argument, `"`), out)
	case strings.HasPrefix(argument, "{"):
		return s.takeObject(ctx, argument, out)
	}
	return s.takeFile(argument, out)
}

func (s *Session) takeExample(name string, out *output) Status {
	var names []string
	for i, example := range s.scope().info().Examples {
		if example.Name == name && i < len(s.script.examples) {
			s.begin(exampleLead(s.script.examples[i], name), out)
			return OK
		}
		names = append(names, example.Name)
	}
	if len(names) == 0 {
		return out.say(Wrong, "the script has no example lead")
	}
	return out.say(Wrong, "there is no example lead %q%s", name, meant(name, names))
}

// meant is the end of a message about a name that is nowhere.
func meant(name string, names []string) string {
	if near := diag.Nearest(name, names); near != "" {
		return fmt.Sprintf("; did you mean '%s'?", near)
	}
	return "; there is " + strings.Join(names, ", ")
}

func (s *Session) takeObject(ctx context.Context, text string, out *output) Status {
	_, e, problems := grammar.ParseLine(diag.NewFile("input", text))
	if problems.HasErrors() {
		return out.problems(problems)
	}
	object, isObject := e.(*ast.Object)
	if !isObject {
		return out.problem(e.Span(), "a lead is an object: { email: \"ann@example.com\" }")
	}
	if s.options.Script != "" {
		if problems := s.scope().session.Lead(object); problems.HasErrors() {
			return out.problems(problems)
		}
	} else if _, problems := s.scope().session.Expr(object); problems.HasErrors() {
		return out.problems(problems)
	}
	compiled, err := s.scope().compiled(object)
	if err != nil {
		return out.failure(ctx, err)
	}
	v, err := s.value(ctx, compiled)
	if err != nil {
		return out.failure(ctx, err)
	}
	return s.begin(lead{value: v.(*value.Object)}, out)
}

func (s *Session) takeFile(argument string, out *output) Status {
	name, wanted := argument, 1
	if i := strings.LastIndexByte(argument, ' '); i > 0 {
		if n, err := strconv.Atoi(argument[i+1:]); err == nil && n > 0 {
			name, wanted = strings.TrimSpace(argument[:i]), n
		}
	}
	source, problem := intake.Open(name, noInput{}, s.options.Limits)
	if problem != nil {
		out.problems(diag.List{problem})
		return Failed
	}
	defer source.Close()
	n := 0
	for found, problem := range source.Leads() {
		if n++; n < wanted {
			continue
		}
		if problem != nil {
			out.problems(diag.List{problem})
			return Failed
		}
		return s.begin(lead{value: found.Value, from: found.Place}, out)
	}
	return out.say(Failed, "'%s' has %d leads", name, n)
}

// noInput stands for stdin, which has the lines of the session.
type noInput struct{}

func (noInput) Read([]byte) (int, error) { return 0, io.EOF }

// begin takes another lead: what steps have left was of the one before.
func (s *Session) begin(l lead, out *output) Status {
	if s.options.Script == "" {
		var fields shape
		if problems := s.open("lead", "lead { "+fields.of(l.value)+" }\n"); problems.HasErrors() {
			return out.problems(problems)
		}
	}
	s.lead, s.sent, s.last = l, nil, nil
	title := l.from
	if title == "" {
		title = terminal.Plural(l.value.Len(), "field")
	}
	out.printf("lead: %s", title)
	return OK
}
