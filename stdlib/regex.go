package stdlib

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"lcs/lang/types"
	"lcs/limits"
)

// Regex is a compiled regex literal with JavaScript's meaning. It runs on Go's
// engine in linear time where that means the same, and else on an engine that
// backtracks within a budget. It is safe for concurrent use.
//
// One thing differs from JavaScript: a character is a character, also beyond
// the 65,536th, as under JavaScript's flag u.
type Regex struct {
	Source string
	Flags  string
	Groups int      // without group 0, the whole match
	Names  []string // by group, "" for one without a name; Names[0] is group 1
	Global bool
	// Backtracks: the pattern needs the engine that can take long on some
	// texts; the checker warns.
	Backtracks bool

	linear    *regexp.Regexp
	looksBack bool // what stands before a position matters
	empty     bool // can match nothing
	program   *regexProgram
	limits    *limits.Limits // of one search on the engine that backtracks
}

// maxMatches bounds what one call finds in a text.
const maxMatches = 1_000_000

// CompileRegex compiles a pattern. The complaint's range is in the pattern,
// but for one about the flags, which ends with their number after it.
func CompileRegex(pattern, flags string) (*Regex, *types.LiteralError) {
	parsed, bad := parseRegexFlags(flags)
	if bad != nil {
		bad.Start, bad.End = bad.Start+len(pattern)+1, bad.End+len(pattern)+1 // after the slash
		return nil, bad
	}
	node, p, bad := parseRegex(pattern, parsed)
	if bad != nil {
		return nil, bad
	}
	r := &Regex{Source: pattern, Flags: flags, Groups: p.groups, Names: p.names, Global: parsed.global,
		looksBack: looksBack(node), empty: canBeEmpty(node)}
	// Go's engine cannot be told where to begin, which matters only for a
	// pattern that looks back and matches nothing, too.
	if !r.looksBack || !r.empty {
		r.linear, _ = toRE2(node, parsed)
	}
	if r.linear == nil {
		r.program = compileProgram(node, p)
		r.Backtracks = repeats(node)
	}
	return r, nil
}

// repeats reports whether a pattern has a repetition, without which nothing
// can take long.
func repeats(node regexNode) bool {
	switch n := node.(type) {
	case *regexRepeat:
		return n.max < 0 || n.max > 1 || repeats(n.body)
	case *regexSeq:
		for _, part := range n.parts {
			if repeats(part) {
				return true
			}
		}
	case *regexAlt:
		for _, branch := range n.branches {
			if repeats(branch) {
				return true
			}
		}
	case *regexGroup:
		return repeats(n.body)
	case *regexLook:
		return repeats(n.body)
	}
	return false
}

// Type returns the type of the pattern.
func (r *Regex) Type() *types.Regex {
	t := &types.Regex{Groups: r.Groups}
	for _, name := range r.Names {
		if name != "" {
			t.Names = append(t.Names, name)
		}
	}
	return t
}

// String prints the literal.
func (r *Regex) String() string { return "/" + r.Source + "/" + r.Flags }

// Within returns the pattern with what the limits let one search take.
func (r *Regex) Within(l *limits.Limits) *Regex {
	if r.linear != nil || r.limits.Of(limits.Pattern) == l.Of(limits.Pattern) {
		return r
	}
	bounded := *r
	bounded.limits = l
	return &bounded
}

// Match reports whether the pattern matches anywhere in text.
func (r *Regex) Match(text string) (bool, error) {
	if r.linear != nil {
		return r.linear.MatchString(text), nil
	}
	loc, err := r.first(text)
	return loc != nil, err
}

// first returns the bounds of the first match and its groups, or nil.
func (r *Regex) first(text string) ([]int, error) {
	if r.linear != nil {
		return r.linear.FindStringSubmatchIndex(text), nil
	}
	loc, err := newBacktracker(r.program, text, r.limits.Of(limits.Pattern)).find(0)
	return loc, r.explain(err)
}

func (r *Regex) explain(err error) error {
	switch err {
	case nil:
		return nil
	case errRegexBudget:
		return fmt.Errorf("%s: %w, and %s steps are the limit; %s", r, err, r.limits.Text(limits.Pattern), r.limits.Raise(limits.Pattern))
	}
	return fmt.Errorf("%s: %w", r, err)
}

// each yields all matches from left to right until yield returns false.
func (r *Regex) each(text string, yield func(loc []int) bool) error {
	switch {
	case r.linear == nil:
		return r.eachBacktracking(text, yield)
	case r.looksBack: // never empty, see CompileRegex
		all := r.linear.FindAllStringSubmatchIndex(text, maxMatches+1)
		if len(all) > maxMatches {
			return r.tooMany()
		}
		for _, loc := range all {
			if !yield(loc) {
				break
			}
		}
		return nil
	}
	return r.eachLinear(text, yield)
}

func (r *Regex) eachLinear(text string, yield func(loc []int) bool) error {
	for from, n := 0, 0; from <= len(text); n++ {
		loc := r.linear.FindStringSubmatchIndex(text[from:])
		if loc == nil {
			return nil
		}
		if n == maxMatches {
			return r.tooMany()
		}
		for i := range loc {
			if loc[i] >= 0 {
				loc[i] += from
			}
		}
		if !yield(loc) {
			return nil
		}
		from = afterMatch(text, loc)
	}
	return nil
}

func (r *Regex) eachBacktracking(text string, yield func(loc []int) bool) error {
	m := newBacktracker(r.program, text, r.limits.Of(limits.Pattern))
	for from, n := 0, 0; from <= len(text); n++ {
		loc, err := m.find(from)
		if err != nil {
			return r.explain(err)
		}
		if loc == nil {
			return nil
		}
		if n == maxMatches {
			return r.tooMany()
		}
		if !yield(loc) {
			return nil
		}
		from = afterMatch(text, loc)
	}
	return nil
}

// afterMatch is where to look for the next match: one character on after an
// empty one.
func afterMatch(text string, loc []int) int {
	if loc[1] > loc[0] {
		return loc[1]
	}
	_, size := utf8.DecodeRuneInString(text[loc[1]:])
	return loc[1] + max(size, 1)
}

func (r *Regex) tooMany() error {
	return fmt.Errorf("%s matches more than %d times in this text", r, maxMatches)
}

// split cuts text at every match, as JavaScript does: groups become parts of
// their own, and the empty text between two characters is a place to cut.
func (r *Regex) split(text string, limit int) ([]any, error) {
	parts := []any{}
	if text == "" {
		if matched, err := r.Match(""); err != nil || matched {
			return parts, err
		}
		return append(parts, ""), nil
	}
	start := 0
	err := r.each(text, func(loc []int) bool {
		if loc[1] == start || loc[0] >= len(text) {
			return true
		}
		parts = append(parts, text[start:loc[0]])
		start = loc[1]
		for g := 1; g <= r.Groups; g++ {
			parts = append(parts, group(text, loc, g))
		}
		return limit < 0 || len(parts) < limit
	})
	if err != nil {
		return nil, err
	}
	parts = append(parts, text[start:])
	if limit >= 0 && len(parts) > limit {
		parts = parts[:limit]
	}
	return parts, nil
}

// group returns the text of a group, or nil when it took no part.
func group(text string, loc []int, i int) any {
	if loc[2*i] < 0 || loc[2*i+1] < 0 {
		return nil
	}
	return text[loc[2*i]:loc[2*i+1]]
}

// replace puts what the template makes of each match in its place; without the
// flag g only the first is replaced.
func (r *Regex) replace(text, template string) (string, error) {
	var out strings.Builder
	end := 0
	parts := r.template(template)
	var tooLong error
	err := r.each(text, func(loc []int) bool {
		out.WriteString(text[end:loc[0]])
		end = loc[1]
		for _, part := range parts {
			part.expand(&out, text, loc)
		}
		if out.Len() > maxOutput+len(text) {
			tooLong = errTooLong
			return false
		}
		return r.Global
	})
	if err == nil {
		err = tooLong
	}
	if err != nil {
		return "", err
	}
	out.WriteString(text[end:])
	return out.String(), nil
}
