package diag

import (
	"fmt"
	"slices"
)

// Relevel returns list with the warnings and notes of the denied codes made
// errors, and those of the allowed codes left out; "warnings" stands for all of
// them, and what is named alone wins. An error stays one. Codes are written as
// Find takes them; one that does not exist is an error.
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
			switch levelFor(d.Code, denied, allowed) {
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

const allWarnings Code = "warnings"

func levelFor(code Code, denied, allowed []Code) string {
	switch {
	case slices.Contains(denied, code):
		return "deny"
	case slices.Contains(allowed, code):
		return "allow"
	case slices.Contains(denied, allWarnings):
		return "deny"
	case slices.Contains(allowed, allWarnings):
		return "allow"
	}
	return ""
}

func codesOf(names []string) ([]Code, error) {
	var codes []Code
	for _, name := range names {
		if name == string(allWarnings) {
			codes = append(codes, allWarnings)
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
