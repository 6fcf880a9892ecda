package interp

import (
	"fmt"
	"testing"
	"time"

	"lcs/clock"
	"lcs/limits"
	"lcs/stdlib/http"
)

func limited(t *testing.T, texts ...string) *limits.Limits {
	t.Helper()
	l := &limits.Limits{}
	for _, text := range texts {
		if err := l.Set(text); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

// The oldest answers make room: when there are too many, and when they are too
// large together.
func TestKeptAnswersAreBounded(t *testing.T) {
	t.Parallel()
	megabyte := make([]byte, 1<<20)
	for _, test := range []struct {
		name        string
		limits      *limits.Limits
		body        []byte
		put, oldest int // how many are put, and the oldest that is kept
	}{
		{"by default", nil, nil, 100_002, 2},
		{"fewer", limited(t, "cache-answers=3"), nil, 10, 7},
		{"by default, large ones", nil, megabyte, 300, 300 - 256},
		{"large ones, fewer", limited(t, "cache-size=2MB"), megabyte, 10, 8},
		{"one that is too large", limited(t, "cache-size=1023kB"), megabyte, 1, 1},
	} {
		k := newAnswers(clock.NewSimulated(time.Unix(0, 0)), test.limits)
		for i := range test.put {
			k.put(fmt.Sprint(i), &answer{exchange: &http.Exchange{Body: test.body}}, time.Unix(int64(i), 0))
		}
		for i := max(test.oldest-1, 0); i < test.put; i++ {
			if got := k.within(fmt.Sprint(i), 0) != nil; got != (i >= test.oldest) {
				t.Errorf("%s: answer %d is kept: %t", test.name, i, got)
			}
		}
		if len(k.kept) != k.byAge.Len() || len(k.kept) != test.put-test.oldest || k.bytes != len(k.kept)*len(test.body) {
			t.Errorf("%s: %d by key, %d by age, %d bytes", test.name, len(k.kept), k.byAge.Len(), k.bytes)
		}
	}
}

// An answer that is newer is not among the oldest any more.
func TestNewerAnswerStays(t *testing.T) {
	t.Parallel()
	k := newAnswers(clock.NewSimulated(time.Unix(0, 0)), limited(t, "cache-answers=2"))
	one := &answer{exchange: &http.Exchange{}}
	for _, key := range []string{"a", "b", "a", "c"} {
		k.put(key, one, time.Unix(0, 0))
	}
	if k.within("a", 0) == nil || k.within("b", 0) != nil || k.within("c", 0) == nil {
		t.Errorf("%d are kept: %v", len(k.kept), k.kept)
	}
}
