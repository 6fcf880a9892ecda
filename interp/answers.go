package interp

import (
	"container/list"
	"context"
	"sync"
	"time"

	"lcs/clock"
	"lcs/limits"
)

// AnswerStore keeps good answers beyond a run. Its methods are called from
// several tasks at once.
type AnswerStore interface {
	// Get returns what was put under a key, and when; false: nothing is.
	Get(key string) (body []byte, put time.Time, ok bool, err error)
	// Put keeps an answer until a moment, or for less long.
	Put(key string, body []byte, put, until time.Time) error
}

// answers keeps good answers: for the cache while they are fresh, and for
// `use last_good` for as long as any statement may ask for them. Leads that ask
// for the same one at once wait for a single call.
type answers struct {
	clock  clock.Clock
	limits *limits.Limits

	mu     sync.Mutex
	kept   map[string]*list.Element
	byAge  list.List // of *keptAnswer, the oldest first
	bytes  int       // of all of them
	flying map[string]clock.Event
}

type keptAnswer struct {
	key    string
	answer *answer
	at     time.Time
	bytes  int // of the answer as it came
}

func newAnswers(c clock.Clock, most *limits.Limits) *answers {
	return &answers{clock: c, limits: most, kept: map[string]*list.Element{}, flying: map[string]clock.Event{}}
}

// within returns the answer kept under key that is no older than age; 0 is any
// age.
func (k *answers) within(key string, age time.Duration) *answer {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.get(key, age)
}

func (k *answers) get(key string, age time.Duration) *answer {
	place := k.kept[key]
	if place == nil {
		return nil
	}
	kept := place.Value.(*keptAnswer)
	if age > 0 && k.clock.Now().Sub(kept.at) > age {
		return nil
	}
	return kept.answer
}

// put keeps an answer that came at a moment. The oldest make room for it.
func (k *answers) put(key string, a *answer, at time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if old := k.kept[key]; old != nil {
		k.drop(old)
	}
	one := &keptAnswer{key, a, at, a.exchange.Size()}
	k.kept[key] = k.byAge.PushBack(one)
	k.bytes += one.bytes
	for k.byAge.Len() > k.limits.Of(limits.CacheAnswers) || k.bytes > k.limits.Of(limits.CacheSize) {
		k.drop(k.byAge.Front())
	}
}

func (k *answers) drop(place *list.Element) {
	one := k.byAge.Remove(place).(*keptAnswer)
	k.bytes -= one.bytes
	delete(k.kept, one.key)
}

// fresh returns a fresh answer; or nil and the right to make the call, which
// release gives back. While another lead has that right it waits. What is not
// here is asked of stored.
func (k *answers) fresh(ctx context.Context, key string, ttl time.Duration, stored func() *answer) (*answer, func(), error) {
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
			release := func() {
				k.mu.Lock()
				delete(k.flying, key)
				k.mu.Unlock()
				landed.Set()
			}
			if a := stored(); a != nil {
				release()
				return a, nil, nil
			}
			return nil, release, nil
		}
		k.mu.Unlock()
		if err := flight.Wait(ctx); err != nil {
			return nil, nil, err
		}
	}
}

// cached asks the cache for a step's answer.
func (x *execution) cached(a *attempting) (*answer, func(), error) {
	key := "cache\x00" + a.key
	return x.run.answers.fresh(a.ctx, key, a.cache.ttl, func() *answer { return x.stored(a.step, key, a.cache.ttl) })
}

// lastGood returns the last good answer for a key that is no older than within.
func (x *execution) lastGood(s *step, key string, within time.Duration) *answer {
	key = "good\x00" + key
	if good := x.run.answers.within(key, within); good != nil {
		return good
	}
	return x.stored(s, key, within)
}

// stored asks the store for an answer that is no older than age; 0 is any age.
// One that the script cannot read any more is none.
func (x *execution) stored(s *step, key string, age time.Duration) *answer {
	store := x.run.options.Answers
	if store == nil {
		return nil
	}
	body, put, ok, err := store.Get(x.run.storeKey(key))
	if err != nil {
		x.run.recorder.fail(err)
	}
	if !ok || err != nil || age > 0 && x.run.clock.Now().Sub(put) > age {
		return nil
	}
	_, good, err := s.readExchange(&decoder{from: body, x: x})
	if err != nil || good == nil {
		return nil
	}
	x.run.answers.put(key, good, put)
	return good
}

// storeKey is the name of a key in the store, which says nothing about a lead.
func (r *Run) storeKey(key string) string { return digest(r.program.info.Title, key) }

// kept reports whether the step's answer comes from here, and is no newer for
// having been used again.
func (a *attempting) kept() bool { return a.source == "cache" || a.source == "last_good" }

// keep keeps an answer, in the store as well, for as long as anybody may ask.
func (x *execution) keep(s *step, key string, good *answer, age time.Duration) {
	now := x.run.clock.Now()
	x.run.answers.put(key, good, now)
	store := x.run.options.Answers
	if store == nil {
		return
	}
	if age <= 0 {
		age = maxKept
	}
	var e encoder
	s.keepExchange(&e, good.exchange, good)
	if err := store.Put(x.run.storeKey(key), e.to, now, now.Add(age)); err != nil {
		x.run.recorder.fail(err)
	}
}

// maxKept is how long a store keeps an answer that may be of any age.
const maxKept = 366 * 24 * time.Hour

// keepCached keeps an answer for the cache: a business no as well (decisions
// S7).
func (x *execution) keepCached(a *attempting, good *answer) {
	if a.cache != nil && !a.kept() {
		x.keep(a.step, "cache\x00"+a.key, good, a.cache.ttl)
	}
}

// keepGood keeps an answer for `use last_good`: one that settled the step.
func (x *execution) keepGood(a *attempting, keys []string, good *answer) {
	if a.kept() {
		return
	}
	for _, key := range keys {
		x.keep(a.step, "good\x00"+key, good, a.goodFor)
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
