package place

import "lcs/lang/diag"

const malformedHeader diag.Code = "LCS4007"

// textState is a format without rules.
type textState struct{}

func (s textState) feed(string) (state, int, *fault) { return s, 0, nil }

func (s textState) hole(hole) (Place, state, *fault) { return Plain, s, nil }

func (s textState) done() *fault { return nil }

// headerState is the value of a header: anything on one line. It has no memory.
type headerState struct{}

func (s headerState) feed(text string) (state, int, *fault) {
	for i := 0; i < len(text); i++ {
		if c := text[i]; c < ' ' && c != '\t' || c == 0x7f {
			return s, i, &fault{code: malformedHeader, message: firstOf(text[i:]) + " cannot stand in a header",
				help: "a header is one line: put a space there, or send the text in the body"}
		}
	}
	return s, 0, nil
}

func (s headerState) hole(hole) (Place, state, *fault) { return HeaderValue, s, nil }

func (s headerState) done() *fault { return nil }
