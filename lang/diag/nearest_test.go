package diag_test

import (
	"testing"

	"lcs/lang/diag"
)

func TestNearest(t *testing.T) {
	t.Parallel()
	names := []string{"email", "e_mails", "phone", "first_name", "errors", "off", "YY", "YYYY", "form", "from"}
	for slip, want := range map[string]string{
		"emial": "email", "Email": "email", "firstName": "first_name", "eror": "errors", "phoen": "phone", "YYY": "YYYY",
		"fomr": "form", "of": "off", "zip": "", "": "", "email": "e_mails", "xyz": "",
	} {
		if got := diag.Nearest(slip, names); got != want {
			t.Errorf("%q: %q, want %q", slip, got, want)
		}
	}
	if names[0] != "email" {
		t.Error("the names were put in another order")
	}
}
