package interp

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"lcs/lang/check"
	"lcs/lang/diag"
)

// UnmetFields holds the names under which the leads of an input come against the
// fields that the script declares: its columns, or the keys of its first lead.
// A column that is spelled another way than the field is no column of it, and
// each lead would say no more than that a field is missing, or nothing at all.
// In what is told, input stands for the input; fixed says that other leads have
// the same names.
func (p *Program) UnmetFields(input string, names []string, fixed bool) diag.List {
	names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == "" })
	var free []string // what no field takes
	for _, name := range names {
		if !slices.ContainsFunc(p.info.Lead, func(s *check.Symbol) bool { return takes(s, name) }) {
			free = append(free, name)
		}
	}
	has := func(s *check.Symbol) bool {
		return slices.ContainsFunc(names, func(name string) bool { return takes(s, name) })
	}
	var told diag.List
	for _, s := range p.info.Lead {
		if s.Decl == nil || has(s) {
			continue
		}
		required := s.Default == nil && !s.Type.IsOptional() && s.Name != "id"
		near := nearColumn(s, free, required)
		if near == "" && !(required && fixed) {
			continue
		}
		told.Add(unmet(s, input, names, near))
	}
	return told
}

// takes reports whether a column is one of a field.
func takes(s *check.Symbol, column string) bool {
	return column == s.Name || slices.Contains(s.From, column)
}

// nearColumn is the column that is likely to be meant for a field. For one that
// may be missing it has to have the same letters.
func nearColumn(s *check.Symbol, free []string, required bool) string {
	for _, name := range free {
		if letters(name) == letters(s.Name) {
			return name
		}
	}
	if !required {
		return ""
	}
	return diag.Nearest(s.Name, free)
}

// letters are those of a name, and its digits: "First Name" and "first_name"
// have the same.
func letters(name string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

// shownColumns is how many columns of an input are named.
const shownColumns = 20

// unmet says which field has no column, and what to do.
func unmet(s *check.Symbol, input string, names []string, near string) *diag.Diagnostic {
	d := diag.New(codeFieldUnmet, s.Decl.Span(), fmt.Sprintf("%s has no '%s'", input, s.Name))
	if near != "" {
		d.Message += fmt.Sprintf(": '%s' is near", near)
		d.Help = "rename it, or say that it is the field: " + declaredFrom(s, near)
		return d
	}
	d.Help = "say in which column it comes: " + declaredFrom(s, "…")
	switch more := len(names) - shownColumns; {
	case len(names) == 0:
		d.Message += " and no other column"
	case more > 0:
		d.Message += fmt.Sprintf(": its columns are %s and %d more", strings.Join(names[:shownColumns], ", "), more)
	default:
		d.Message += ": its columns are " + strings.Join(names, ", ")
	}
	return d
}

// declaredFrom is a field as the script would declare it with one more column.
func declaredFrom(s *check.Symbol, column string) string {
	text := fmt.Sprintf("%s: %s from ", s.Name, s.Type)
	for _, other := range s.From {
		text += strconv.Quote(other) + ", "
	}
	text += strconv.Quote(column)
	if s.Default != nil {
		text += " = " + s.Default.Span().Text()
	}
	return text
}
