package repl

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"lcs/interp"
	"lcs/lang/diag"
	"lcs/lang/grammar"
	"lcs/lang/types"
	"lcs/terminal"
)

// command is one of the commands: what :help says, what completion offers and
// what it does are one entry.
type command struct {
	name     string
	argument string // as :help shows it
	doc      string
	takes    takes
	run      func(s *Session, ctx context.Context, argument string, out *output) Status
}

// takes says what the argument of a command is completed from.
type takes uint8

const (
	nothing takes = iota
	anExpression
	aName    // of the library or the script
	aSetting // with = behind it
	aStep
	aLead // an example or a file
	aCommand
)

// commands returns all commands, in the order of :help.
func commands() []command {
	return []command{
		{"type", "EXPR", "the type of an expression, without computing it", anExpression, (*Session).typeOf},
		{"doc", "NAME", "what a function, a record type, a field or a step is", aName, (*Session).document},
		{"lead", `[FILE [N] | "NAME" | {…}]`, "take another lead; alone: show the one at hand", aLead, (*Session).takeLead},
		{"set", "NAME=VALUE", "give a setting", aSetting, (*Session).set},
		{"settings", "", "show the settings", nothing, (*Session).showSettings},
		{"steps", "", "show the steps, and what became of those that were sent", nothing, (*Session).showSteps},
		{"send", "STEP", "send a step: its request, the answer, and what it reads", aStep, (*Session).send},
		{"curl", "STEP", "the request that a step would send, as a curl command", aStep, (*Session).curl},
		{"save", "TITLE", "add a test with this lead and these answers to the script", nothing, (*Session).save},
		{"reload", "", "read the script again", nothing, (*Session).reload},
		{"help", "[COMMAND]", "this list", aCommand, (*Session).help},
		{"quit", "", "leave; so does Ctrl-D", nothing, func(*Session, context.Context, string, *output) Status { return Quit }},
	}
}

// isCommand reports whether a line is for the session and not for the language.
func isCommand(input string) bool { return strings.HasPrefix(strings.TrimSpace(input), ":") }

// cutCommand parts a command from its argument.
func cutCommand(input string) (name, argument string, found bool) {
	line, found := strings.CutPrefix(strings.TrimSpace(input), ":")
	name, argument, _ = strings.Cut(line, " ")
	return name, strings.TrimSpace(argument), found
}

// command runs a command; the beginning of its name is enough when it is that
// of one alone.
func (s *Session) command(ctx context.Context, input string, out *output) Status {
	name, argument, _ := cutCommand(input)
	found, problem := findCommand(name)
	if problem != "" {
		return out.say(Wrong, "%s", problem)
	}
	if argument != "" && found.argument == "" {
		return out.say(Wrong, ":%s takes nothing behind it", found.name)
	}
	return found.run(s, ctx, argument, out)
}

func findCommand(name string) (found command, problem string) {
	var names []string
	var fitting []command
	for _, c := range commands() {
		if c.name == name {
			return c, ""
		}
		names = append(names, c.name)
		if strings.HasPrefix(c.name, name) {
			fitting = append(fitting, c)
		}
	}
	switch {
	case len(fitting) == 1:
		return fitting[0], ""
	case len(fitting) > 1:
		var choices []string
		for _, c := range fitting {
			choices = append(choices, ":"+c.name)
		}
		return command{}, "':" + name + "' can be " + strings.Join(choices, ", ")
	}
	return command{}, "there is no command ':" + name + "'" + meant(name, names)
}

func (s *Session) help(_ context.Context, argument string, out *output) Status {
	if argument != "" {
		c, problem := findCommand(strings.TrimPrefix(argument, ":"))
		if problem != "" {
			return out.say(Wrong, "%s", problem)
		}
		out.printf(":%s %s\n  %s", c.name, c.argument, c.doc)
		return OK
	}
	out.printf("An expression is computed and shown with its type. `x = …` keeps a value,\n`lead.x = …` changes the lead. An open bracket or \"\"\" goes on in the next line.\n")
	for _, c := range commands() {
		head := ":" + c.name
		if c.argument != "" {
			head += " " + c.argument
		}
		if utf8.RuneCountInString(head) > 16 {
			out.printf("  %s\n  %16s  %s", out.styled(terminal.Bold, head), "", c.doc)
			continue
		}
		out.printf("  %s%s  %s", out.styled(terminal.Bold, head), strings.Repeat(" ", 16-utf8.RuneCountInString(head)), c.doc)
	}
	return OK
}

func (s *Session) typeOf(_ context.Context, argument string, out *output) Status {
	if argument == "" {
		return out.say(Wrong, ":type wants an expression: :type lead.email.domain")
	}
	_, e, problems := grammar.ParseLine(diag.NewFile("input", argument))
	if problems.HasErrors() {
		return out.problems(problems)
	}
	t, problems := s.scope().session.Expr(e)
	if len(problems) > 0 {
		return out.problems(s.inPrompt(problems))
	}
	out.printf("%s", typeText(t))
	out.notes(reasons(t))
	return OK
}

// typeText is a type with its fields.
func typeText(t types.Type) string {
	t = general(t)
	core, isObject := t.Core.(*types.Object)
	if !isObject || len(core.Fields) == 0 {
		return t.String()
	}
	text := t.String()
	if core.Name == "" {
		text = "object"
	}
	for _, f := range core.Fields {
		text += "\n  " + f.Name + ": " + f.Type.String()
	}
	return text
}

func (s *Session) document(_ context.Context, argument string, out *output) Status {
	if argument == "" {
		return out.say(Wrong, ":doc wants a name: :doc replace")
	}
	if text := s.options.Library.Describe(argument); text != "" {
		out.printf("%s", strings.TrimRight(text, "\n"))
		return OK
	}
	if step := s.scope().step(argument); step != nil {
		s.describeStep(step, out)
		return OK
	}
	source := diag.NewFile("input", argument)
	_, e, problems := grammar.ParseLine(source)
	if problems.HasErrors() {
		return out.say(Wrong, "there is nothing to say of '%s'", argument)
	}
	t, problems := s.scope().session.Expr(e)
	if len(problems) > 0 {
		names := append(s.options.Library.FuncNames(), s.options.Library.RecordNames()...)
		if isName(argument) {
			return out.say(Wrong, "there is no function, record type or name '%s'%s", argument, suggestion(argument, names))
		}
		return out.problems(s.inPrompt(problems))
	}
	out.printf("%s: %s", argument, typeText(t))
	out.notes(reasons(t))
	return OK
}

// set is :set NAME=VALUE.
func (s *Session) set(ctx context.Context, argument string, out *output) Status {
	name, text, found := strings.Cut(argument, "=")
	name = strings.TrimSpace(name)
	if !found || name == "" {
		return out.say(Wrong, ":set wants a name and a value: :set region=eu")
	}
	symbol := s.scope().setting(name)
	if symbol == nil {
		return out.say(Wrong, "the script has no setting '%s'%s", name, suggestion(name, s.settingNames()))
	}
	before, had := s.given[name]
	s.given[name] = interp.Setting{Value: strings.TrimSpace(text), Place: ":set"}
	s.disconnect()
	if _, problems := s.connect(ctx); problems.HasErrors() {
		delete(s.given, name)
		if had {
			s.given[name] = before
		}
		return out.problems(problems)
	}
	return OK
}

func (s *Session) settingNames() []string {
	var names []string
	for _, symbol := range s.scope().info().Settings {
		names = append(names, symbol.Name)
	}
	return names
}

// suggestion is the end of a message about a name that is nowhere, when one
// comes near.
func suggestion(name string, names []string) string {
	if text := meant(name, names); strings.Contains(text, "did you mean") {
		return text
	}
	return ""
}

func (s *Session) showSettings(ctx context.Context, _ string, out *output) Status {
	frame, err := s.frame(ctx)
	if err != nil {
		return out.failure(ctx, err)
	}
	if len(s.scope().info().Settings) == 0 {
		out.printf("there are no settings")
		return OK
	}
	for _, symbol := range s.scope().info().Settings {
		text, _ := layOut(frame.Get(symbol.Slot), symbol.Type, s.options.Width-20, s.options.Library)
		from := "default"
		if given, ok := s.given[symbol.Name]; ok {
			from = given.Place
		} else if s.live.lacks(symbol.Name) {
			from = "nobody has given it"
		} else if s.options.Sandbox && symbol.Default == nil {
			from = "example"
		} else if frame.Get(symbol.Slot) == nil {
			from = "optional"
		}
		out.printf("  %s = %s %s", symbol.Name, text, out.styled(terminal.Dim, ": "+symbol.Type.String()+", "+from))
	}
	return OK
}

func (s *Session) reload(_ context.Context, _ string, out *output) Status {
	if s.options.Script == "" {
		return out.say(Wrong, "there is no script to read: lcs repl FLOW")
	}
	if problems := s.load(); problems.HasErrors() {
		out.problems(problems)
		return out.say(Wrong, "the script stays as it was")
	}
	out.printf("%s", s.Welcome())
	return OK
}

// Welcome says what the session is about, on a line, or on two where one is too
// short.
func (s *Session) Welcome() string {
	if s.options.Script == "" {
		return fmt.Sprintf("%d functions, and no script; :help says what there is", len(s.options.Library.FuncNames()))
	}
	info := s.scope().info()
	title := s.options.Script
	if info.Title != "" {
		title = info.Title
	}
	text := title + ": " + terminal.Plural(len(info.Steps), "step")
	if s.lead.from != "" {
		text += ", " + s.lead.from
	}
	if s.options.Sandbox {
		text += ", sandbox"
	}
	const help = ":help says what there is"
	if utf8.RuneCountInString(text)+len("; "+help) > s.options.Width {
		return terminal.Shortened(text, s.options.Width) + "\n" + help
	}
	return text + "; " + help
}
