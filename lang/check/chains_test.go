package check_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lcs/lang/check"
	"lcs/lang/load"
	"lcs/stdlib"
)

func TestChains(t *testing.T) {
	t.Parallel()
	info, list := load.Source("chains.lcs", `flow "Chains"
lead { id: string, value: number }
service partner {
  base "https://partner.example.com"
  on 5xx { retry 3 backoff 200ms..5s }
}
service backup { base "https://backup.example.com" }
step score {
  request GET partner "/{{lead.id}}"
  expect 200 json { score: number }
  success when response.score > 0
  map { score: response.score }
  on 503 {
    log warn "down"
    if lead.value > 100 { fallback to backup } else { queue for 1h up to 3 }
  }
  on timeout, network {
    use last_good by lead.id within 24h
    skip
  }
  on error { use default { score: 50 } }
}
step tell {
  background
  request GET partner "/{{score.score ?? 0}}"
}
`, nil, stdlib.New())
	if list.HasErrors() {
		t.Fatal(list[0])
	}
	var b strings.Builder
	if err := check.WriteChains(&b, check.ChainsOf(info)); err != nil {
		t.Fatal(err)
	}
	want := `
step   failure           what becomes of it
score  503               (if lead.value > 100: fallback to backup; else: queue for 1h up to 3); then retry 3 backoff 200ms..5s (service partner); then use default
       timeout, network  use last_good by lead.id within 24h, skip
       5xx               retry 3 backoff 200ms..5s (service partner); then use default
       other failures    use default
tell   5xx               retry 3 backoff 200ms..5s (service partner); then the step is over
       other failures    the step is over
`
	if d := cmp.Diff(strings.TrimPrefix(want, "\n"), b.String()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
