package place

import (
	"fmt"
	"unicode/utf8"

	"lcs/lang/ast"
	"lcs/lang/diag"
)

// state is where the automaton of a format stands. It is an immutable,
// comparable value: to fork is to copy it, and two ways through a template
// that come to equal states are one from there on.
type state interface {
	// feed reads text. When a byte of it cannot stand where it does, at is its
	// offset and the fault says why; next is then of no use.
	feed(text string) (next state, at int, f *fault)

	// hole reads a value. A fault that is not fatal leaves next usable.
	hole(h hole) (p Place, next state, f *fault)

	// done says what is missing when the text ends here.
	done() *fault
}

// hole is a value that a template puts in.
type hole struct {
	part    *ast.HolePart
	trusted bool // may choose the host of a URL
	whole   bool // there is nothing else in the template
}

// fault is why a template is refused, without the place and the witness.
type fault struct {
	code    diag.Code
	message string
	help    string
	mild    bool   // the hole is refused, but the text around it can be read on
	back    int    // bytes before the offset that belong to what is refused
	name    string // what is refused stands before the offset: its last occurrence behind a '<' or white space
	meant   string // what may have been meant instead
}

// refused makes the usual fault: subject cannot stand here: need.
func refused(code diag.Code, subject, need string) *fault {
	return &fault{code: code, message: fmt.Sprintf("%s cannot stand here: %s", subject, need)}
}

func (f *fault) withHelp(help string) *fault {
	f.help = help
	return f
}

// frame is a node of a stack that is shared by all states of one analysis.
// Equal stacks are the same pointer, so that states compare in one step.
type frame struct {
	parent *frame
	name   string
	depth  int
	kids   map[string]*frame
}

func (f *frame) push(name string) *frame {
	if kid, ok := f.kids[name]; ok {
		return kid
	}
	if f.kids == nil {
		f.kids = map[string]*frame{}
	}
	kid := &frame{parent: f, name: name, depth: f.depth + 1}
	f.kids[name] = kid
	return kid
}

// has reports whether name is on the stack.
func (f *frame) has(name string) bool {
	for ; f.parent != nil; f = f.parent {
		if f.name == name {
			return true
		}
	}
	return false
}

// names returns what is on the stack, the innermost last.
func (f *frame) names() []string {
	if f.parent == nil {
		return nil
	}
	return append(f.parent.names(), f.name)
}

// firstOf names the first character of text as a message shows it.
func firstOf(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	switch {
	case size == 0:
		return "the end"
	case r == utf8.RuneError && size == 1:
		return fmt.Sprintf("the byte %02X", text[0])
	}
	return nameOf(r)
}

func nameOf(r rune) string {
	switch {
	case r == '\n' || r == '\r':
		return "a line break"
	case r == ' ':
		return "a space"
	case r == '\t':
		return "a tab"
	case r < 0x20 || r == 0x7f || r == 0xFFFE || r == 0xFFFF:
		return fmt.Sprintf("the character U+%04X", r)
	}
	return "'" + string(r) + "'"
}
