package load

import (
	"strings"

	"lcs/lang/diag"
	"lcs/lang/grammar"
)

// silence drops the warnings and notes of a file that a comment allows on the
// same line or on the line after it, and reports comments that allow wrongly:
//
//	# lcs:allow LCS8002 the partner drops what it has seen
func silence(src *diag.File, list diag.List) diag.List {
	if !strings.Contains(src.Text, "lcs:allow") {
		return list
	}
	var kept diag.List
	allowed := map[int][]*allowance{} // by line
	for _, t := range grammar.Tokens(src) {
		if t.Kind != grammar.Comment {
			continue
		}
		a, bad := allowanceOf(src, t)
		if bad != nil {
			kept.Add(bad)
		}
		if a != nil {
			allowed[a.line] = append(allowed[a.line], a)
			if a.alone {
				allowed[a.line+1] = append(allowed[a.line+1], a)
			}
		}
	}
	for _, d := range list {
		if !drop(src, d, allowed) {
			kept.Add(d)
		}
	}
	return append(kept, unused(allowed)...)
}

// allowance is one comment that allows a warning.
type allowance struct {
	code  diag.Code
	line  int
	alone bool // nothing else on its line: it speaks of the next one
	span  diag.Span
	used  bool
}

func allowanceOf(src *diag.File, t grammar.Token) (*allowance, *diag.Diagnostic) {
	text := t.Text(src.Text)
	at := strings.Index(text, "lcs:allow")
	if at < 0 || strings.TrimLeft(text[:at], "# \t") != "" {
		return nil, nil // a comment that speaks of lcs:allow
	}
	rest := text[at+len("lcs:allow"):]
	word, reason, _ := strings.Cut(strings.TrimSpace(rest), " ")
	span := src.At(int(t.Start), int(t.End))
	entry, known := diag.Find(word)
	switch {
	case word == "" || !known:
		d := diag.New(diag.SilenceUnknownCode, span, "there is no code '"+word+"' to allow")
		if word == "" {
			d.Message = "'lcs:allow' names no code"
		}
		d.Help = "write  # lcs:allow LCS8002 and the reason"
		return nil, d
	case entry.Severity == diag.Error:
		d := diag.New(diag.SilenceError, span, string(entry.Code)+" is an error, which cannot be allowed")
		d.Help = "lcs explain " + string(entry.Code) + "  says how to mend it"
		return nil, d
	case strings.TrimSpace(reason) == "":
		d := diag.New(diag.SilenceWithoutReason, span, "say why "+string(entry.Code)+" may stand")
		d.Help = "write the reason after the code: # lcs:allow " + string(entry.Code) + " the partner drops what it has seen"
		return nil, d
	}
	line, _ := span.Position()
	return &allowance{code: entry.Code, line: line, alone: t.FirstOn, span: span}, nil
}

func drop(src *diag.File, d *diag.Diagnostic, allowed map[int][]*allowance) bool {
	if d.Span.File != src || d.Severity == diag.Error {
		return false
	}
	line, _ := d.Span.Position()
	dropped := false
	for _, a := range allowed[line] {
		if a.code == d.Code {
			a.used, dropped = true, true
		}
	}
	return dropped
}

func unused(allowed map[int][]*allowance) diag.List {
	var list diag.List
	for line, all := range allowed {
		for _, a := range all {
			if !a.used && a.line == line {
				d := list.Add(diag.New(diag.UnusedSilence, a.span, "there is no "+string(a.code)+" here to allow"))
				d.Fixes = []diag.Fix{{Title: "take the comment out", Edits: []diag.Edit{{Span: a.span}}}}
			}
		}
	}
	return list
}
