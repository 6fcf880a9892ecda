package http_test

import (
	"math/rand/v2"
	nethttp "net/http"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lcs/stdlib/http"
)

var now = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

func rnd(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

func answered(status int, pairs ...string) *http.Exchange {
	x := &http.Exchange{Status: status, Header: nethttp.Header{}}
	for i := 0; i < len(pairs); i += 2 {
		x.Header.Set(pairs[i], pairs[i+1])
	}
	return x
}

func TestBackoffStaysInItsRange(t *testing.T) {
	t.Parallel()
	p := http.Policy{Retries: 40, Min: 200 * time.Millisecond, Max: 5 * time.Second}
	ceilings := []time.Duration{400 * time.Millisecond, 800 * time.Millisecond, 1600 * time.Millisecond, 3200 * time.Millisecond, 5 * time.Second, 5 * time.Second}
	for retry := 1; retry <= p.Retries; retry++ {
		ceiling := ceilings[min(retry, len(ceilings))-1]
		least, most := p.Max, time.Duration(0)
		for seed := range uint64(500) {
			wait, ok := p.Wait(retry, answered(500), rnd(seed), now, time.Time{})
			if !ok {
				t.Fatalf("retry %d is not made", retry)
			}
			least, most = min(least, wait), max(most, wait)
		}
		if least < p.Min || most > ceiling {
			t.Errorf("retry %d waits %s to %s, want %s to %s", retry, least, most, p.Min, ceiling)
		}
		// The whole range is used.
		if width := ceiling - p.Min; least > p.Min+width/20 || most < ceiling-width/20 {
			t.Errorf("retry %d waits %s to %s only, of %s to %s", retry, least, most, p.Min, ceiling)
		}
	}
}

func TestBackoffOfOneLength(t *testing.T) {
	t.Parallel()
	for _, d := range []time.Duration{0, time.Second} {
		p := http.Policy{Retries: 3, Min: d, Max: d}
		for retry := 1; retry <= 3; retry++ {
			if wait, ok := p.Wait(retry, nil, nil, now, time.Time{}); wait != d || !ok {
				t.Errorf("retry %d waits %s, %v, want %s", retry, wait, ok, d)
			}
		}
	}
	upsideDown := http.Policy{Retries: 1, Min: 2 * time.Second, Max: time.Second}
	if wait, _ := upsideDown.Wait(1, nil, rnd(1), now, time.Time{}); wait != 2*time.Second {
		t.Errorf("waits %s", wait)
	}
	huge := http.Policy{Retries: 1000, Min: time.Hour, Max: 1<<63 - 1}
	for retry := 1; retry <= 1000; retry++ {
		if wait, ok := huge.Wait(retry, nil, rnd(1), now, time.Time{}); wait < time.Hour || !ok {
			t.Errorf("retry %d waits %s, %v", retry, wait, ok)
		}
	}
}

func TestRetriesEnd(t *testing.T) {
	t.Parallel()
	p := http.Policy{Retries: 2, Min: time.Second, Max: time.Second}
	for retry, want := range map[int]bool{1: true, 2: true, 3: false, 100: false} {
		if _, ok := p.Wait(retry, answered(500), rnd(1), now, time.Time{}); ok != want {
			t.Errorf("retry %d: %v", retry, ok)
		}
	}
}

func TestWaitThatTheAnswerAsksFor(t *testing.T) {
	t.Parallel()
	p := http.Policy{Retries: 1, Min: 100 * time.Millisecond, Max: 100 * time.Millisecond}
	const none = 100 * time.Millisecond
	for _, tc := range []struct {
		x    *http.Exchange
		want time.Duration
	}{
		{answered(429, "Retry-After", "7"), 7 * time.Second},
		{answered(503, "Retry-After", " 7 "), 7 * time.Second},
		{answered(500, "Retry-After", "0"), 0},
		{answered(429, "Retry-After", "1.5"), 1500 * time.Millisecond},
		{answered(429, "Retry-After", "Sun, 01 Mar 2026 09:00:30 GMT"), 30 * time.Second},
		{answered(429, "Retry-After", "Sunday, 01-Mar-26 09:00:30 GMT"), 30 * time.Second},
		{answered(429, "Retry-After", "Sun Mar  1 09:00:30 2026"), 30 * time.Second},
		{answered(429, "Retry-After", "Sun, 01 Mar 2026 08:00:00 GMT"), 0},
		// Moments are meant by the server's clock.
		{answered(429, "Retry-After", "Sun, 01 Mar 2026 12:00:30 GMT", "Date", "Sun, 01 Mar 2026 12:00:00 GMT"), 30 * time.Second},
		{answered(429, "Retry-After", "7", "X-RateLimit-Reset", "30"), 7 * time.Second},
		{answered(429, "Retry-After", "soon", "X-RateLimit-Reset", "30"), 30 * time.Second},
		{answered(429, "X-RateLimit-Reset", "1772355660"), time.Minute},
		{answered(429, "X-RateLimit-Reset", "1772355660000"), time.Minute},
		{answered(429, "X-RateLimit-Reset", "1772355000"), 0},
		{answered(429, "X-Rate-Limit-Reset", "9"), 9 * time.Second},
		{answered(429, "RateLimit-Reset", "9"), 9 * time.Second},
		{answered(429, "X-RateLimit-Reset-After", "0.25", "X-RateLimit-Reset", "1772355660"), 250 * time.Millisecond},
		{answered(403, "X-RateLimit-Reset", "9", "X-RateLimit-Remaining", "0"), 9 * time.Second},
		{answered(500, "X-RateLimit-Reset", "9", "X-RateLimit-Remaining", "12"), none},
		{answered(500, "X-RateLimit-Reset", "9"), none},
		{answered(429, "Retry-After", "-7"), none},
		{answered(429, "Retry-After", "1e3"), none},
		{answered(429, "Retry-After", "inf"), none},
		{answered(429, "Retry-After", "NaN"), none},
		{answered(429, "Retry-After", "0x10"), none},
		{answered(429, "Retry-After", "."), none},
		{answered(429, "Retry-After", ""), none},
		{answered(429, "Retry-After", "99999999999999999999999999"), 365 * 24 * time.Hour},
		{answered(429, "Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"), 365 * 24 * time.Hour},
		{answered(429, "X-RateLimit-Reset", "999999999999"), 365 * 24 * time.Hour},
		{answered(429, "X-RateLimit-Reset", "9999999999999999999"), none},
		{answered(429), none},
		{nil, none},
		{&http.Exchange{Kind: http.Network, Header: nethttp.Header{"Retry-After": {"7"}}}, none},
	} {
		wait, ok := p.Wait(1, tc.x, rnd(1), now, time.Time{})
		if wait != tc.want || !ok {
			t.Errorf("%+v: %s, %v, want %s", tc.x, wait, ok, tc.want)
		}
	}
}

func TestRetryThatCannotEndInTimeIsNotBegun(t *testing.T) {
	t.Parallel()
	p := http.Policy{Retries: 1, Min: 2 * time.Second, Max: 2 * time.Second}
	for left, want := range map[time.Duration]bool{
		-time.Second: false, 0: false, time.Second: false, 2 * time.Second: false, 2*time.Second + 1: true,
	} {
		if _, ok := p.Wait(1, nil, rnd(1), now, now.Add(left)); ok != want {
			t.Errorf("with %s left: %v", left, ok)
		}
	}
	if _, ok := p.Wait(1, answered(429, "Retry-After", "3600"), rnd(1), now, now.Add(time.Minute)); ok {
		t.Error("an hour is waited for in a minute")
	}
	// What the server asks for can be shorter than the backoff.
	if wait, ok := p.Wait(1, answered(429, "Retry-After", "1"), rnd(1), now, now.Add(1500*time.Millisecond)); wait != time.Second || !ok {
		t.Errorf("%s, %v", wait, ok)
	}
}

func TestWaitIsTheSameForTheSameSeed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := http.Policy{Retries: 10, Min: time.Duration(rapid.Int64Range(0, 1e10).Draw(t, "min")), Max: time.Duration(rapid.Int64Range(0, 1e12).Draw(t, "max"))}
		retry := rapid.IntRange(1, 10).Draw(t, "retry")
		seed := rapid.Uint64().Draw(t, "seed")
		a, _ := p.Wait(retry, nil, rnd(seed), now, time.Time{})
		b, _ := p.Wait(retry, nil, rnd(seed), now, time.Time{})
		if a != b {
			t.Fatalf("%s and %s", a, b)
		}
		if a < p.Min || a > max(p.Min, p.Max) {
			t.Fatalf("%s is not in %s..%s", a, p.Min, p.Max)
		}
	})
}

func FuzzRetryAfter(f *testing.F) {
	for _, s := range []string{"7", "Sun, 01 Mar 2026 09:00:30 GMT", "1e9", "9999999999999", "-1", "0.000000001"} {
		f.Add(s, s, s)
	}
	p := http.Policy{Retries: 1, Min: time.Second, Max: time.Second}
	f.Fuzz(func(t *testing.T, after, reset, date string) {
		x := &http.Exchange{Status: 429, Header: nethttp.Header{"Retry-After": {after}, "X-Ratelimit-Reset": {reset}, "Date": {date}}}
		wait, ok := p.Wait(1, x, rnd(1), now, time.Time{})
		if !ok || wait < 0 || wait > 365*24*time.Hour {
			t.Errorf("%q %q %q: %s, %v", after, reset, date, wait, ok)
		}
		deadline := now.Add(time.Minute)
		if wait, ok := p.Wait(1, x, rnd(1), now, deadline); ok && !now.Add(wait).Before(deadline) {
			t.Errorf("waits %s, past the deadline", wait)
		}
	})
}
