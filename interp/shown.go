package interp

import (
	"lcs/stdlib/http"
	"lcs/value"
)

// shortestInData is how long a secret of the run must be, in bytes, for its text
// to be taken out of data: a shorter one would be found in much that is none.
const shortestInData = 8

// inData is the masker for data, nil when the run has no secret that is looked
// for in it.
func (s *secrets) inData() *http.Masker {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.data == nil {
		var long []string
		for _, text := range textsOf(s.given, s.tokens) {
			if len(text) >= shortestInData {
				long = append(long, text)
			}
		}
		s.data = &dataMasker{http.NewMasker(long), len(long) > 0}
	}
	if !s.data.any {
		return nil
	}
	return s.data.Masker
}

// dataMasker is a masker, and whether it has anything to look for.
type dataMasker struct {
	*http.Masker
	any bool
}

// hideKnown takes the secrets of the run out of a result. Types keep them out
// that the script has; an answer can repeat one as a text of no such type.
func (r *Run) hideKnown(result *Result) {
	m := r.secrets.inData()
	if m == nil {
		return
	}
	result.Reason = m.Text(result.Reason)
	for _, list := range [][]string{result.Flags, result.Notes} {
		for i := range list {
			list[i] = m.Text(list[i])
		}
	}
	result.Price, result.Ref = hidden(m, result.Price), hidden(m, result.Ref)
	for i := range result.Steps {
		result.Steps[i].Outputs, _ = hidden(m, result.Steps[i].Outputs).(*value.Object)
	}
	if result.Outcome != Queued { // which is taken up again with what it has
		result.Lead, _ = hidden(m, result.Lead).(*value.Object)
	}
}

// hidden is a value without the secrets in its texts. What has none is itself.
func hidden(m *http.Masker, v any) any {
	switch v := v.(type) {
	case string:
		return m.Text(v)
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = hidden(m, item)
		}
		return out
	case *value.Object:
		if v == nil {
			return v
		}
		out := value.NewObject()
		for key, item := range v.All() {
			out.Set(key, hidden(m, item))
		}
		return out
	}
	return v
}
