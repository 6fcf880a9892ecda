package interp

import (
	"slices"
	"sync"

	"lcs/lang/check"
	"lcs/lang/types"
	"lcs/stdlib/http"
	"lcs/value"
)

// Secret is a text that must not be shown, and the setting it comes from; an
// empty name: from elsewhere.
type Secret struct{ Name, Text string }

// maxTokens bounds the tokens that are remembered; the oldest have expired.
const maxTokens = 32

// secrets is what a run knows to be secret, whichever lead it is about.
type secrets struct {
	mu     sync.Mutex
	given  []Secret // settings
	tokens []Secret
	masker *http.Masker // nil: to be made
	data   *dataMasker  // as well
}

// addToken remembers a token that was fetched.
func (s *secrets) addToken(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := Secret{Text: text}
	if text == "" || slices.Contains(s.tokens, known) {
		return
	}
	// A new list, as the old one may be in use.
	s.tokens = append(slices.Clone(s.tokens[max(len(s.tokens)+1-maxTokens, 0):]), known)
	s.masker, s.data = nil, nil
}

func (s *secrets) all() []Secret {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Concat(s.given, s.tokens)
}

// text masks what is known in a text.
func (s *secrets) text(text string) string {
	s.mu.Lock()
	if s.masker == nil {
		s.masker = http.NewMasker(textsOf(s.given, s.tokens))
	}
	m := s.masker
	s.mu.Unlock()
	return m.Text(text)
}

// holds reports whether a text has a part that is known to be secret.
func (s *secrets) holds(text string) bool { return s.text(text) != text }

// Secrets returns what the run knows to be secret: settings, and tokens that it
// has fetched.
func (r *Run) Secrets() []Secret { return r.secrets.all() }

// knowSettings collects the secret settings.
func (r *Run) knowSettings() {
	for _, s := range r.program.info.Settings {
		for _, text := range r.program.secretTexts(s.Type, r.base.Get(s.Slot)) {
			r.secrets.given = append(r.secrets.given, Secret{s.Name, text})
		}
	}
}

// secretTexts are the secret parts of a value of type t, and the records that
// traces do not show.
func (p *Program) secretTexts(t types.Type, v any) []string {
	if value.IsMissing(v) {
		return nil
	}
	if t.Secret {
		return allTexts(v)
	}
	switch core := t.Core.(type) {
	case *types.Record:
		if rt := p.lib.RecordType(core.Name); rt != nil && rt.Mask != nil {
			return allTexts(v)
		}
	case *types.List:
		return p.secretItems(core.Elem, v)
	case *types.Map:
		return p.secretItems(core.Elem, v)
	case *types.Object:
		o, ok := v.(*value.Object)
		if !ok {
			return nil
		}
		var out []string
		for _, f := range core.Fields {
			out = append(out, p.secretTexts(f.Type, o.Value(f.Name))...)
		}
		return out
	}
	return nil
}

func (p *Program) secretItems(elem types.Type, v any) []string {
	var out []string
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			out = append(out, p.secretTexts(elem, item)...)
		}
	case *value.Object:
		for _, item := range v.All() {
			out = append(out, p.secretTexts(elem, item)...)
		}
	}
	return out
}

// allTexts are the texts of a value with all its parts.
func allTexts(v any) []string {
	var out []string
	switch v := v.(type) {
	case nil, value.NullType, bool:
	case []any:
		for _, item := range v {
			out = append(out, allTexts(item)...)
		}
	case *value.Object:
		for _, item := range v.All() {
			out = append(out, allTexts(item)...)
		}
	case *value.Record:
		out = append(out, value.Text(v.Raw), value.Text(v))
	default:
		out = append(out, value.Text(v))
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

// hiding are the symbols of a lead whose values can hold a secret.
func (p *Program) hiding() []*check.Symbol {
	var out []*check.Symbol
	for _, s := range p.info.Lead {
		if s.Slot >= 0 && p.hides(s.Type) {
			out = append(out, s)
		}
	}
	for _, step := range p.info.Steps {
		for _, s := range step.Outputs {
			if s.Slot >= 0 && p.hides(s.Type) {
				out = append(out, s)
			}
		}
	}
	return out
}

// Hides reports whether a value of type t, or a part of it, is not shown.
func (p *Program) Hides(t types.Type) bool { return p.hides(t) }

// hides reports whether a value of type t can have a part that is not shown.
func (p *Program) hides(t types.Type) bool {
	if t.HoldsSecret() {
		return true
	}
	switch core := t.Core.(type) {
	case *types.Record:
		rt := p.lib.RecordType(core.Name)
		return rt != nil && rt.Mask != nil
	case *types.List:
		return p.hides(core.Elem)
	case *types.Map:
		return p.hides(core.Elem)
	case *types.Object:
		return slices.ContainsFunc(core.Fields, func(f types.Field) bool { return p.hides(f.Type) })
	}
	return false
}

// Veiled returns a value of type t as a result shows it: with a mask in place of
// its secret parts.
func Veiled(v any, t types.Type) any {
	switch {
	case value.IsMissing(v) || !t.HoldsSecret():
		return v
	case t.Secret:
		return mask
	}
	switch core := t.Core.(type) {
	case *types.List:
		if list, ok := v.([]any); ok {
			out := make([]any, len(list))
			for i, item := range list {
				out[i] = Veiled(item, core.Elem)
			}
			return out
		}
	case *types.Map:
		if o, ok := v.(*value.Object); ok {
			out := value.NewObject()
			for key, item := range o.All() {
				out.Set(key, Veiled(item, core.Elem))
			}
			return out
		}
	case *types.Object:
		if o, ok := v.(*value.Object); ok {
			out := o.Clone()
			for _, f := range core.Fields {
				if item, ok := o.Get(f.Name); ok {
					out.Set(f.Name, Veiled(item, f.Type))
				}
			}
			return out
		}
	}
	return mask
}

// secrets are those of the lead: its own fields and what steps have brought.
func (x *execution) secrets() []Secret {
	out := slices.Clone(x.others)
	for _, s := range x.run.program.secretSymbols {
		for _, text := range x.run.program.secretTexts(s.Type, x.frame.Get(s.Slot)) {
			out = append(out, Secret{Text: text})
		}
	}
	return out
}

// conceal masks the secrets in a message: an answer that it quotes may repeat
// what was sent.
func (x *execution) conceal(message string) string {
	message = x.run.secrets.text(message)
	if own := x.secrets(); len(own) > 0 {
		message = http.NewMasker(textsOf(own)).Text(message)
	}
	return message
}

func textsOf(lists ...[]Secret) []string {
	var out []string
	for _, s := range slices.Concat(lists...) {
		out = append(out, s.Text)
	}
	return out
}
