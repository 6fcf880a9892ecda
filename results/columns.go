package results

import (
	"fmt"
	"slices"
	"strings"

	"lcs/interp"
	"lcs/lang/check"
	"lcs/lang/diag"
	"lcs/lang/types"
	"lcs/value"
)

// Column is one part of a result.
type Column struct {
	Name string   // as it was asked for
	path []string // in the result's object; nil: the place of the lead
}

// ofResult are the columns that every result has, whatever the script.
var ofResult = [...]string{"outcome", "reason", "price", "reference", "place", "queued_at", "flags", "notes"}

// shownFirst are those of them that AllColumns begins with.
var shownFirst = [...]string{"outcome", "reason", "price", "reference"}

// ParseColumns reads a list of columns, parted by commas: "outcome", "lead.email"
// or, for short, "email", "blacklist.outcome", "blacklist.risk_score". The error
// says which one a script cannot have, and which was meant.
func ParseColumns(info *check.Info, list string) ([]Column, error) {
	known := knownColumns(info)
	var out []Column
	for name := range strings.SplitSeq(list, ",") {
		name = strings.TrimSpace(name)
		if name == "" {
			return nil, fmt.Errorf("a column has no name: write  --columns outcome,lead.email")
		}
		if slices.ContainsFunc(out, func(c Column) bool { return c.Name == name }) {
			return nil, fmt.Errorf("the column '%s' is there twice", name)
		}
		c, ok := known.find(name)
		if !ok {
			return nil, known.unknown(name)
		}
		out = append(out, c)
	}
	return out, nil
}

// AllColumns are the columns of a table of everything: what became of the lead,
// its fields, and the outputs of the steps.
func AllColumns(info *check.Info) []Column {
	known := knownColumns(info)
	var out []Column
	for _, name := range known.all {
		c, _ := known.find(name)
		out = append(out, c)
	}
	return out
}

// known are the columns of a script.
type known struct {
	types map[string]types.Type // by full name
	paths map[string][]string
	short map[string]string // the name of a lead's field -> its full name
	names []string          // all that can be asked for
	all   []string          // those of AllColumns
}

func knownColumns(info *check.Info) *known {
	k := &known{types: map[string]types.Type{}, paths: map[string][]string{}, short: map[string]string{}}
	for _, name := range ofResult {
		k.add(name, types.Type{}, slices.Contains(shownFirst[:], name), name)
	}
	k.paths["place"] = nil
	for _, f := range info.Lead {
		k.add("lead."+f.Name, f.Type, f.Decl != nil, "lead", f.Name)
		if _, taken := k.paths[f.Name]; !taken {
			k.short[f.Name] = "lead." + f.Name
			k.names = append(k.names, f.Name)
		}
	}
	for _, s := range info.Steps {
		k.add(s.Name+".outcome", types.Type{}, true, "steps", s.Name, "outcome")
		k.add(s.Name+".source", types.Type{}, false, "steps", s.Name, "source")
		for _, o := range s.Outputs {
			k.add(s.Name+"."+o.Name, o.Type, true, "steps", s.Name, o.Name)
		}
	}
	return k
}

func (k *known) add(name string, t types.Type, shown bool, path ...string) {
	k.types[name], k.paths[name] = t, path
	k.names = append(k.names, name)
	if shown {
		k.all = append(k.all, name)
	}
}

// find returns the column of a name, which may go into a field that is an
// object: "lead.address.city".
func (k *known) find(name string) (Column, bool) {
	full := name
	first, rest, deeper := strings.Cut(name, ".")
	if long, ok := k.short[first]; ok {
		full = long
		if deeper {
			full += "." + rest
		}
	}
	for base := full; base != ""; {
		if path, ok := k.paths[base]; ok {
			inner := strings.TrimPrefix(strings.TrimPrefix(full, base), ".")
			if inner == "" {
				return Column{name, path}, true
			}
			keys := strings.Split(inner, ".")
			return Column{name, append(slices.Clone(path), keys...)}, holds(k.types[base], keys)
		}
		i := strings.LastIndexByte(base, '.')
		base = base[:max(i, 0)]
	}
	return Column{}, false
}

// holds reports whether a value of a type can have a key of a key.
func holds(t types.Type, keys []string) bool {
	for _, key := range keys {
		o, ok := t.Core.(*types.Object)
		if !ok {
			return false
		}
		f, found := o.Field(key)
		if !found {
			return false
		}
		t = f.Type
	}
	return true
}

func (k *known) unknown(name string) error {
	meant := diag.Nearest(name, k.names)
	if i := slices.IndexFunc(k.names, func(n string) bool { return strings.HasSuffix(n, "."+name) }); i >= 0 {
		meant = k.names[i] // a step's output, without the step
	}
	if meant != "" {
		return fmt.Errorf("there is no column '%s': did you mean '%s'?", name, meant)
	}
	return fmt.Errorf("there is no column '%s': there are %s, fields of the lead (lead.NAME) and outputs of steps (STEP.NAME)",
		name, strings.Join(ofResult[:], ", "))
}

// of returns the column's part of a result, whose object is whole; nil: it is
// missing.
func (c Column) of(r *interp.Result, whole *value.Object) any {
	if c.path == nil {
		return r.Place
	}
	var v any = whole
	for _, key := range c.path {
		o, ok := v.(*value.Object)
		if !ok {
			return nil
		}
		v = o.Value(key)
	}
	if value.IsMissing(v) {
		return nil
	}
	return v
}
