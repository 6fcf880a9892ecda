package interp_test

import (
	"testing"
	"time"

	"lcs/interp"
	"lcs/limits"
)

// A step in the background has an hour, or as much as is allowed.
func TestBackgroundIsBounded(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		set     string
		after   time.Duration // the answer comes
		outcome string
		elapsed time.Duration
	}{
		{"", time.Hour, "success", time.Hour},
		{"", time.Hour + time.Millisecond, "error", time.Hour},
		{"background=90m", 80 * time.Minute, "success", 80 * time.Minute},
		{"background=90m", 100 * time.Minute, "error", 90 * time.Minute},
		{"background=1m", 2 * time.Minute, "error", time.Minute},
	} {
		var told []*interp.Result
		s := simulate(t, `flow "Background"
lead { id: string }
step inform {
  background
  request GET "https://a.example.com/" { timeout 5h }
}
`, func(o *interp.Options) {
			o.Limits = &limits.Limits{}
			if test.set != "" {
				if err := o.Limits.Set(test.set); err != nil {
					t.Fatal(err)
				}
			}
			o.Background = func(r *interp.Result) { told = append(told, r) }
		}).stub("inform", reply{after: test.after})
		began := s.clock.Now()
		s.do()
		s.close()
		took := s.clock.Now().Sub(began)
		if len(told) != 1 || told[0].Steps[0].Outcome != test.outcome || took != test.elapsed {
			t.Errorf("%q, answered after %s: %s after %s, want %s after %s", test.set, test.after, told[0].Steps[0].Outcome, took, test.outcome, test.elapsed)
		}
	}
}
