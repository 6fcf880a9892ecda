package limits_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"lcs/limits"
	"lcs/value"
)

func TestNothingSetIsTheDefault(t *testing.T) {
	t.Parallel()
	var none *limits.Limits
	zero := &limits.Limits{}
	for _, l := range []*limits.Limits{none, zero} {
		if got := l.Of(limits.LeadSize); got != 4<<20 {
			t.Errorf("a lead may have %d bytes", got)
		}
		if got := l.Time(limits.Background); got != time.Hour {
			t.Errorf("a step in the background may take %s", got)
		}
		for _, which := range limits.All() {
			if l.Text(which) != which.Default() {
				t.Errorf("%s is %s, not %s", which, l.Text(which), which.Default())
			}
		}
	}
	if got := none.Of(limits.JSONDepth); got != value.DefaultDepth {
		t.Errorf("JSON may be %d deep here and %d there", got, value.DefaultDepth)
	}
}

// What is printed of a limit can be given to --limit.
func TestTextsAreTaken(t *testing.T) {
	t.Parallel()
	var names []string
	for _, which := range limits.All() {
		names = append(names, which.String())
		for _, text := range []string{which.Default(), which.Most()} {
			var l limits.Limits
			if err := l.Set(which.String() + "=" + text); err != nil {
				t.Error(err)
			}
			if got := l.Text(which); got != text {
				t.Errorf("%s=%s is %s", which, text, got)
			}
			if raise := l.Raise(which); (raise == "") != (text == which.Most()) {
				t.Errorf("%s=%s is raised like this: %q", which, text, raise)
			}
		}
	}
	if !slices.IsSorted(names) || len(slices.Compact(names)) != len(limits.All()) {
		t.Errorf("the names are not in order: %s", names)
	}
}

func TestSet(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text  string
		which limits.Limit
		want  string
	}{
		{"json-depth=2000", limits.JSONDepth, "2,000"},
		{"evaluations=1_000_000", limits.Evaluations, "1,000,000"},
		{"lead-size=8mb", limits.LeadSize, "8MB"},
		{"lead-size=1536kB", limits.LeadSize, "1536kB"},
		{"lead-size=8388608", limits.LeadSize, "8MB"},
		{"lead-size=1000", limits.LeadSize, "1000B"},
		{"lead-size=2 GB", limits.LeadSize, "lead-size takes a size such as 8MB, up to 1GB, not '2 GB'"},
		{"lead-size=99999999999GB", limits.LeadSize, "lead-size takes a size such as 8MB, up to 1GB, not '99999999999GB'"},
		{"lead-size=4M", limits.LeadSize, "lead-size takes a size such as 8MB, up to 1GB, not '4M'"},
		{"background=90m", limits.Background, "1h30m"},
		{"background=1m30s", limits.Background, "1m30s"},
		{"background=10s", limits.Background, "10s"},
		{"background=90", limits.Background, "background takes a time such as 90m, up to 720h, not '90'"},
		{"background=-1h", limits.Background, "background takes a time such as 90m, up to 720h, not '-1h'"},
		{"json-depth=0", limits.JSONDepth, "json-depth takes a number from 1 to 10,000, not '0'"},
		{"json-depth=10001", limits.JSONDepth, "json-depth takes a number from 1 to 10,000, not '10001'"},
		{"json-depth=", limits.JSONDepth, "json-depth takes a number from 1 to 10,000, not ''"},
		{"json-depth", limits.JSONDepth, "takes NAME=N, such as json-depth=1,000, not 'json-depth'"},
		{"jsondepth=5", limits.JSONDepth, "has no 'jsondepth': did you mean 'json-depth'?"},
		{"=5", limits.JSONDepth, "has no '': there are answer-headers, background, "},
	} {
		var l limits.Limits
		got := ""
		if err := l.Set(c.text); err != nil {
			got = err.Error()
		} else {
			got = l.Text(c.which)
		}
		if got != c.want && !(strings.HasSuffix(c.want, ", ") && strings.HasPrefix(got, c.want)) {
			t.Errorf("%s: %s, want %s", c.text, got, c.want)
		}
	}
}

func TestSize(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{
		1: "1B", 1000: "1000B", 1024: "1kB", 1536: "1.5kB", 4 << 20: "4MB", 4<<20 + 1: "4.0MB", 10<<20 + 200_000: "10.2MB", 3 << 30: "3GB",
	} {
		if got := limits.Size(n); got != want {
			t.Errorf("%d bytes are %s, want %s", n, got, want)
		}
	}
}
