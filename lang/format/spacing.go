package format

import "lcs/lang/grammar"

// bracket is an open bracket of a line.
type bracket struct {
	waiting int  // the ? in it that wait for their :
	spaced  bool // a brace with space behind it has space before its partner
}

// space sets the gaps of a line: none, one space, or what stood there where
// either is right.
func space(l *line) {
	l.gaps = make([]int, len(l.atoms))
	open := make([]bracket, 1, 8)
	for i := range l.atoms {
		a, in := &l.atoms[i], &open[len(open)-1]
		if i > 0 {
			l.gaps[i] = gap(l, i, *in)
			if l.atoms[i-1].Kind == grammar.LBrace {
				in.spaced = l.gaps[i] > 0
			}
		}
		switch {
		case opens(a.Kind):
			open = append(open, bracket{})
		case closes(a.Kind) && len(open) > 1:
			open = open[:len(open)-1]
		case a.Kind == grammar.Question && choice(l, i):
			in.waiting++
		case a.Kind == grammar.Colon && in.waiting > 0:
			in.waiting--
		}
	}
}

// choice reports whether the ? at i is that of a ? b : c, which is written with
// spaces; those of a type and of a key stick to what they follow.
func choice(l *line, i int) bool {
	return i > 0 && l.atoms[i].gap > 0 && !(i+1 < len(l.atoms) && l.atoms[i+1].Kind == grammar.Colon)
}

// gap returns the spaces between the atoms i-1 and i, in a bracket.
func gap(l *line, i int, in bracket) int {
	left, right := &l.atoms[i-1], &l.atoms[i]
	asWritten := min(right.gap, 1)
	switch right.Kind {
	case grammar.Comment:
		return max(right.gap, 1)
	case grammar.Comma:
		if left.Kind == grammar.Bad {
			return asWritten
		}
		return 0
	case grammar.Dot, grammar.QuestionDot, grammar.Range:
		return glued(left, asWritten)
	case grammar.RParen, grammar.RBracket:
		return 0
	case grammar.Colon:
		return gapBeforeColon(l, i, in, asWritten)
	case grammar.Question:
		if choice(l, i) {
			return 1
		}
		return 0
	case grammar.RBrace:
		if in.spaced {
			return 1
		}
		return asWritten
	case grammar.HoleClose, grammar.RawClose, grammar.Bad, grammar.Bang:
		return asWritten
	case grammar.LParen, grammar.LBracket:
		return gapBeforeOpen(l, i, asWritten)
	}
	return gapBehind(l, i, asWritten)
}

func gapBeforeColon(l *line, i int, in bracket, asWritten int) int {
	switch {
	case in.waiting > 0:
		return 1
	case i > 1 && l.atoms[i-2].Kind == grammar.Minus:
		return asWritten // a-b: would be a name
	}
	return 0
}

// gapBeforeOpen tells calls and indexes, which stick to their value, from
// brackets that begin one.
func gapBeforeOpen(l *line, i, asWritten int) int {
	left := &l.atoms[i-1]
	switch {
	case left.Kind == grammar.LParen, left.Kind == grammar.LBracket:
		return 0
	case wordOperator(left), binaryAt(l, i-1), left.Kind == grammar.Comma, left.Kind == grammar.Colon:
		return 1
	}
	return asWritten
}

// glued is no space, but behind what would then read otherwise.
func glued(left *atom, asWritten int) int {
	switch left.Kind {
	case grammar.Dot, grammar.Range, grammar.Question, grammar.Number, grammar.Bad:
		return asWritten
	}
	return 0
}

// gapBehind goes by the atom on the left.
func gapBehind(l *line, i, asWritten int) int {
	left, right := &l.atoms[i-1], &l.atoms[i]
	switch left.Kind {
	case grammar.LParen, grammar.LBracket:
		return 0
	case grammar.Dot, grammar.QuestionDot, grammar.Range:
		if right.Kind == grammar.Ident || right.Kind == grammar.Duration {
			return 0
		}
		return asWritten
	case grammar.LBrace:
		if right.Kind == grammar.String || right.Kind == grammar.TextOpen { // pasted JSON stays
			return asWritten
		}
		return 1
	case grammar.HoleOpen, grammar.RawOpen, grammar.Bad:
		return asWritten
	case grammar.String, grammar.TextOpen:
		if right.Kind == grammar.Ident { // a quote within a text, as the parser sees by this
			return min(asWritten, 1)
		}
	case grammar.Question:
		if choice(l, i-1) {
			return 1
		}
		return asWritten
	case grammar.Bang:
		if unary(l, i-1) {
			return 0
		}
	case grammar.Minus:
		if unary(l, i-1) {
			return min(asWritten, 1)
		}
	}
	if separate(left, right) || asWritten > 0 {
		return 1
	}
	if binaryAt(l, i) || binaryAt(l, i-1) || left.Kind == grammar.Comma || left.Kind == grammar.Colon || right.Kind == grammar.LBrace {
		return 1
	}
	return asWritten
}

// separate reports whether two atoms are words, or a word behind a bracket.
func separate(left, right *atom) bool {
	return wordLike(right) && (wordLike(left) || left.Kind == grammar.RParen || left.Kind == grammar.RBrace || left.Kind == grammar.RBracket)
}

func wordLike(a *atom) bool {
	switch a.Kind {
	case grammar.Ident, grammar.Name, grammar.Number, grammar.Percent, grammar.Size, grammar.Duration, grammar.Status, grammar.Regex:
		return true
	}
	return false
}

// unary reports whether the sign at i has no value before it.
func unary(l *line, i int) bool {
	if i == 0 {
		return true
	}
	left := &l.atoms[i-1]
	return !value(left) || wordOperator(left)
}

// value reports whether an atom ends a value.
func value(a *atom) bool {
	switch a.Kind {
	case grammar.Ident, grammar.String, grammar.TextOpen, grammar.Number, grammar.Percent, grammar.Size, grammar.Duration,
		grammar.Regex, grammar.RParen, grammar.RBracket, grammar.RBrace, grammar.HoleClose, grammar.Bang:
		return true
	}
	return false
}

// binaryAt reports whether the atom at i is an operator between two values.
func binaryAt(l *line, i int) bool {
	a := &l.atoms[i]
	if a.Kind == grammar.Minus || a.Kind == grammar.Plus {
		return !unary(l, i)
	}
	return binary(a)
}

func binary(a *atom) bool {
	switch a.Kind {
	case grammar.Coalesce, grammar.Assign, grammar.Equal, grammar.NotEqual, grammar.Less, grammar.LessEqual,
		grammar.Greater, grammar.GreaterEqual, grammar.Plus, grammar.Minus, grammar.Star, grammar.Slash, grammar.Mod,
		grammar.Pipe, grammar.OrOr, grammar.AndAnd:
		return true
	case grammar.Ident:
		switch a.text {
		case "and", "or", "in", "is", "matches", "contains":
			return !a.field
		}
	}
	return false
}

// wordOperator reports whether a word is followed by a value, not called.
func wordOperator(a *atom) bool {
	if a.Kind != grammar.Ident || a.field {
		return false
	}
	switch a.text {
	case "and", "or", "not", "in", "is", "matches", "contains", "if", "when", "where", "by":
		return true
	}
	return false
}
