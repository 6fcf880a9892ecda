package interp

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/lang/types"
	"lcs/stdlib"
	"lcs/value"
)

// Record is one lead as it came in.
type Record struct {
	Value *value.Object
	Place string // "leads.csv:3"

	// Only is the name of the one step that is run; empty: the whole script. Of
	// the statements before it those run that compute (`let`, `lead.x = …`). What
	// cannot be computed without other steps is missing.
	Only string
	// After is the result of an earlier lead of the same program, whose frame was
	// kept: with Only, the other steps have the outputs that they had there.
	After *Result
}

// Setting is the value given for a setting, and where it was given.
type Setting struct {
	Value any // text, or JSON
	Place string
}

// settings gives every declared setting its value; what is missing, does not
// fit or was never declared is a diagnostic.
func (r *Run) settings(given map[string]Setting) diag.List {
	var problems diag.List
	declared := r.program.info.Settings
	for _, s := range declared {
		in, ok := given[s.Name]
		if !ok {
			v, problem := r.settingDefault(s)
			if problem != nil {
				problems.Add(problem)
				continue
			}
			r.base.Set(s.Slot, v)
			continue
		}
		v, err := r.convert(fromText(in.Value, s.Type), s.Type, &r.machine.Context)
		if err != nil {
			shown := ""
			if !s.Type.HoldsSecret() {
				shown = fmt.Sprintf(", and is %q", value.Text(in.Value))
			}
			d := diag.New(codeSettingUnfit, s.Decl.Span(), fmt.Sprintf("setting '%s' should be %s%s", s.Name, s.Type, shown))
			d.Help = "it was given by " + in.Place
			problems.Add(d)
			continue
		}
		r.base.Set(s.Slot, v)
	}
	for name, in := range given {
		if !slices.ContainsFunc(declared, func(s *check.Symbol) bool { return s.Name == name }) && in.Place == "--set" {
			problems.Add(diag.New(codeSettingUnknown, diag.Span{}, fmt.Sprintf("the script has no setting '%s' (given by %s)", name, in.Place)))
		}
	}
	return problems
}

// showSettings makes the settings as a whole readable, where the script reads
// them.
func (r *Run) showSettings() {
	slot := r.program.ambient.settings
	if slot < 0 {
		return
	}
	o := value.NewObject()
	for _, s := range r.program.info.Settings {
		if v := r.base.Get(s.Slot); v != nil {
			o.Set(s.Name, v)
		}
	}
	r.base.Set(slot, o)
}

func (r *Run) settingDefault(s *check.Symbol) (any, *diag.Diagnostic) {
	if p := r.program.defaults[s]; p != nil {
		v, err := p.Eval(r.base)
		if err != nil {
			return nil, diag.New(codeSettingUnfit, s.Default.Span(), err.Error())
		}
		return r.given(v, s.Type, &r.machine.Context), nil
	}
	if s.Type.IsOptional() {
		return nil, nil
	}
	d := diag.New(codeSettingMissing, s.Decl.Span(), fmt.Sprintf("setting '%s' has no value", s.Name))
	d.Help = fmt.Sprintf("give it with --set %s=…, in a --settings file, or as LCS_SETTING_%s", s.Name, strings.ToUpper(s.Name))
	return nil, d
}

// fromText reads text given for a list or object as JSON: a command line has
// nothing else.
func fromText(v any, t types.Type) any {
	s, ok := v.(string)
	if !ok {
		return v
	}
	switch t.Core.(type) {
	case *types.List, *types.Object:
		if parsed, err := value.ParseJSON(s, value.Limits{}); err == nil {
			return parsed
		}
	}
	return v
}

// lead gives every declared field its value. The error says which one is
// missing or cannot be read.
func (x *execution) lead(in *value.Object) error {
	read := make([]bool, in.Len())
	for _, s := range x.run.program.info.Lead {
		var raw any
		if at := columnOf(in, s); at >= 0 {
			raw, read[at] = in.At(at).Value, true
		}
		v, err := x.field(s, raw)
		if err != nil {
			return err
		}
		x.frame.Set(s.Slot, v)
	}
	for at, known := range read {
		if !known {
			x.extra = append(x.extra, in.At(at))
		}
	}
	return nil
}

// columnOf finds the entry of a field, under its own name or one of its other
// ones; below 0: there is none.
func columnOf(in *value.Object, s *check.Symbol) int {
	at := in.Index(s.Name)
	for i := 0; at < 0 && i < len(s.From); i++ {
		at = in.Index(s.From[i])
	}
	return at
}

func (x *execution) field(s *check.Symbol, raw any) (any, error) {
	if value.IsMissing(raw) || raw == "" && s.Type.IsOptional() && !s.Type.Is(types.String) {
		switch p := x.run.program.defaults[s]; {
		case p != nil:
			v, err := p.Eval(x.frame)
			if err != nil {
				return nil, err
			}
			return x.leadValue(s, v), nil
		case s.Type.IsOptional():
			return nil, nil
		case s.Name == "id" && s.Type.Is(types.String): // an id of another type nobody can make up
			return x.madeID(), nil
		case s.Name == "received_at" && s.Decl == nil:
			return x.result.Started, nil
		}
		return nil, fmt.Errorf("%s is missing", s.Name)
	}
	v, err := x.run.convert(raw, s.Type, &x.machine.Context)
	if err != nil {
		return nil, within(s.Name, err)
	}
	return v, nil
}

// madeID is the id of a lead that came without one.
func (x *execution) madeID() string {
	return fmt.Sprintf("%016x%016x", x.random().Uint64(), x.random().Uint64())
}

// leadValue is a value of the script as a field of a lead has it: a field of a
// record type parses what it is given.
func (x *execution) leadValue(s *check.Symbol, v any) any {
	return x.run.given(v, s.Type, &x.machine.Context)
}

// given is a value of the script as what is declared of type t has it: record types
// parse what they are given.
func (r *Run) given(v any, t types.Type, cx *stdlib.Context) any {
	if value.IsMissing(v) {
		return v
	}
	if converted, err := r.convert(v, t, cx); err == nil {
		return converted
	}
	return v
}

// convert makes what came from outside a value of type t. Record types take
// everything; the rest must fit.
func (r *Run) convert(raw any, t types.Type, cx *stdlib.Context) (any, error) {
	if value.IsMissing(raw) {
		if t.IsOptional() {
			return raw, nil
		}
		return nil, errors.New("is missing")
	}
	switch core := t.Core.(type) {
	case *types.Record:
		if rec, ok := raw.(*value.Record); ok && rec.Kind == core.Name {
			return rec, nil
		}
		rt := r.program.lib.RecordType(core.Name)
		if rt == nil {
			return nil, fmt.Errorf("has no type %s", core.Name)
		}
		return rt.Parse(cx, raw, core.Args), nil
	case *types.Choice:
		s := value.Text(raw)
		if !slices.Contains(core.Values, s) {
			return nil, unfit(t, raw)
		}
		return s, nil
	case *types.Object:
		o, ok := raw.(*value.Object)
		if !ok {
			return nil, fmt.Errorf("should be an object")
		}
		out := o.Clone()
		for _, f := range core.Fields {
			v, err := r.convert(o.Value(f.Name), f.Type.AsSecret(t.Secret), cx)
			if err != nil {
				return nil, within("."+f.Name, err)
			}
			if v != nil {
				out.Set(f.Name, v)
			}
		}
		return out, nil
	case *types.List:
		list, ok := raw.([]any)
		if !ok {
			return nil, fmt.Errorf("should be a list")
		}
		out := make([]any, len(list))
		for i, item := range list {
			v, err := r.convert(item, core.Elem.AsSecret(t.Secret), cx)
			if err != nil {
				return nil, within("["+strconv.Itoa(i)+"]", err)
			}
			out[i] = v
		}
		return out, nil
	case types.Basic:
		return basic(raw, t)
	}
	return raw, nil
}

// misfit is what is wrong with a value, and where in it.
type misfit struct{ path, message string }

func (m *misfit) Error() string { return m.path + " " + m.message }

func within(path string, err error) error {
	var inner *misfit
	if errors.As(err, &inner) {
		return &misfit{path + inner.path, inner.message}
	}
	return &misfit{path, err.Error()}
}

// unfit says what a value should be, and what it is unless that is secret.
func unfit(t types.Type, raw any) error {
	wanted := types.Of(t.Core)
	if t.HoldsSecret() {
		return fmt.Errorf("should be %s", wanted)
	}
	return fmt.Errorf("should be %s, and is %q", wanted, value.Text(raw))
}

// basic reads a basic value that is no record, in settings and within the
// objects of a lead, as the checker judges a default.
func basic(raw any, t types.Type) (any, error) {
	b := t.BasicCore()
	if b == types.Invalid {
		return raw, nil
	}
	v, ok := stdlib.ParseBasic(b.String(), raw)
	if !ok {
		return nil, unfit(t, raw)
	}
	return v, nil
}

// showLead makes the lead as a whole readable, where the script reads it or
// somebody may who asks what the lead knew.
func (x *execution) showLead() {
	p := x.run.program
	if p.ambient.lead >= 0 && (p.readsLead || x.run.options.KeepFrames) {
		x.frame.Set(p.ambient.lead, x.leadObject(false))
	}
}

// leadObject is the lead as it is now: its declared fields, then what else came
// in; to be shown, it has no secrets.
func (x *execution) leadObject(shown bool) *value.Object {
	o := value.NewObject()
	o.Grow(len(x.run.program.info.Lead) + len(x.extra))
	for _, s := range x.run.program.info.Lead {
		v := x.frame.Get(s.Slot)
		if v == nil || shown && s.Name == "received_at" && s.Decl == nil {
			continue
		}
		if shown {
			v = Veiled(v, s.Type)
		}
		o.Set(s.Name, v)
	}
	for _, e := range x.extra {
		o.Set(e.Key, e.Value)
	}
	return o
}
