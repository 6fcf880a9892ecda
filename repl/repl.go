// Package repl is the session behind `lcs repl`, and what `lcs eval` computes
// expressions with. It knows nothing of terminals.
//
// In come lines, out goes text: Execute takes a line and writes what there is to
// say of it; Complete says how a line could go on. A Scope is a checked script
// in which expressions are computed; a Session is a scope with a lead, settings,
// and what the steps that were sent have left.
package repl

import (
	"context"
	"io"
	"maps"
	"slices"
	"strings"

	"lcs/clock"
	"lcs/interp"
	"lcs/interp/expression"
	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/lang/grammar"
	"lcs/lang/load"
	"lcs/lang/types"
	"lcs/limits"
	"lcs/stdlib"
	"lcs/value"
)

// Status says how a line ended.
type Status uint8

// The statuses, the worse the higher.
const (
	OK     Status = iota
	Failed        // something could not be computed, sent or read
	Wrong         // the line has errors
	Quit          // no more lines are wanted
)

// Options is what a session needs.
type Options struct {
	Script   string      // its name; empty: there is only the library
	Read     load.Reader // reads the script, and what it imports
	Append   func(name string, text []byte) error
	Library  *stdlib.Library
	Settings map[string]interp.Setting

	Sandbox      bool // steps are answered from the script's examples
	AllowPrivate bool
	TestMode     bool
	Limits       *limits.Limits // nil: the defaults

	Clock clock.Clock // nil: the system's
	Seed  uint64      // of random values
	Width int         // cells of a line; 0: 80
	Color bool
}

// Session is one dialogue. It belongs to one task.
type Session struct {
	options Options
	script  script
	lead    lead
	given   map[string]interp.Setting
	names   map[*check.Symbol]any // what the session has declared
	sent    []*sending            // the last of each step, in the order sent
	last    *interp.Result        // what the steps that were sent have left
	live    *connection           // nil: to be made
	lines   int                   // taken so far
}

// script is a script as it was loaded.
type script struct {
	scope    *Scope
	examples []interp.Record
}

// New loads the script and begins a session. The lead is the first example. It
// must be closed when the list has no errors.
func New(o Options) (*Session, diag.List) {
	if o.Clock == nil {
		o.Clock = clock.System()
	}
	if o.Width <= 0 {
		o.Width = 80
	}
	s := &Session{options: o, given: map[string]interp.Setting{}, names: map[*check.Symbol]any{}}
	maps.Copy(s.given, o.Settings)
	if problems := s.load(); problems.HasErrors() {
		return nil, problems
	}
	if len(s.script.examples) > 0 {
		s.lead = exampleLead(s.script.examples[0], s.scope().info().Examples[0].Name)
	}
	return s, nil
}

// load reads the script anew. What is wrong with it leaves the session as it
// was.
func (s *Session) load() diag.List {
	text := ""
	if s.options.Script != "" {
		data, err := s.options.Read(s.options.Script)
		if err != nil {
			return diag.List{diag.New(diag.UnreadableScript, diag.Span{}, "the script cannot be read: "+err.Error())}
		}
		text = string(data)
	}
	return s.open(s.options.Script, text)
}

// open takes a script whose text is at hand.
func (s *Session) open(name, text string) diag.List {
	scope, problems := Open(name, text, s.options.Read, s.options.Library)
	if problems.HasErrors() {
		return problems
	}
	examples, problems := scope.program.ExampleLeads()
	if problems.HasErrors() {
		return problems
	}
	scope.session.Lenient = true
	s.disconnect()
	s.script = script{scope, examples}
	s.names, s.sent, s.last = map[*check.Symbol]any{}, nil, nil
	return nil
}

// Undeclared returns the names of settings that were given by a flag and that
// the script does not have.
func (s *Session) Undeclared() []string {
	var names []string
	for name, setting := range s.options.Settings {
		if setting.Place == "--set" && s.scope().setting(name) == nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Close ends what the session has begun.
func (s *Session) Close() { s.disconnect() }

func (s *Session) scope() *Scope { return s.script.scope }

// Incomplete reports whether a line goes on in the next one.
func (s *Session) Incomplete(input string) bool {
	if name, argument, isCommand := cutCommand(input); isCommand {
		found, _ := findCommand(name)
		if found.takes != anExpression && !strings.HasPrefix(argument, "{") {
			return false
		}
		input = argument
	}
	return strings.TrimSpace(input) != "" && grammar.Incomplete(diag.NewFile("input", input))
}

// Keep reports whether a line may be kept in a history: one that gives a secret
// may not.
func (s *Session) Keep(input string) bool {
	name, argument, found := cutCommand(input)
	if !found || !strings.HasPrefix("set", name) || name == "" {
		return strings.TrimSpace(input) != ""
	}
	setting, _, _ := strings.Cut(argument, "=")
	symbol := s.scope().setting(strings.TrimSpace(setting))
	return symbol != nil && !symbol.Type.HoldsSecret()
}

// Execute takes a line, or several that belong together, and writes what comes
// of it.
func (s *Session) Execute(ctx context.Context, input string, w io.Writer) Status {
	out := &output{w, s.options.Width, s.options.Color, s.masker(), s.options.Library}
	s.lines++
	switch {
	case strings.TrimSpace(input) == "":
		return OK
	case isCommand(input):
		return s.command(ctx, input, out)
	}
	return s.expression(ctx, input, out)
}

// expression computes a line that is no command.
func (s *Session) expression(ctx context.Context, input string, out *output) Status {
	target, e, problems := grammar.ParseLine(diag.NewFile("input", strings.TrimRight(input, " \t\r\n")))
	if problems.HasErrors() {
		return out.problems(problems)
	}
	if field, ok := target.(*ast.Member); ok {
		return s.assign(ctx, &ast.Assign{Base: ast.Base{Place: target.Span().To(e.Span())}, Target: field, Value: e}, out)
	}
	name, isName := target.(*ast.Ident)
	if target != nil && !isName {
		return out.problem(target.Span(), "a value is given to a name or to a field of the lead: x = …, lead.x = …")
	}
	if isName && !s.mayDeclare(name.Name) {
		return out.problem(target.Span(), "'%s' is a name of the script: give the value another one, or set a field, lead.x = …", name.Name)
	}
	compiled, problems := s.scope().compile(e)
	if len(problems) > 0 {
		return out.problems(s.inPrompt(problems))
	}
	v, err := s.value(ctx, compiled)
	if err != nil {
		return out.failure(ctx, err)
	}
	if isName {
		s.names[s.scope().session.Let(name.Name, e)] = v
		return OK
	}
	if s.notThere(e) {
		v = nil
	}
	out.value(v, compiled.Type)
	if v == nil {
		out.notes(s.whyMissing(compiled))
	}
	return OK
}

// notThere reports whether an expression is a step that was not sent, or the
// lead where there is none. As values they have something all the same.
func (s *Session) notThere(e ast.Expr) bool {
	name, ok := e.(*ast.Ident)
	if !ok {
		return false
	}
	symbol := s.scope().info().Refs[name]
	switch {
	case symbol == nil:
		return false
	case symbol.Kind == check.StepSymbol:
		return !s.wasSent(symbol.Step.Name)
	}
	return symbol == s.scope().info().Ambient["lead"] && s.lead.isEmpty()
}

// mayDeclare reports whether a name is free, or the session's own.
func (s *Session) mayDeclare(name string) bool {
	for _, symbol := range s.scope().session.Names() {
		if symbol.Name == name {
			_, own := s.names[symbol]
			return own || symbol.Name == "response" || symbol.Name == "http"
		}
	}
	return true
}

// inPrompt says what the prompt has instead of what a script would.
func (s *Session) inPrompt(problems diag.List) diag.List {
	for _, d := range problems {
		if name := d.Span.Text(); d.Code == diag.UnknownName && (name == "response" || name == "http") {
			d.Help = "it is the answer to the step that was sent last: :send STEP"
		}
	}
	return problems
}

// assign changes a field of the lead.
func (s *Session) assign(ctx context.Context, item *ast.Assign, out *output) Status {
	symbol, problems := s.scope().session.Assign(item)
	if len(problems) > 0 {
		return out.problems(problems)
	}
	compiled, err := s.scope().compiled(item.Value)
	if err != nil {
		return out.failure(ctx, err)
	}
	v, err := s.value(ctx, compiled)
	if err != nil {
		return out.failure(ctx, err)
	}
	s.lead.set(symbol.Name, v)
	if frame, err := s.frame(ctx); err == nil {
		out.value(frame.Get(symbol.Slot), symbol.Type)
	}
	return OK
}

// value computes an expression with all that the session knows.
func (s *Session) value(ctx context.Context, e *Expression) (any, error) {
	frame, err := s.frame(ctx)
	if err != nil {
		return nil, err
	}
	return e.Value(frame)
}

// frame has the values of all names.
func (s *Session) frame(ctx context.Context) (expression.Frame, error) {
	frame := s.scope().frame(ctx, s.options.Clock.Now(), s.options.Seed+uint64(s.lines), s.options.Limits)
	c, problems := s.connect(ctx)
	if problems.HasErrors() {
		return nil, &problemsError{problems}
	}
	result, err := s.run(ctx, c, interp.NoStep)
	if err != nil {
		return nil, err
	}
	frame.Fill(result.Frame())
	settings := value.NewObject()
	for _, symbol := range s.scope().info().Settings {
		if c.lacks(symbol.Name) {
			frame.Set(symbol.Slot, nil)
		}
		if v := frame.Get(symbol.Slot); v != nil {
			settings.Set(symbol.Name, v)
		}
	}
	frame.Set(s.scope().info().Ambient["settings"].Slot, settings)
	for symbol, v := range s.names {
		frame.Set(symbol.Slot, v)
	}
	return frame, nil
}

// whyMissing says why a value is not there.
func (s *Session) whyMissing(e *Expression) []string {
	for _, symbol := range s.scope().symbolsIn(e) {
		switch {
		case symbol.Step != nil && !s.wasSent(symbol.Step.Name):
			return []string{"'" + symbol.Step.Name + "' was not sent: :send " + symbol.Step.Name}
		case symbol.Step != nil && s.sendingOf(symbol.Step.Name).outcome.Outcome != "success":
			return []string{"'" + symbol.Step.Name + "' ended in " + s.sendingOf(symbol.Step.Name).outcome.Outcome + "; http has its answer"}
		case s.lead.isEmpty() && (symbol.Kind == check.LeadSymbol || symbol == s.scope().info().Ambient["lead"]):
			return []string{"there is no lead: :lead FILE, :lead {…}"}
		case symbol.Kind == check.SettingSymbol && s.live != nil && s.live.lacks(symbol.Name):
			return []string{"nobody has given it: :set " + symbol.Name + "=…"}
		}
	}
	return reasons(e.Type)
}

// reasons are why a value of a type may be missing, with their places.
func reasons(t types.Type) []string {
	var out []string
	for _, r := range t.Missing {
		text := r.Text
		if r.Span.IsValid() && r.Span.File.Name != "input" {
			text += " (" + r.Span.String() + ")"
		}
		out = append(out, text)
	}
	return out
}
