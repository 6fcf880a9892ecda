package check_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lcs/lang/check"
	"lcs/lang/load"
	"lcs/stdlib"
)

const timed = `flow "Timed"
settings { token: secret }
lead { id: string, value: number }
service api {
  base "https://api.example.com"
  timeout 2s
  on 5xx { retry 3 backoff 200ms..5s }
}
service slow {
  base "https://slow.example.com"
  timeout 30s
}
service signed {
  base "https://signed.example.com"
  auth rotate("X-Token", settings.token_list)
}
step plain { request GET "https://a.example.com/" }
step shared {
  idempotent
  request POST api "/"
}
step own {
  idempotent
  request POST api "/" { timeout 3s }
  on 5xx {
    retry 1
    fallback to slow
    skip
  }
}
step again {
  request GET api "/{{own.outcome}}"
  on timeout {
    fallback {
      request GET "https://b.example.com/" { timeout 4s }
    }
    retry 2 backoff 1s
  }
}
step held {
  deadline 5s
  request GET api "/{{again.outcome}}"
}
step fresh {
  request GET signed "/{{held.outcome}}"
  on 401 { refresh auth }
  on timeout { retry 1 }
}
step branching {
  request GET {
    if lead.value > 3 {
      url api "/{{fresh.outcome}}"
    } else {
      url slow "/"
      timeout 40s
    }
  }
}
step capped {
  request GET "https://a.example.com/capped" {
    if lead.value > 3 { timeout 1s }
  }
  on timeout { retry 3 backoff 200ms..500ms }
  on 503, 5xx { fallback to slow }
}
parallel {
  step quick { request GET api "/quick" }
  step tardy { request GET slow "/tardy" }
}
if lead.value > 10 {
  step rich {
    request GET slow "/rich"
  }
} else {
  step poor { request GET "https://poor.example.com/" { timeout 1s } }
}
step tell {
  background
  request GET slow "/tell"
}
step bulk {
  collect 100 leads or 5m
  request GET "https://a.example.com/bulk"
}
`

func TestTiming(t *testing.T) {
	t.Parallel()
	source := strings.Replace(timed, "token: secret", "token_list: [secret]", 1)
	info, list := load.Source("timed.lcs", source, nil, stdlib.New())
	if list.HasErrors() {
		t.Fatal(list[0])
	}
	var b strings.Builder
	if err := check.TimingOf(info).Write(&b); err != nil {
		t.Fatal(err)
	}
	// shared: 4 x 2s, waits of up to 400ms, 800ms, 1.6s
	// own: its fallback takes over when the service's retries are spent too
	// again: the fallback is tried before each of the three attempts fails for good
	want := `
step       attempts  timeout  waits  fallbacks  batch  deadline  worst case
plain      up to 1   10s      -      -          -      -         10s
shared     up to 4   2s       2.8s   -          -      -         10.8s+
own        up to 2   3s       -      30s        -      -         36s+
again      up to 4   2s       3.6s   16s        -      -         27.6s+
held       up to 4   2s       2.8s   -          -      5s        5s
fresh      up to 3   10s      -      -          -      -         30s
branching  up to 4   40s      2.8s   -          -      -         2m42.8s+
capped     up to 4   10s      1.4s   30s        -      -         1m11.4s
quick      up to 4   2s       2.8s   -          -      -         10.8s+
tardy      up to 1   30s      -      -          -      -         30s
rich       up to 1   30s      -      -          -      -         30s
poor       up to 1   1s       -      -          -      -         1s
tell       up to 1   30s      -      -          -      -         30s in the background
bulk       up to 1   10s      -      -          5m     -         5m10s
flow                                                             12m3.6s+
+ more when an answer asks for it (Retry-After); a deadline holds it
`
	if d := cmp.Diff(strings.TrimPrefix(want, "\n"), b.String()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	var order []string
	for _, h := range info.Steps[3].Handlers { // of again
		order = append(order, h.Selector.String())
	}
	if got := strings.Join(order, " "); got != "timeout 5xx" {
		t.Errorf("the handlers of again are tried in the order %s", got)
	}
	if info.Steps[1].Bounds.Attempts != 4 {
		t.Errorf("the step's own bounds are %+v", info.Steps[1].Bounds)
	}
}
