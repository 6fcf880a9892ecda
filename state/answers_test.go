package state

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"lcs/limits"
)

func TestAnswersOutliveTheProcess(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	a := s.Answers()
	put := func(key, body string, at time.Time, age time.Duration) {
		t.Helper()
		if err := a.Put(key, []byte(body), at, at.Add(age)); err != nil {
			t.Fatal(err)
		}
	}
	put("a", "old", now.Add(-time.Hour), 2*time.Hour)
	put("b", "over", now.Add(-3*time.Hour), 2*time.Hour)
	put("a", "new", now.Add(-time.Minute), 2*time.Hour)
	_ = s.Close()
	a = open(t, dir).Answers()
	body, at, ok, err := a.Get("a")
	if string(body) != "new" || !at.Equal(now.Add(-time.Minute)) || !ok || err != nil {
		t.Errorf("%q of %s, %t, %v", body, at, ok, err)
	}
	if _, _, ok, _ := a.Get("b"); ok {
		t.Error("an answer that nobody may use any more is there")
	}
	if _, _, ok, _ := a.Get("c"); ok {
		t.Error("an answer that was never put is there")
	}
}

func atMost(t *testing.T, text string) *limits.Limits {
	t.Helper()
	l := &limits.Limits{}
	if err := l.Set(text); err != nil {
		t.Fatal(err)
	}
	return l
}

// The oldest go when there are too many, and the file does not grow with what
// was replaced.
func TestAnswersAreBounded(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	a := s.Answers()
	const most = 100_000
	a.limits, a.compactAt = atMost(t, "cache-size=100000"), 50_000
	body := bytes.Repeat([]byte("x"), 1000)
	for i := range 1000 {
		if err := a.Put(fmt.Sprint("key", i%300), body, now, now.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if err := a.Put("often", body, now, now.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if a.live > most || a.log.size > 4*most || len(a.kept) < 90 {
		t.Errorf("%d answers of %d bytes, in a file of %d", len(a.kept), a.live, a.log.size)
	}
	_ = s.Close()
	a = open(t, dir).Answers()
	for key, want := range map[string]bool{"often": true, "key99": true, "key50": true, "key100": false} {
		if got, _, ok, err := a.Get(key); ok != want || err != nil || ok && !bytes.Equal(got, body) {
			t.Errorf("%s: %t, want %t: %v", key, ok, want, err)
		}
	}
	if err := a.Put("huge", make([]byte, maxAnswer+1), now, now.Add(time.Hour)); err != nil {
		t.Error(err)
	}
	if _, _, ok, _ := a.Get("huge"); ok {
		t.Error("an answer that is too large was kept")
	}
}
