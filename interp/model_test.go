package interp_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"lcs/interp"
)

// model works out what becomes of a step that fails, by the rules of
// spec/failures.md and without the runtime: time is a number, an attempt and a
// wait add to it. What it comes to is held against a run of the script.
type model struct {
	cause    cause
	failures int           // how often the cause strikes before a good answer comes
	asks     asks          // what the failing answers ask for
	primed   bool          // a good answer came an hour before
	deadline time.Duration // of the step; 0: none
	random   *rand.Rand    // the lead's

	now       time.Duration // since the lead began
	since     time.Duration // when the step's time began
	attempts  int           // of the request that the lead is in
	retries   int           // in this round
	refreshed bool
	queued    int
	cut       bool // the last attempt ended at the deadline

	wanted
}

// wanted is what a lead, its step and the partner must see.
type wanted struct {
	began              []time.Duration // the attempts
	outcome            interp.Outcome
	reason             string
	step, source       string
	output             string // v
	flags, notes, logs []string
	after              bool // the step behind this one runs
	elapsed            time.Duration
}

// remedy is a statement of a handler, as a script writes it and as the model
// does it.
type remedy struct {
	text  string
	prime bool // it wants a good answer of an hour before
	own   bool // a service's handler cannot say it: it has no outputs
	does  func(*model) ending

	// What the checker looks at.
	repeats bool // it asks again
	reads   bool // it reads the failed answer
	budget  int  // of retries
}

// ending is what a remedy does to its handler.
type ending int

const (
	goesOn  ending = iota // the next is done
	handsOn               // the rest of the handler is not
	again                 // another attempt is made
	leaves                // the step is at its end
)

// run makes attempts until one is good or a handler's line ends the step.
func (m *model) run(handler []remedy) wanted {
	for m.attempt() {
		end := goesOn
		for _, l := range handler {
			if end = l.does(m); end != goesOn {
				break
			}
		}
		switch end {
		case again:
			continue
		case goesOn, handsOn:
			m.unhandled()
		}
		m.elapsed = m.now
		return m.wanted
	}
	m.settled("live", "7")
	m.elapsed = m.now
	return m.wanted
}

// attempt makes one, and reports whether it failed.
func (m *model) attempt() bool {
	m.began = append(m.began, m.now)
	m.attempts++
	if len(m.began) > m.failures {
		return false
	}
	took := m.cause.took
	if m.cut = m.deadline > 0 && took > m.left(); m.cut {
		took = m.left()
	}
	m.now += took
	return true
}

func (m *model) left() time.Duration { return m.since + m.deadline - m.now }

func (m *model) unhandled() ending {
	m.outcome, m.reason, m.step = interp.Error, m.cause.reason, "error"
	if m.cut {
		m.reason = "ask: timeout: no answer before the deadline"
	}
	if m.cause.business {
		m.outcome, m.step, m.source = interp.Failure, "failure", "live"
	}
	return leaves
}

// ended is a lead that the handler ends.
func (m *model) ended(o interp.Outcome, reason string) ending {
	m.unhandled()
	m.outcome, m.reason = o, reason
	return leaves
}

func (m *model) settled(source, output string) ending {
	m.outcome, m.step, m.source, m.output, m.after = interp.Success, "success", source, output, true
	return leaves
}

func (m *model) skipped() ending {
	m.outcome, m.step, m.after = interp.Success, "skipped", true
	return leaves
}

// retry is F-9 and F-10: up to n more, after what the answer asks for, else a
// random time from least up to what doubles with each retry until it is most;
// and none that could not begin before the deadline.
func (m *model) retry(n int, least, most time.Duration) ending {
	if m.retries >= n {
		return goesOn
	}
	wait, asked := m.asks.wait(m.cause, m.now)
	if !asked {
		wait = least
		if ceiling := min(least<<(m.retries+1), most); ceiling > least {
			wait += time.Duration(m.random.Int64N(int64(ceiling-least) + 1))
		}
	}
	if m.deadline > 0 && wait >= m.left() {
		return goesOn
	}
	m.retries++
	m.now += wait
	return again
}

// refresh is F-12: once, outside of the count of retries.
func (m *model) refresh() ending {
	if m.refreshed {
		return goesOn
	}
	m.refreshed = true
	return again
}

// queueFor is F-19: up to so many times, each with a new round of attempts and
// with the deadline standing still.
func (m *model) queueFor(d time.Duration, upTo int) ending {
	if m.queued == upTo {
		return goesOn
	}
	m.queued++
	if m.cause.batch {
		m.attempts = 0 // another batch
	}
	m.now += d
	m.since, m.retries, m.refreshed = m.now, 0, false
	return again
}

// elsewhere is a fallback's request, and whether it ends in time.
func (m *model) elsewhere() bool {
	took := elsewhereTakes
	if m.deadline > 0 && took > m.left() {
		m.now += max(m.left(), 0)
		return false
	}
	m.now += took
	return true
}

// lastGood is F-15, for the answer that came an hour and a minute before.
func (m *model) lastGood(within time.Duration) ending {
	if !m.primed || time.Hour+time.Minute+m.now > within {
		return goesOn
	}
	return m.settled("last_good", "7")
}

// asks is what headers of an answer ask for.
type asks struct {
	name   string
	header map[string]string
	after  time.Duration // from the answer
	until  time.Duration // since the lead began, when after is 0
	limit  bool          // it counts when the limit was hit
	spent  bool          // and the answer says that it was
	void   bool          // it says nothing
}

// wait is F-10's: what the answer asks for, if it does.
func (a asks) wait(c cause, now time.Duration) (time.Duration, bool) {
	if a.header == nil || a.void || c.reply.kind != "" || c.target != "ask" {
		return 0, false
	}
	if a.limit && !a.spent && c.reply.status != http.StatusTooManyRequests {
		return 0, false
	}
	if a.until != 0 {
		return max(a.until-now, 0), true
	}
	return a.after, true
}

func header(pairs ...string) map[string]string {
	h := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		h[pairs[i]] = pairs[i+1]
	}
	return h
}

func dateIn(d time.Duration) string { return startOfTests.Add(d).Format(http.TimeFormat) }

func unixIn(d time.Duration) string { return fmt.Sprint(startOfTests.Add(d).Unix()) }

// manyAsks are the ways of asking that there are.
var manyAsks = []asks{
	{name: "Retry-After in seconds", header: header("Retry-After", "7"), after: 7 * time.Second},
	{name: "Retry-After 0", header: header("Retry-After", "0")},
	{name: "Retry-After as a date", header: header("Retry-After", dateIn(9*time.Second)), until: 9 * time.Second},
	{name: "Retry-After as a date that is over", header: header("Retry-After", dateIn(-time.Hour)), until: -time.Hour},
	{name: "a Retry-After that says nothing", header: header("Retry-After", "soon"), void: true},
	{name: "a negative Retry-After", header: header("Retry-After", "-5"), void: true},
	{name: "Retry-After before a reset", header: header("Retry-After", "3", "X-RateLimit-Reset", "99"), after: 3 * time.Second},
	{name: "a reset as a moment", header: header("X-RateLimit-Reset", unixIn(11*time.Second)), until: 11 * time.Second, limit: true},
	{name: "a reset in seconds, with nothing left", header: header("X-RateLimit-Reset", "4", "X-RateLimit-Remaining", "0"), after: 4 * time.Second, limit: true, spent: true},
	{name: "a reset in seconds, with some left", header: header("RateLimit-Reset", "5", "RateLimit-Remaining", "12"), after: 5 * time.Second, limit: true},
	{name: "a reset after a fraction", header: header("X-RateLimit-Reset-After", "2.5"), after: 2500 * time.Millisecond, limit: true},
}
