package repl

import (
	"slices"
	"strings"
	"unicode/utf8"

	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/lang/grammar"
	"lcs/lang/types"
	"lcs/value/literal"
)

// Candidate is one way to go on.
type Candidate struct {
	Text   string // what stands instead of the word at hand
	Detail string // its type, its signature or what it does
	File   bool   // it is the beginning of names of files, which the caller knows
}

// Complete says how a text could go on at a byte of it: the candidates stand
// for what is between from and at.
func (s *Session) Complete(text string, at int) (from int, candidates []Candidate) {
	text = text[:min(max(at, 0), len(text))]
	if !isCommand(text) {
		return s.completeExpression(text)
	}
	colon := strings.IndexByte(text, ':') + 1
	name, argument, hasArgument := strings.Cut(text[colon:], " ")
	if !hasArgument {
		for _, c := range commands() {
			candidates = append(candidates, Candidate{Text: c.name, Detail: c.doc})
		}
		return colon, beginning(candidates, name)
	}
	c, problem := findCommand(name)
	if problem != "" {
		return len(text), nil
	}
	begin := len(text) - len(argument)
	return s.completeArgument(c.takes, text, begin)
}

// completeArgument goes on with the argument of a command, which begins at a
// byte of the text.
func (s *Session) completeArgument(of takes, text string, begin int) (from int, candidates []Candidate) {
	argument := text[begin:]
	switch of {
	case anExpression:
		from, candidates = s.completeExpression(argument)
		return begin + from, candidates
	case aName:
		from, candidates = s.completeExpression(argument)
		for _, name := range s.options.Library.RecordNames() {
			if from == 0 {
				candidates = append(candidates, Candidate{Text: name, Detail: "record type"})
			}
		}
		return begin + from, beginning(candidates, argument[from:])
	case aSetting:
		for _, symbol := range s.scope().info().Settings {
			candidates = append(candidates, Candidate{Text: symbol.Name + "=", Detail: symbol.Type.String()})
		}
	case aStep:
		for _, step := range s.scope().info().Steps {
			candidates = append(candidates, Candidate{Text: step.Name, Detail: "step"})
		}
	case aCommand:
		for _, c := range commands() {
			candidates = append(candidates, Candidate{Text: c.name, Detail: c.doc})
		}
	case aLead:
		for _, example := range s.scope().info().Examples {
			candidates = append(candidates, Candidate{Text: literal.Text(example.Name), Detail: "example lead"})
		}
		candidates = beginning(candidates, argument)
		if !strings.HasPrefix(argument, `"`) && !strings.HasPrefix(argument, "{") {
			candidates = append(candidates, Candidate{Text: argument, File: true})
		}
		return begin, candidates
	}
	return begin, beginning(candidates, argument)
}

func beginning(candidates []Candidate, with string) []Candidate {
	return slices.DeleteFunc(candidates, func(c Candidate) bool { return !strings.HasPrefix(c.Text, with) })
}

// completeExpression goes on with a name: behind a dot or a pipe what the value
// before it has, else what there is.
func (s *Session) completeExpression(text string) (from int, candidates []Candidate) {
	from = len(text)
	for from > 0 && isNameByte(text[from-1]) {
		from--
	}
	word := text[from:]
	if word != "" && word[0] >= '0' && word[0] <= '9' {
		return from, nil
	}
	before := strings.TrimRight(text[:from], " \t")
	switch {
	case strings.HasSuffix(before, "."):
		candidates = s.behindDot(strings.TrimSuffix(strings.TrimSuffix(before, "."), "?"))
	case strings.HasSuffix(before, "|") && !strings.HasSuffix(before, "||"):
		candidates = s.methods(s.typeBefore(strings.TrimSuffix(before, "|")), "")
	default:
		candidates = s.everything()
	}
	return from, beginning(candidates, word)
}

func isNameByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= utf8.RuneSelf
}

// everything is all that an expression can begin with.
func (s *Session) everything() []Candidate {
	var out []Candidate
	for _, symbol := range s.scope().session.Names() {
		text := symbol.Name
		if symbol.Kind == check.FnSymbol {
			text += "("
		}
		out = append(out, Candidate{Text: text, Detail: symbol.Type.String()})
	}
	for _, name := range s.options.Library.FuncNames() {
		out = append(out, Candidate{Text: name + "(", Detail: s.options.Library.Func(name).String()})
	}
	return out
}

// behindDot is what the value at the end of a text has: fields, then functions.
func (s *Session) behindDot(text string) []Candidate {
	text = text[lastOperand(text):]
	t := s.typeBefore(text)
	if t.IsInvalid() {
		return nil
	}
	var out []Candidate
	for _, f := range s.fields(strings.TrimSpace(text), t) {
		out = append(out, Candidate{Text: f.Name, Detail: f.Type.String()})
	}
	return append(out, s.methods(t, "(")...)
}

// fields are those of a value; a step as a value lacks some that it has by name.
func (s *Session) fields(text string, t types.Type) []types.Field {
	step := s.scope().step(text)
	if step == nil {
		return check.FieldsOf(t)
	}
	var out []types.Field
	for _, o := range step.Outputs {
		out = append(out, types.Field{Name: o.Name, Type: o.Type})
	}
	for _, name := range check.StepFieldNames {
		if f := step.Fields[name]; f != nil {
			out = append(out, types.Field{Name: name, Type: f.Type})
		}
	}
	return out
}

func (s *Session) methods(t types.Type, behind string) []Candidate {
	if t.IsInvalid() {
		return nil
	}
	var out []Candidate
	for _, f := range s.scope().session.Methods(t) {
		out = append(out, Candidate{Text: f.Name + behind, Detail: f.String()})
	}
	return out
}

// typeBefore is the type of an expression; invalid when it is none.
func (s *Session) typeBefore(text string) types.Type {
	_, e, problems := grammar.ParseLine(diag.NewFile("input", text))
	if problems.HasErrors() {
		return types.Type{}
	}
	t, problems := s.scope().session.Expr(e)
	if problems.HasErrors() {
		return types.Type{}
	}
	return t
}

// lastOperand returns where the operand at the end of a text begins: a name or
// a literal with all its fields, calls and indices.
func lastOperand(text string) int {
	tokens := grammar.Scan(text)
	i := len(tokens) - 1
	for i >= 0 {
		i = beginOf(tokens, i)
		for i > 0 && called(tokens, i) {
			i = beginOf(tokens, i-1)
		}
		if i < 2 || tokens[i-1].Kind != grammar.Dot && tokens[i-1].Kind != grammar.QuestionDot {
			break
		}
		i -= 2
	}
	if i < 0 {
		return 0
	}
	return int(tokens[i].Start)
}

// beginOf steps over brackets that token i closes.
func beginOf(tokens []grammar.Token, i int) int {
	depth := 0
	for ; i >= 0; i-- {
		switch tokens[i].Kind {
		case grammar.RParen, grammar.RBracket, grammar.RBrace, grammar.TextClose, grammar.HoleClose:
			depth++
		case grammar.LParen, grammar.LBracket, grammar.LBrace, grammar.TextOpen, grammar.HoleOpen:
			depth--
		}
		if depth <= 0 {
			return i
		}
	}
	return 0
}

// called reports whether the bracket at i belongs to what stands before it.
func called(tokens []grammar.Token, i int) bool {
	if kind := tokens[i].Kind; kind != grammar.LParen && kind != grammar.LBracket {
		return false
	}
	before := tokens[i-1]
	if before.End != tokens[i].Start {
		return false
	}
	switch before.Kind {
	case grammar.Ident, grammar.RParen, grammar.RBracket, grammar.TextClose, grammar.String:
		return true
	}
	return false
}
