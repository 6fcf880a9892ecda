package interp

import (
	"context"
	"sync"
	"time"

	"lcs/clock"
)

// answers keeps good answers: for the cache while they are fresh, and for
// `use last_good` for as long as any statement may ask for them. Leads that ask
// for the same one at once wait for a single call.
type answers struct {
	clock clock.Clock

	mu     sync.Mutex
	kept   map[string]*keptAnswer
	queue  []string // keys, oldest first
	flying map[string]clock.Event
}

type keptAnswer struct {
	answer *answer
	at     time.Time
}

// maxAnswers bounds what is kept; the oldest go first.
const maxAnswers = 100_000

func newAnswers(c clock.Clock) *answers {
	return &answers{clock: c, kept: map[string]*keptAnswer{}, flying: map[string]clock.Event{}}
}

// within returns the answer kept under key that is no older than age; 0 is any
// age.
func (k *answers) within(key string, age time.Duration) *answer {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.get(key, age)
}

func (k *answers) get(key string, age time.Duration) *answer {
	kept := k.kept[key]
	if kept == nil || age > 0 && k.clock.Now().Sub(kept.at) > age {
		return nil
	}
	return kept.answer
}

func (k *answers) put(key string, a *answer) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, known := k.kept[key]; !known {
		k.queue = append(k.queue, key)
		if len(k.queue) > maxAnswers {
			delete(k.kept, k.queue[0])
			k.queue = k.queue[1:]
		}
	}
	k.kept[key] = &keptAnswer{a, k.clock.Now()}
}

// fresh returns a fresh answer; or nil and the right to make the call, which
// release gives back. While another lead has that right it waits.
func (k *answers) fresh(ctx context.Context, key string, ttl time.Duration) (*answer, func(), error) {
	for {
		k.mu.Lock()
		if a := k.get(key, ttl); a != nil {
			k.mu.Unlock()
			return a, nil, nil
		}
		flight := k.flying[key]
		if flight == nil {
			landed := k.clock.NewEvent()
			k.flying[key] = landed
			k.mu.Unlock()
			return nil, func() {
				k.mu.Lock()
				delete(k.flying, key)
				k.mu.Unlock()
				landed.Set()
			}, nil
		}
		k.mu.Unlock()
		if err := flight.Wait(ctx); err != nil {
			return nil, nil, err
		}
	}
}

// cached asks the cache for a step's answer.
func (r *Run) cached(ctx context.Context, s *step, key string) (*answer, func(), error) {
	return r.answers.fresh(ctx, "cache\x00"+key, s.cache.ttl)
}

// lastGood returns the last good answer for a key that is no older than within.
func (r *Run) lastGood(s *step, key string, within time.Duration) *answer {
	return r.answers.within("good\x00"+key, within)
}

// kept reports whether the step's answer comes from here, and is no newer for
// having been used again.
func (a *attempting) kept() bool { return a.source == "cache" || a.source == "last_good" }

// keepCached keeps an answer for the cache: a business no as well (decisions
// S7).
func (x *execution) keepCached(a *attempting, good *answer) {
	if a.cache != nil && !a.kept() {
		x.run.answers.put("cache\x00"+a.key, good)
	}
}

// keepGood keeps an answer for `use last_good`: one that settled the step.
func (x *execution) keepGood(a *attempting, keys []string, good *answer) {
	if a.kept() {
		return
	}
	for _, key := range keys {
		x.run.answers.put("good\x00"+key, good)
	}
}

// goodKeys are the keys under which a step's `use last_good` statements look.
func (x *execution) goodKeys(a *attempting) []string {
	var keys []string
	for _, by := range a.goodKeysBy {
		if by == nil {
			keys = append(keys, a.key)
			continue
		}
		if key, err := x.key(a.step, by); err == nil {
			keys = append(keys, key)
		}
	}
	return keys
}
