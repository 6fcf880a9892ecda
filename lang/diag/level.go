package diag

import (
	"fmt"
	"slices"
)

// Relevel returns list with the warnings and notes of the denied codes made
// errors, and those of the allowed codes left out; "warnings" and "notes" stand for
// all of these, and what is named alone wins. An error stays one. Codes are written
// as Find takes them; one that does not exist is an error.
func Relevel(list List, deny, allow []string) (List, error) {
	denied, err := codesOf(deny)
	if err != nil {
		return list, err
	}
	allowed, err := codesOf(allow)
	if err != nil {
		return list, err
	}
	var out List
	for _, d := range list {
		if d.Severity != Error {
			switch levelFor(d, denied, allowed) {
			case "deny":
				harder := *d
				harder.Severity = Error
				d = &harder
			case "allow":
				continue
			}
		}
		out = append(out, d)
	}
	return out, nil
}

// allOf are the names that stand for all diagnostics of a severity.
var allOf = map[Severity]Code{Warning: "warnings", Note: "notes"}

func levelFor(d *Diagnostic, denied, allowed []Code) string {
	for _, name := range []Code{d.Code, allOf[d.Severity]} {
		switch {
		case slices.Contains(denied, name):
			return "deny"
		case slices.Contains(allowed, name):
			return "allow"
		}
	}
	return ""
}

func codesOf(names []string) ([]Code, error) {
	var codes []Code
	for _, name := range names {
		if name == string(allOf[Warning]) || name == string(allOf[Note]) {
			codes = append(codes, Code(name))
			continue
		}
		entry, ok := Find(name)
		if !ok {
			return nil, fmt.Errorf("there is no code %q", name)
		}
		codes = append(codes, entry.Code)
	}
	return codes, nil
}
