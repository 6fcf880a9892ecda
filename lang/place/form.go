package place

import "lcs/lang/diag"

const malformedForm diag.Code = "LCS4004"

// formState is application/x-www-form-urlencoded text: name=value&name=value.
type formState struct {
	value bool  // after the = of a field
	hex   uint8 // digits still to come after %
}

func newForm() state { return formState{} }

func (s formState) feed(text string) (state, int, *fault) {
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case s.hex > 0:
			if !isHex(c) {
				return s, i, refused(malformedForm, firstOf(text[i:]), "two hexadecimal digits must come after '%'")
			}
			s.hex--
		case c == '%':
			s.hex = 2
		case c == '&':
			s.value = false
		case c == '=':
			s.value = true
		case !queryByte(c):
			return s, i, unencoded(malformedForm, text[i:], "a form")
		}
	}
	return s, 0, nil
}

func (s formState) hole(hole) (Place, state, *fault) {
	switch {
	case s.hex > 0:
		return Invalid, s, refused(malformedForm, "a value", "two hexadecimal digits must come after '%'")
	case s.value:
		return FormValue, s, nil
	}
	return FormName, s, nil
}

func (s formState) done() *fault {
	if s.hex > 0 {
		return &fault{code: malformedForm, message: "the form ends too early: two hexadecimal digits must come after '%'"}
	}
	return nil
}
