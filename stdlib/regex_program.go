package stdlib

// The program of a pattern for the backtracking engine, which does what
// RE2 cannot: look-around, back references, and groups in repetitions as
// JavaScript has them.

type regexOp uint8

const (
	opMatch    regexOp = iota
	opSet              // one character of set
	opSpan             // characters of set, as a greedy repetition: loop has min and max
	opSplit            // go on at x, and at y if that fails
	opJump             // go on at x
	opSave             // put the position into register x
	opAssert           // kind
	opBack             // the text of group x again
	opLook             // the program that follows, up to its opMatch; then go on at x
	opLoopInit         // begin the repetition loop
	opLoop             // one more iteration, or leave
	opLoopBody         // begin an iteration
	opLoopNext         // the end of an iteration
)

type regexInstruction struct {
	op     regexOp
	kind   byte
	behind bool // read backwards
	negate bool
	x, y   int
	set    runeSet
	ascii  *[2]uint64 // set for characters below 128
	loop   *regexLoop
}

type regexLoop struct {
	min, max       int // max < 0: no limit
	lazy           bool
	count, start   int // registers
	body, end      int // addresses
	firstCap, caps int // groups to forget before each iteration
}

type regexProgram struct {
	code       []regexInstruction
	registers  int
	groups     int
	ignoreCase bool
	multiline  bool
	first      runeSet // what a match can begin with; nil: anything, or nothing
}

func compileProgram(node regexNode, p *regexParser) *regexProgram {
	c := &programWriter{prog: &regexProgram{
		registers: 2 * (p.groups + 1), groups: p.groups, ignoreCase: p.flags.ignoreCase, multiline: p.flags.multiline,
	}}
	c.emit(regexInstruction{op: opSave, x: 0})
	c.write(node, false)
	c.emit(regexInstruction{op: opSave, x: 1})
	c.emit(regexInstruction{op: opMatch})
	if set, empty := firstRunes(node); !empty {
		c.prog.first = set.normal()
	}
	return c.prog
}

type programWriter struct{ prog *regexProgram }

func (c *programWriter) emit(in regexInstruction) int {
	c.prog.code = append(c.prog.code, in)
	return len(c.prog.code) - 1
}

func (c *programWriter) here() int { return len(c.prog.code) }

func (c *programWriter) register() int {
	c.prog.registers++
	return c.prog.registers - 1
}

// write appends the code of a node; a look-behind is read backwards.
func (c *programWriter) write(node regexNode, behind bool) {
	switch n := node.(type) {
	case *regexSet:
		c.emit(regexInstruction{op: opSet, set: n.set, ascii: asciiBits(n.set), behind: behind})
	case *regexSeq:
		for i := range n.parts {
			if behind {
				i = len(n.parts) - 1 - i
			}
			c.write(n.parts[i], behind)
		}
	case *regexAlt:
		c.writeAlternatives(n, behind)
	case *regexGroup:
		first, second := 2*n.index, 2*n.index+1
		if behind {
			first, second = second, first
		}
		c.emit(regexInstruction{op: opSave, x: first, behind: behind})
		c.write(n.body, behind)
		c.emit(regexInstruction{op: opSave, x: second, behind: behind})
	case *regexRepeat:
		c.writeRepeat(n, behind)
	case *regexLook:
		at := c.emit(regexInstruction{op: opLook, negate: n.negate})
		c.write(n.body, n.behind)
		c.emit(regexInstruction{op: opMatch})
		c.prog.code[at].x = c.here()
	case *regexBack:
		c.emit(regexInstruction{op: opBack, x: n.index, behind: behind})
	case *regexAssert:
		c.emit(regexInstruction{op: opAssert, kind: n.kind})
	}
}

func (c *programWriter) writeAlternatives(n *regexAlt, behind bool) {
	var jumps []int
	for i, branch := range n.branches {
		if i == len(n.branches)-1 {
			c.write(branch, behind)
			break
		}
		split := c.emit(regexInstruction{op: opSplit})
		c.prog.code[split].x = c.here()
		c.write(branch, behind)
		jumps = append(jumps, c.emit(regexInstruction{op: opJump}))
		c.prog.code[split].y = c.here()
	}
	for _, at := range jumps {
		c.prog.code[at].x = c.here()
	}
}

func (c *programWriter) writeRepeat(n *regexRepeat, behind bool) {
	if set, ok := n.body.(*regexSet); ok && !n.lazy {
		c.emit(regexInstruction{op: opSpan, set: set.set, ascii: asciiBits(set.set), behind: behind, loop: &regexLoop{min: n.min, max: n.max}})
		return
	}
	loop := &regexLoop{
		min: n.min, max: n.max, lazy: n.lazy, count: c.register(), start: c.register(),
		firstCap: n.firstCap, caps: n.endCap - n.firstCap,
	}
	c.emit(regexInstruction{op: opLoopInit, loop: loop})
	top := c.emit(regexInstruction{op: opLoop, loop: loop})
	loop.body = c.emit(regexInstruction{op: opLoopBody, loop: loop})
	c.write(n.body, behind)
	c.emit(regexInstruction{op: opLoopNext, loop: loop, x: top})
	loop.end = c.here()
}

func asciiBits(s runeSet) *[2]uint64 {
	var bits [2]uint64
	for _, r := range s {
		for c := r.lo; c <= min(r.hi, 127); c++ {
			bits[c/64] |= 1 << (c % 64)
		}
	}
	return &bits
}

// firstRunes returns the characters that a match of node can begin with, and
// whether it can begin without reading one.
func firstRunes(node regexNode) (set runeSet, empty bool) {
	switch n := node.(type) {
	case *regexSet:
		return n.set, false
	case *regexSeq:
		for _, part := range n.parts {
			s, e := firstRunes(part)
			set = append(set[:len(set):len(set)], s...)
			if !e {
				return set, false
			}
		}
		return set, true
	case *regexAlt:
		for _, branch := range n.branches {
			s, e := firstRunes(branch)
			set, empty = append(set[:len(set):len(set)], s...), empty || e
		}
		return set, empty
	case *regexGroup:
		return firstRunes(n.body)
	case *regexRepeat:
		s, e := firstRunes(n.body)
		return s, e || n.min == 0
	case *regexBack:
		return anyRune, true
	}
	return nil, true
}
