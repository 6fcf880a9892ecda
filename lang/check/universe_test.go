package check_test

import (
	"lcs/lang/types"
)

// universe is a library with record types of its own, so that the checker's
// tests do not depend on how the real ones parse.
type universe struct {
	types.Universe
	records map[string]*types.RecordFamily
}

func (u universe) Record(name string) *types.RecordFamily {
	if r := u.records[name]; r != nil {
		return r
	}
	return u.Universe.Record(name)
}

func (u universe) RecordNames() []string {
	names := u.Universe.RecordNames()
	for name := range u.records {
		names = append(names, name)
	}
	return names
}

func fakeUniverse(base types.Universe) universe {
	text, yes, n := types.Of(types.String), types.Of(types.Bool), types.Of(types.Int)
	maybe := func(t types.Type) types.Type { return t.Optional() }
	f := func(name string, t types.Type) types.Field { return types.Field{Name: name, Type: t} }
	u := universe{base, map[string]*types.RecordFamily{}}
	add := func(name string, value types.Basic, fields ...types.Field) {
		fields = append([]types.Field{f("raw", text), f("valid", yes)}, fields...)
		u.records[name] = &types.RecordFamily{Name: name, Make: func(args []string) (*types.Record, int, *types.LiteralError) {
			return &types.Record{Name: name, Args: args, Value: value, Fields: fields}, 0, nil
		}}
	}
	add("email", types.String, f("user", maybe(text)), f("domain", maybe(text)), f("corporate", yes), f("is_free", yes), f("is_disposable", yes))
	add("phone", types.String, f("type", maybe(text)), f("carrier", maybe(text)), f("e164", maybe(text)), f("time_zone", maybe(text)))
	add("state", types.String, f("time_zone", maybe(text)))
	add("ip", types.String)
	add("url", types.String, f("host", maybe(text)))
	add("ssn", types.String)
	add("postal_code", types.String)
	add("range", types.String, f("min", maybe(types.Of(types.Number))), f("max", maybe(types.Of(types.Number))), f("avg", maybe(types.Of(types.Number))))
	add("currency", types.Number)
	add("boolean", types.Bool)
	add("number", types.Number)
	add("bool", types.Bool)
	add("date", types.Date, f("age", maybe(n)))
	add("time", types.Time)
	return u
}
