package http_test

import (
	"testing"
	"time"

	"lcs/clock"
	"lcs/stdlib/http"
)

func TestBreaker(t *testing.T) {
	t.Parallel()
	s := clock.NewSimulated(now)
	b := http.NewBreaker(s, http.BreakerPolicy{Rate: 0.5, Over: time.Minute, Open: 30 * time.Second})
	call := func(ok bool) {
		t.Helper()
		if !b.Allow() {
			t.Fatal("the breaker is open")
		}
		b.Record(ok)
	}
	refused := func() {
		t.Helper()
		if b.Allow() {
			t.Fatal("the breaker is closed")
		}
	}
	// Nine failures are too few to judge; the tenth call opens.
	for range 9 {
		call(false)
	}
	call(true)
	refused()
	b.Record(true) // under way since before
	s.Advance(30*time.Second - 1)
	refused()
	s.Advance(1)
	if !b.Allow() {
		t.Fatal("no call to see")
	}
	refused() // one only
	b.Record(false)
	s.Advance(29 * time.Second)
	refused()
	s.Advance(time.Second)
	call(true)
	// Closed, with nothing held against it.
	for range 9 {
		call(false)
	}
	call(true)
	refused()
}

func TestBreakerForgets(t *testing.T) {
	t.Parallel()
	s := clock.NewSimulated(now)
	b := http.NewBreaker(s, http.BreakerPolicy{Rate: 0.5, Over: time.Minute, Open: 30 * time.Second})
	for range 9 {
		b.Record(false)
	}
	s.Advance(61 * time.Second)
	for range 5 {
		b.Record(true)
		b.Record(true)
		b.Record(false)
	}
	if !b.Allow() {
		t.Error("failures of more than a minute ago count")
	}
	for range 5 {
		b.Record(false)
	}
	if b.Allow() {
		t.Error("10 of 20 failed, and it is closed")
	}
}

func TestBreakerWhoseCallToSeeIsLost(t *testing.T) {
	t.Parallel()
	s := clock.NewSimulated(now)
	b := http.NewBreaker(s, http.BreakerPolicy{Rate: 0.5})
	for range 10 {
		b.Record(false)
	}
	s.Advance(30 * time.Second)
	if !b.Allow() || b.Allow() {
		t.Fatal("not one call to see")
	}
	s.Advance(30 * time.Second)
	if !b.Allow() {
		t.Error("the breaker stays open for ever")
	}
}

func TestBreakerOfNoFailures(t *testing.T) {
	t.Parallel()
	b := http.NewBreaker(clock.NewSimulated(now), http.BreakerPolicy{Rate: 0})
	for range 20 {
		b.Record(true)
	}
	if !b.Allow() {
		t.Error("open without a failure")
	}
}
