package interp_test

import "testing"

// The default of a setting is read as what is given for one.
func TestDefaultOfASettingIsParsed(t *testing.T) {
	t.Parallel()
	s := simulate(t, `flow "Defaults"
settings { desk: phone = "(512) 555-0123", mail: email = "Ann@Example.com", none: phone = "us" }
lead { id: string }
note "{{settings.desk.area}} {{settings.mail.domain}} {{settings.desk}} {{settings.none.valid}}"
`)
	s.options.Settings = nil
	r := s.do()
	s.close()
	if got, want := r.Notes[0], "512 Example.com 5125550123 false"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
