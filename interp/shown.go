package interp

import (
	"slices"

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
		s.data = &dataMasker{maskerOfData(textsOf(s.given, s.tokens))}
	}
	return s.data.Masker
}

// dataMasker is a masker that was made; its Masker is nil when there is nothing
// to look for.
type dataMasker struct{ *http.Masker }

// maskerOfData is the masker for data that may repeat these secrets; nil: none of
// them is looked for.
func maskerOfData(secrets []string) *http.Masker {
	long := slices.DeleteFunc(secrets, func(text string) bool { return len(text) < shortestInData })
	if len(long) == 0 {
		return nil
	}
	return http.NewMasker(long)
}

// hideKnown takes the secrets of the run and of the lead out of its result.
// Types keep them out that the script has; an answer can repeat one as a text of
// no such type.
func (x *execution) hideKnown() {
	var own []string
	for _, s := range x.run.program.secretSymbols {
		own = secretTexts(own, x.frame.Get(s.Slot), s.Type)
	}
	for _, m := range []*http.Masker{x.run.secrets.inData(), maskerOfData(own)} {
		if m != nil {
			x.result.hide(m)
		}
	}
}

// hide masks what m finds.
func (r *Result) hide(m *http.Masker) {
	r.Reason = m.Text(r.Reason)
	for _, list := range [][]string{r.Flags, r.Notes} {
		for i := range list {
			list[i] = m.Text(list[i])
		}
	}
	r.Price, r.Ref = hidden(m, r.Price), hidden(m, r.Ref)
	for i := range r.Steps {
		r.Steps[i].Outputs, _ = hidden(m, r.Steps[i].Outputs).(*value.Object)
	}
	if r.Outcome != Queued { // which is taken up again with what it has
		r.Lead, _ = hidden(m, r.Lead).(*value.Object)
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
