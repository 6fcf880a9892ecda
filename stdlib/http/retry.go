package http

import (
	"math/rand/v2"
	nethttp "net/http"
	"strconv"
	"strings"
	"time"
)

// Policy says how often a request is repeated, and after which waits.
type Policy struct {
	Retries  int           // attempts after the first
	Min, Max time.Duration // the range of the waits; both zero: no wait
}

// Wait returns how long to wait before the retry of that number (1 is the
// first) when x is what the last attempt came to, and whether there is to be a
// retry at all: one that cannot begin before the deadline is not worth its
// wait. A zero deadline is none.
//
// The wait is a random one between Min and a ceiling, which doubles with each
// retry until it is Max. When the answer says how long to wait, that is the
// wait: no less, as the server would refuse, and no more than asked for.
func (p Policy) Wait(retry int, x *Exchange, rnd *rand.Rand, now, deadline time.Time) (time.Duration, bool) {
	if retry > p.Retries {
		return 0, false
	}
	wait, asked := askedWait(x, now)
	if !asked {
		wait = p.backoff(retry, rnd)
	}
	if !deadline.IsZero() && wait >= deadline.Sub(now) {
		return 0, false
	}
	return wait, true
}

func (p Policy) backoff(retry int, rnd *rand.Rand) time.Duration {
	ceiling := p.Min
	for range retry {
		if ceiling >= p.Max/2 {
			ceiling = p.Max
			break
		}
		ceiling *= 2
	}
	if ceiling <= p.Min {
		return p.Min
	}
	return p.Min + time.Duration(rnd.Int64N(int64(ceiling-p.Min)+1))
}

// longestWait bounds what an answer can ask for, so that no sum overflows.
const longestWait = 365 * 24 * time.Hour

// askedWait returns the wait that an answer asks for. Retry-After comes first;
// the rate limit's reset counts when the limit is what was hit, as many servers
// send it with every answer.
func askedWait(x *Exchange, now time.Time) (time.Duration, bool) {
	if x == nil || x.Kind != Answered {
		return 0, false
	}
	if wait, ok := parseRetryAfter(x.Header.Get("Retry-After"), serverTime(x.Header, now)); ok {
		return wait, true
	}
	if x.Status != nethttp.StatusTooManyRequests && !limitIsSpent(x.Header) {
		return 0, false
	}
	for _, name := range []string{"X-RateLimit-Reset-After", "RateLimit-Reset", "X-RateLimit-Reset", "X-Rate-Limit-Reset"} {
		if wait, ok := parseReset(x.Header.Get(name), serverTime(x.Header, now)); ok {
			return wait, true
		}
	}
	return 0, false
}

func limitIsSpent(h nethttp.Header) bool {
	for _, name := range []string{"X-RateLimit-Remaining", "X-Rate-Limit-Remaining", "RateLimit-Remaining"} {
		if h.Get(name) == "0" {
			return true
		}
	}
	return false
}

// serverTime is the moment of the answer by the server's own clock, if it says:
// moments in its headers are meant by that one.
func serverTime(h nethttp.Header, now time.Time) time.Time {
	if t, err := nethttp.ParseTime(h.Get("Date")); err == nil {
		return t
	}
	return now
}

// parseRetryAfter reads seconds or an HTTP date.
func parseRetryAfter(text string, now time.Time) (time.Duration, bool) {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0, false
	}
	if s, ok := parseSeconds(text); ok {
		return s, true
	}
	t, err := nethttp.ParseTime(text)
	if err != nil {
		return 0, false
	}
	return min(max(t.Sub(now), 0), longestWait), true
}

// parseReset reads what is, depending on the server, a number of seconds from
// now or a moment as Unix time in seconds or milliseconds.
func parseReset(text string, now time.Time) (time.Duration, bool) {
	text = strings.TrimSpace(text)
	n, ok := parseDecimal(text)
	const firstMoment, firstMilli = 1e9, 1e12 // in 2001, by either unit
	switch {
	case !ok || n > 1e15:
		return 0, false
	case n >= firstMilli:
		return min(max(time.UnixMilli(int64(n)).Sub(now), 0), longestWait), true
	case n >= firstMoment:
		return min(max(time.Unix(int64(n), 0).Sub(now), 0), longestWait), true
	}
	return parseSeconds(text)
}

func parseSeconds(text string) (time.Duration, bool) {
	n, ok := parseDecimal(text)
	if !ok {
		return 0, false
	}
	if n >= longestWait.Seconds() {
		return longestWait, true
	}
	return time.Duration(n * float64(time.Second)), true
}

// parseDecimal reads digits with or without a fraction, and nothing else that
// Go takes for a number.
func parseDecimal(text string) (float64, bool) {
	if strings.Trim(text, "0123456789.") != "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(text, 64)
	return n, err == nil
}
