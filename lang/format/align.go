package format

import (
	"cmp"
	"slices"

	"lcs/lang/grammar"
)

// Columns. Two lines of one block are aligned where atoms of both began at the
// same column and at least one had more than one space in front. Aligned atoms
// stay so: in the column that the longest of them needs.

// place is an atom of a line.
type place struct{ line, atom int }

// column is a set of aligned atoms.
type column struct {
	at      int // where they stood
	members []place
}

func align(lines []line) {
	columns := columnsOf(lines)
	slices.SortStableFunc(columns, func(a, b *column) int { return cmp.Compare(a.at, b.at) })
	for _, c := range columns {
		start := 0
		for _, m := range c.members {
			start = max(start, lines[m.line].end(m.atom)+min(lines[m.line].gaps[m.atom], 1))
		}
		first := c.members[0]
		if lines[first.line].atoms[first.atom].Kind == grammar.Comment {
			start = max(start, c.at)
		}
		for _, m := range c.members {
			lines[m.line].gaps[m.atom] = start - lines[m.line].end(m.atom)
		}
	}
}

// end is the column behind the atom before i, from the first atom.
func (l *line) end(i int) int {
	end := 0
	for j := range i {
		end += l.gaps[j] + l.atoms[j].width()
	}
	return end
}

// columnsOf finds what is aligned, line by line with the one before it in the
// same block.
func columnsOf(lines []line) []*column {
	var all []*column
	of := map[place]*column{}
	siblings(lines, func(above, below int) {
		a, b := &lines[above], &lines[below]
		for i, j := 1, 1; i < a.alignable() && j < b.alignable(); {
			switch x, y := a.starts[i], b.starts[j]; {
			case x < y:
				i++
				continue
			case x > y:
				j++
				continue
			}
			if matches(a, i, b, j) {
				c := of[place{above, i}]
				if c == nil {
					c = &column{at: a.starts[i], members: []place{{above, i}}}
					of[place{above, i}] = c
					all = append(all, c)
				}
				c.members = append(c.members, place{below, j})
				of[place{below, j}] = c
			}
			i++
			j++
		}
	})
	return all
}

// matches reports whether two atoms of one column were put there.
func matches(a *line, i int, b *line, j int) bool {
	x, y := &a.atoms[i], &b.atoms[j]
	if x.gap < 1 || y.gap < 1 || x.gap < 2 && y.gap < 2 || a.gaps[i] < 1 || b.gaps[j] < 1 {
		return false
	}
	return (x.Kind == grammar.Comment) == (y.Kind == grammar.Comment)
}

// maxAligned is how many atoms of a line may stand in columns.
const maxAligned = 64

// alignable counts the atoms up to the first that goes over lines.
func (l *line) alignable() int {
	for i := range l.atoms[:min(len(l.atoms), maxAligned)] {
		if l.atoms[i].multiline() {
			return i + 1
		}
	}
	return min(len(l.atoms), maxAligned)
}

// siblings calls pair with each line and the next one of the same block that
// begins an entry or a statement. What is deeper, comments and closing
// brackets stand between them unnoticed.
func siblings(lines []line, pair func(above, below int)) {
	var last []int // by depth: the last line, or -1
	for i := range lines {
		l := &lines[i]
		first := l.atoms[0].Kind
		if first == grammar.Comment || l.follow {
			continue
		}
		depth := l.depth
		for len(last) <= depth {
			last = append(last, -1)
		}
		for d := depth + 1; d < len(last); d++ {
			last[d] = -1
		}
		if closes(first) {
			continue
		}
		if last[depth] >= 0 {
			pair(last[depth], i)
		}
		last[depth] = i
	}
}
