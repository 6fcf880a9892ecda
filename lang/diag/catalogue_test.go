package diag_test

import (
	"regexp"
	"strings"
	"testing"

	"lcs/lang/diag"
)

// unexampled are the codes that no script of a sensible size yields.
var unexampled = map[diag.Code]bool{
	"LCS1029": true, // more than 500 operators in a row
	"LCS1099": true, // a defect of the parser
	"LCS2045": true, // more than 512 KB of steps made from templates
}

func TestCatalogue(t *testing.T) {
	t.Parallel()
	codes, names := map[diag.Code]bool{}, map[string]diag.Code{}
	form := regexp.MustCompile(`^LCS[1-8]\d{3}$`)
	name := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	for _, e := range diag.Catalogue() {
		if codes[e.Code] {
			t.Errorf("%s is catalogued twice", e.Code)
		}
		codes[e.Code] = true
		if !form.MatchString(string(e.Code)) {
			t.Errorf("%s is not LCS and four digits", e.Code)
		}
		if !name.MatchString(e.Name) || names[e.Name] != "" {
			t.Errorf("%s: the name %q is malformed, or that of %s", e.Code, e.Name, names[e.Name])
		}
		names[e.Name] = e.Code
		if !strings.HasSuffix(e.Occurs, ".") {
			t.Errorf("%s: Occurs is no sentence: %q", e.Code, e.Occurs)
		}
		if !e.Runtime && e.Example == "" && !unexampled[e.Code] {
			t.Errorf("%s has no example", e.Code)
		}
		if found, ok := diag.Lookup(e.Code); !ok || found.Name != e.Name {
			t.Errorf("Lookup(%s) = %v, %v", e.Code, found, ok)
		}
	}
	if _, ok := diag.Lookup("LCS0000"); ok {
		t.Error("LCS0000 is catalogued")
	}
}
