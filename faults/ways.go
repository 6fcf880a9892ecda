package faults

import (
	"bytes"
	"fmt"
	nethttp "net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"lcs/interp"
	"lcs/lang/check"
	"lcs/value"
)

// Way is one way for a call to go wrong: what the far end replies, every time.
type Way struct {
	Name     string // "503", "timeout", "dropped"
	Selector string // that catches it: "503", "timeout", "network", "parse"
	Unknown  bool   // whether the system did what it was asked is not known

	reply interp.Reply
}

// commonStatuses are the failures that every system has some day.
var commonStatuses = []int{400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504}

// errorPage is what stands between a script and a partner when a proxy fails or
// asks for a login: a success that is no answer.
const errorPage = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in</body></html>"

// silences are the ways to fail without an answer.
var silences = []Way{
	{Name: "timeout", Selector: "timeout", Unknown: true, reply: interp.Reply{Kind: "timeout"}},
	{Name: "network", Selector: "network", reply: interp.Reply{Kind: "network"}},
	{Name: "dropped", Selector: "network", Unknown: true, reply: interp.Reply{Kind: "drop"}},
}

// waysOf returns the ways for a step's own request to go wrong: the statuses
// that it does not expect, silence, answers that cannot be read, an answer at
// the last moment, and the further examples beside the step.
func waysOf(s *check.StepInfo, examples []interp.Reply) []Way {
	ways := statusWays(s)
	ways = append(ways, silences...)
	if reads(s) {
		ways = append(ways, unreadable()...)
	}
	if len(examples) == 0 {
		return ways
	}
	if s.Batch {
		if body, ok := emptied(examples[0].Body); ok {
			reply := examples[0]
			reply.Body = body
			ways = append(ways, Way{Name: "no results", Selector: "unmatched", reply: reply})
		}
	}
	if s.Timing.Timeout > time.Millisecond {
		slow := examples[0]
		slow.After = s.Timing.Timeout - time.Millisecond
		ways = append(ways, Way{Name: "slow", Selector: "timeout", reply: slow})
	}
	return append(ways, furtherExamples(ways, examples)...)
}

// furtherExamples are the examples that show another answer than the first.
func furtherExamples(ways []Way, examples []interp.Reply) []Way {
	var out []Way
	for i, e := range examples[1:] {
		status := strconv.Itoa(e.Status)
		if at := slices.IndexFunc(ways, func(w Way) bool { return w.Name == status }); e.Kind != "" || at >= 0 {
			continue // tried already, with the body of the example
		}
		name := fmt.Sprintf("example %d", i+2)
		if e.Name != "" {
			name = strconv.Quote(e.Name)
		}
		out = append(out, Way{Name: name, Selector: "failure", reply: e})
	}
	return out
}

// otherWays are those of what is not a step: a fallback's request, or a token
// URL, whose failures all are the selector auth.
func otherWays(target string) []Way {
	ways := slices.Concat([]Way{statusWay(401), statusWay(500)}, silences, unreadable())
	if strings.HasSuffix(target, ".auth") {
		for i := range ways {
			ways[i].Selector = "auth"
		}
	}
	return ways
}

func statusWays(s *check.StepInfo) []Way {
	statuses := slices.Clone(commonStatuses)
	for _, h := range s.Handlers {
		if h.Selector.Status != 0 {
			statuses = append(statuses, h.Selector.Status)
		}
	}
	slices.Sort(statuses)
	var out []Way
	for _, status := range slices.Compact(statuses) {
		if !expected(s, status) {
			out = append(out, statusWay(status))
		}
	}
	return out
}

func statusWay(status int) Way {
	text := strconv.Itoa(status)
	return Way{Name: text, Selector: text, reply: interp.Reply{Status: status, Header: nethttp.Header{}}}
}

func unreadable() []Way {
	answer := func(media, body string) interp.Reply {
		return interp.Reply{Status: nethttp.StatusOK, Header: nethttp.Header{"Content-Type": {media}}, Body: []byte(body)}
	}
	return []Way{
		{Name: "malformed", Selector: "parse", reply: interp.Reply{Kind: "malformed"}},
		{Name: "empty", Selector: "parse", reply: answer("application/json", " ")},
		{Name: "page", Selector: "parse", reply: answer("text/html", errorPage)},
	}
}

// expected reports whether a step calls a status good.
func expected(s *check.StepInfo, status int) bool {
	some := false
	for _, e := range s.Expects {
		for _, selector := range e.Statuses {
			some = true
			if selector.Status == status || selector.Class == status/100 {
				return true
			}
		}
	}
	return !some && status/100 == 2
}

// reads reports whether a step reads the body of its answer.
func reads(s *check.StepInfo) bool {
	for _, e := range s.Expects {
		if e.Format == "json" || e.Format == "xml" {
			return true
		}
	}
	return false
}

// emptied is a JSON text with no items in its lists.
func emptied(text []byte) ([]byte, bool) {
	v, err := value.ParseJSON(text, value.Limits{})
	if err != nil {
		return nil, false
	}
	out, err := value.AppendJSON(nil, withoutItems(v))
	return out, err == nil && !bytes.Equal(out, text)
}

func withoutItems(v any) any {
	switch v := v.(type) {
	case []any:
		return []any{}
	case *value.Object:
		out := value.NewObject()
		for k, field := range v.All() {
			out.Set(k, withoutItems(field))
		}
		return out
	}
	return v
}
