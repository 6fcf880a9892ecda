package stdlib

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// Bounds of the memory of one search with the backtracking engine. Its steps are
// bounded by the run's limits: counted, not timed, so that a search ends the
// same on every machine. It takes about a second at most where nobody allows
// more.
const (
	maxRegexStack = 1_000_000
	maxRegexTrail = 4_000_000
)

var (
	errRegexBudget = errors.New("the pattern takes too long on this text: it can be matched in too many ways")
	errRegexMemory = errors.New("the pattern takes too much memory on this text: it can be matched in too many ways")
)

// backtracker runs a program on a text. All of JavaScript's rules for groups
// hold: an iteration forgets the groups of the one before, and an iteration
// that matches nothing is none.
type backtracker struct {
	prog  *regexProgram
	in    string
	regs  []int
	trail []regexUndo
	stack []regexChoice
	steps int // what is left
	spent bool
}

// regexUndo is what a register held before it was set.
type regexUndo struct{ register, value int }

// regexChoice is where to go on when the way taken fails. A span gives its
// characters back one by one, down to its floor.
type regexChoice struct {
	pc, pos, trail int
	floor          int
	span           bool
}

func newBacktracker(prog *regexProgram, in string, steps int) *backtracker {
	return &backtracker{prog: prog, in: in, regs: make([]int, prog.registers), steps: steps}
}

// find returns the registers of the first match at or after from.
func (m *backtracker) find(from int) ([]int, error) {
	for pos := from; pos <= len(m.in); {
		if m.prog.first == nil || m.couldBegin(pos) {
			m.reset()
			if _, ok := m.run(0, pos); ok {
				return append([]int(nil), m.regs[:2*(m.prog.groups+1)]...), nil
			}
		}
		switch {
		case m.steps <= 0:
			return nil, errRegexBudget
		case m.spent:
			return nil, errRegexMemory
		}
		m.steps--
		_, size := utf8.DecodeRuneInString(m.in[pos:])
		pos += max(size, 1)
	}
	return nil, nil
}

func (m *backtracker) couldBegin(pos int) bool {
	if pos >= len(m.in) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(m.in[pos:])
	return m.prog.first.contains(r)
}

func (m *backtracker) reset() {
	for i := range m.regs {
		m.regs[i] = -1
	}
	m.trail, m.stack = m.trail[:0], m.stack[:0]
}

func (m *backtracker) set(register, value int) {
	if m.regs[register] == value {
		return
	}
	if len(m.trail) >= maxRegexTrail {
		m.spent = true
		return
	}
	m.trail = append(m.trail, regexUndo{register, m.regs[register]})
	m.regs[register] = value
}

func (m *backtracker) undo(to int) {
	for i := len(m.trail) - 1; i >= to; i-- {
		m.regs[m.trail[i].register] = m.trail[i].value
	}
	m.trail = m.trail[:to]
}

func (m *backtracker) choose(pc, pos int) {
	m.push(regexChoice{pc: pc, pos: pos, trail: len(m.trail)})
}

func (m *backtracker) push(c regexChoice) {
	if len(m.stack) >= maxRegexStack {
		m.spent = true
		return
	}
	m.stack = append(m.stack, c)
}

// run executes from pc at pos up to opMatch.
func (m *backtracker) run(pc, pos int) (end int, ok bool) {
	base := len(m.stack)
	for {
		m.steps--
		if m.steps <= 0 || m.spent {
			m.spent = true
			return 0, false
		}
		in := &m.prog.code[pc]
		matched := true
		switch in.op {
		case opMatch:
			m.stack = m.stack[:base]
			return pos, true
		case opSet:
			pos, matched = m.step(in, pos)
			pc++
		case opSpan:
			pos, matched = m.span(in, pc, pos)
			pc++
		case opSplit:
			m.choose(in.y, pos)
			pc = in.x
		case opJump:
			pc = in.x
		case opSave:
			m.set(in.x, pos)
			pc++
		case opAssert:
			matched = m.holds(in.kind, pos)
			pc++
		case opBack:
			pos, matched = m.again(in, pos)
			pc++
		case opLook:
			matched = m.look(in, pc, pos)
			pc = in.x
		case opLoopInit:
			m.set(in.loop.count, 0)
			pc++
		case opLoop:
			pc = m.iterate(in.loop, pos)
		case opLoopBody:
			m.enter(in.loop, pos)
			pc++
		case opLoopNext:
			matched = m.endIteration(in.loop, pos)
			pc = in.x
		}
		if matched {
			continue
		}
		if len(m.stack) == base {
			return 0, false
		}
		pc, pos = m.backtrack()
	}
}

func (m *backtracker) backtrack() (pc, pos int) {
	top := &m.stack[len(m.stack)-1]
	m.undo(top.trail)
	pc, pos = top.pc, top.pos
	if !top.span {
		m.stack = m.stack[:len(m.stack)-1]
		return pc, pos
	}
	// Give back one character of the span; the last one is the floor.
	if top.floor < pos {
		_, size := utf8.DecodeLastRuneInString(m.in[top.floor:pos])
		pos -= size
	} else {
		_, size := utf8.DecodeRuneInString(m.in[pos:top.floor])
		pos += size
	}
	top.pos = pos
	if pos == top.floor {
		m.stack = m.stack[:len(m.stack)-1]
	}
	return pc, pos
}

// step reads one character of the set.
func (m *backtracker) step(in *regexInstruction, pos int) (int, bool) {
	if in.behind {
		if pos == 0 {
			return pos, false
		}
		r, size := rune(m.in[pos-1]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeLastRuneInString(m.in[:pos])
		}
		return pos - size, in.has(r)
	}
	if pos >= len(m.in) {
		return pos, false
	}
	r, size := rune(m.in[pos]), 1
	if r >= utf8.RuneSelf {
		r, size = utf8.DecodeRuneInString(m.in[pos:])
	}
	return pos + size, in.has(r)
}

func (in *regexInstruction) has(r rune) bool {
	if r < utf8.RuneSelf {
		return in.ascii[r/64]>>(r%64)&1 != 0
	}
	return in.set.contains(r)
}

// span reads as many characters of the set as it may.
func (m *backtracker) span(in *regexInstruction, pc, pos int) (int, bool) {
	floor, count := pos, 0
	for in.loop.max < 0 || count < in.loop.max {
		next, ok := m.step(in, pos)
		if !ok {
			break
		}
		pos = next
		count++
		if count == in.loop.min {
			floor = pos
		}
	}
	m.steps -= count
	if count < in.loop.min {
		return pos, false
	}
	if pos != floor {
		m.push(regexChoice{pc: pc + 1, pos: pos, trail: len(m.trail), floor: floor, span: true})
	}
	return pos, true
}

// iterate decides on one more iteration of a loop and returns where to go on.
func (m *backtracker) iterate(l *regexLoop, pos int) int {
	count := m.regs[l.count]
	switch {
	case count < l.min:
		return l.body
	case l.max >= 0 && count >= l.max:
		return l.end
	case l.lazy:
		m.choose(l.body, pos)
		return l.end
	}
	m.choose(l.end, pos)
	return l.body
}

// enter begins an iteration, which forgets the groups of the one before.
func (m *backtracker) enter(l *regexLoop, pos int) {
	m.set(l.start, pos)
	for i := 2 * l.firstCap; i < 2*(l.firstCap+l.caps); i++ {
		m.set(i, -1)
	}
}

// endIteration counts an iteration. One that was not needed and read nothing
// fails.
func (m *backtracker) endIteration(l *regexLoop, pos int) bool {
	count := m.regs[l.count]
	if count >= l.min && m.regs[l.start] == pos {
		return false
	}
	m.set(l.count, count+1)
	return true
}

// holds judges ^ $ \b \B.
func (m *backtracker) holds(kind byte, pos int) bool {
	switch kind {
	case '^':
		return pos == 0 || m.prog.multiline && breakRunes.contains(m.before(pos))
	case '$':
		return pos == len(m.in) || m.prog.multiline && breakRunes.contains(m.after(pos))
	}
	before := pos > 0 && wordRunes.contains(rune(m.in[pos-1]))
	after := pos < len(m.in) && wordRunes.contains(rune(m.in[pos]))
	return (before != after) == (kind == 'b')
}

func (m *backtracker) before(pos int) rune {
	r, _ := utf8.DecodeLastRuneInString(m.in[:pos])
	return r
}

func (m *backtracker) after(pos int) rune {
	r, _ := utf8.DecodeRuneInString(m.in[pos:])
	return r
}

// again matches the text of a group once more; a group without a match is
// empty.
func (m *backtracker) again(in *regexInstruction, pos int) (int, bool) {
	from, to := m.regs[2*in.x], m.regs[2*in.x+1]
	if from < 0 || to < 0 {
		return pos, true
	}
	text := m.in[from:to]
	if !m.prog.ignoreCase {
		m.steps -= len(text) / 16
		if in.behind {
			return pos - len(text), strings.HasSuffix(m.in[:pos], text)
		}
		return pos + len(text), strings.HasPrefix(m.in[pos:], text)
	}
	m.steps -= len(text)
	if in.behind {
		return m.foldedBehind(text, pos)
	}
	for _, want := range text {
		if pos >= len(m.in) {
			return pos, false
		}
		got, size := utf8.DecodeRuneInString(m.in[pos:])
		if canonical(got) != canonical(want) {
			return pos, false
		}
		pos += size
	}
	return pos, true
}

func (m *backtracker) foldedBehind(text string, pos int) (int, bool) {
	for len(text) > 0 {
		if pos == 0 {
			return pos, false
		}
		want, n := utf8.DecodeLastRuneInString(text)
		got, size := utf8.DecodeLastRuneInString(m.in[:pos])
		if canonical(got) != canonical(want) {
			return pos, false
		}
		text = text[:len(text)-n]
		pos -= size
	}
	return pos, true
}

// look runs the program of a look-around. What it captured stays when it is a
// positive one; there is no way back into it.
func (m *backtracker) look(in *regexInstruction, pc, pos int) bool {
	mark, base := len(m.trail), len(m.stack)
	_, ok := m.run(pc+1, pos)
	m.stack = m.stack[:base]
	if !ok || in.negate {
		m.undo(mark)
	}
	return ok != in.negate && !m.spent
}
