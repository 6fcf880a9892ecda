package faults

import (
	"cmp"
	"slices"
	"strings"
)

// gap is a hole of the script: faults of one call that end as they may not, for
// one cause.
type gap struct {
	target string
	place  string // of the step in the script
	why    string
	ways   []string
	reason string // of one lead
	help   string // a handler that would close it
}

// gaps joins the cases with at most one fault that are holes. Those of pairs are
// told where the pairs are.
func (t *Table) gaps() []*gap {
	var out []*gap
	selectors := map[*gap][]string{}
	for _, c := range t.Holes() {
		if len(c.Faults) > 1 {
			continue
		}
		target, way := "the flow", "no fault"
		if len(c.Faults) == 1 {
			target, way = c.Faults[0].Target, c.Faults[0].Way.Name
		}
		i := slices.IndexFunc(out, func(g *gap) bool { return g.target == target && g.why == c.Hole })
		if i < 0 {
			i = len(out)
			out = append(out, &gap{target: target, place: t.placeOf(target), why: c.Hole, reason: c.Reason})
		}
		g := out[i]
		if !slices.Contains(g.ways, way) {
			g.ways = append(g.ways, way)
		}
		if c.unhandled && len(c.Faults) == 1 && c.Step != "success" {
			selectors[g] = append(selectors[g], c.Faults[0].Way.Selector)
		}
	}
	for _, g := range out {
		g.ways = t.shorter(g.target, g.ways)
		g.help = handlerFor(selectors[g])
	}
	return out
}

func (t *Table) placeOf(target string) string {
	name, _, _ := strings.Cut(target, ".")
	for _, s := range t.info.Steps {
		if s.Name == name {
			return s.Decl.Name.Span().String()
		}
	}
	for _, s := range t.info.Services {
		if s.Name == name {
			return s.Decl.Span().String()
		}
	}
	return t.info.File.Span().String()
}

// handlerFor writes the head of a handler that catches these; statuses of one
// class by their class.
func handlerFor(selectors []string) string {
	var heads []string
	for _, s := range selectors {
		s = cmp.Or(classOf(s), s)
		if !slices.Contains(heads, s) {
			heads = append(heads, s)
		}
	}
	if len(heads) == 0 {
		return ""
	}
	if len(heads) > 3 {
		return "on error { … }"
	}
	return "on " + strings.Join(heads, ", ") + " { … }"
}
