package interp

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lcs/interp/expression"
	"lcs/lang/types"
	"lcs/stdlib"
	"lcs/value"
)

// anyValue draws a value that a step can leave behind, with the type that the
// script gives it.
func anyValue(t *rapid.T, lib *stdlib.Library, depth int) (any, types.Type) {
	basic := func(b types.Basic) types.Type { return types.Of(b) }
	kinds := 12
	if depth < 3 {
		kinds = 15
	}
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0:
		return nil, basic(types.Any)
	case 1:
		return value.Null, basic(types.None)
	case 2:
		return rapid.String().Draw(t, "text"), basic(types.String)
	case 3, 4:
		text := rapid.StringMatching(`-?(0|[1-9][0-9]{0,25})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?`).Draw(t, "number")
		n, err := value.ParseNumber(text)
		if err != nil {
			t.Skip(err)
		}
		return n, basic(types.Number)
	case 5:
		return rapid.Bool().Draw(t, "bool"), basic(types.Bool)
	case 6:
		return value.Date{Year: rapid.IntRange(-9999, 9999).Draw(t, "year"), Month: time.March, Day: 31}, basic(types.Date)
	case 7:
		return anyMoment(t), basic(types.Time)
	case 8:
		return time.Duration(rapid.Int64().Draw(t, "duration")), basic(types.Duration)
	case 9:
		return value.Interval{From: anyMoment(t), To: anyMoment(t)}, basic(types.Interval)
	case 10:
		return rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"), basic(types.Bytes)
	case 11:
		return anyRecord(t, lib)
	case 12:
		var list []any
		elem := basic(types.Any)
		for range rapid.IntRange(0, 4).Draw(t, "length") {
			v, _ := anyValue(t, lib, depth+1)
			list = append(list, v)
		}
		return append([]any{}, list...), types.Of(&types.List{Elem: elem, Max: -1})
	default:
		o, shape := value.NewObject(), &types.Object{}
		for i := range rapid.IntRange(0, 20).Draw(t, "fields") {
			v, of := anyValue(t, lib, depth+1)
			key := fmt.Sprintf("%s%d", rapid.StringN(0, 5, -1).Draw(t, "key"), i)
			o.Set(key, v)
			shape.Fields = append(shape.Fields, types.Field{Name: key, Type: of})
		}
		return o, types.Of(shape)
	}
}

func anyMoment(t *rapid.T) time.Time {
	zones := []*time.Location{time.UTC, time.FixedZone("", 5400), time.FixedZone("+02:00", 7200), time.FixedZone("EST", -5*3600)}
	if chicago, err := time.LoadLocation("America/Chicago"); err == nil {
		zones = append(zones, chicago)
	}
	at := time.Unix(rapid.Int64Range(-1<<38, 1<<38).Draw(t, "seconds"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanos"))
	return at.In(rapid.SampledFrom(zones).Draw(t, "zone"))
}

// anyRecord draws a record as people send them: good, messy, of text and of
// other values.
func anyRecord(t *rapid.T, lib *stdlib.Library) (any, types.Type) {
	kinds := map[string][]any{
		"email": {"Ann.Lee@Example.com", "no mail", ""}, "phone": {"(512) 555-0123 x9", "+44 20 7946 0018", "nonsense", ""},
		"date": {"2026-02-30", "2026-02-03", value.Date{Year: 1980, Month: 2, Day: 3}}, "time": {"2026-03-01T02:03:04.5+02:00", "noon"},
		"number": {"1,234.50", "about fifty", value.Int(7)}, "boolean": {"yes", "0", true, "maybe"}, "state": {"tx", "Texas", "?"},
		"ip": {"10.0.0.1", "::1", "999"}, "range": {"10-20", "5+", "x"}, "currency": {"$1,000.10", "free"}, "postal_code": {"78701-1234", "A"},
		"city": {[]any{"a", "b"}, "Austin"},
	}
	kind := rapid.SampledFrom([]string{
		"email", "phone", "date", "time", "number", "boolean", "state", "ip", "range", "currency", "postal_code", "city",
	}).Draw(t, "record")
	raw := rapid.SampledFrom(kinds[kind]).Draw(t, "raw")
	var args []string
	if kind == "date" && rapid.Bool().Draw(t, "format") {
		args, raw = []string{"MM/DD/YYYY"}, rapid.SampledFrom([]any{"02/03/1980", "3/4/80", "31/12/1980"}).Draw(t, "dated")
	}
	cx := stdlib.Context{Context: context.Background(), Now: time.Unix(1e9, 0)}
	return lib.RecordType(kind).Parse(&cx, raw, args), types.Of(&types.Record{Name: kind, Args: args})
}

// TestValuesAreKeptAsTheyAre: what is read back prints, compares and answers as
// what was kept; exact to the digit, the zone and the kind of missing.
func TestValuesAreKeptAsTheyAre(t *testing.T) {
	t.Parallel()
	lib := stdlib.New()
	machine := expression.NewMachine(context.Background(), time.Unix(1e9, 0), nil, nil)
	x := &execution{desk: &desk{machine: machine}, run: &Run{program: &Program{lib: lib}}}
	rapid.Check(t, func(t *rapid.T) {
		v, of := anyValue(t, lib, 0)
		var e encoder
		e.value(v)
		d := &decoder{from: e.to, x: x}
		got := d.value(of)
		if d.err != nil || len(d.from) != 0 {
			t.Fatalf("%#v: %v, %d bytes left", v, d.err, len(d.from))
		}
		if want, got := shown(lib, machine, v), shown(lib, machine, got); got != want {
			t.Fatalf("\n got %s\nwant %s", got, want)
		}
		cut := rapid.IntRange(0, len(e.to)-1).Draw(t, "cut")
		d = &decoder{from: e.to[:cut], x: x}
		if d.value(of); d.err == nil {
			t.Fatalf("%d of %d bytes are read as a value", cut, len(e.to))
		}
	})
}

// shown is all that a script can see of a value.
func shown(lib *stdlib.Library, m *expression.Machine, v any) string {
	switch v := v.(type) {
	case *value.Record:
		out := fmt.Sprintf("%s %q %t %s", v.Kind, v.Raw, v.Valid, shown(lib, m, v.Normal))
		rt := lib.RecordType(v.Kind)
		of, _, _ := rt.Make(nil)
		for _, f := range of.Fields {
			out += " " + f.Name + "=" + shown(lib, m, rt.Get(&m.Context, v, f.Name))
		}
		return out
	case *value.Object:
		var parts []string
		for k, item := range v.All() {
			parts = append(parts, fmt.Sprintf("%q: %s", k, shown(lib, m, item)))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case []any:
		var parts []string
		for _, item := range v {
			parts = append(parts, shown(lib, m, item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case time.Time:
		return v.Format("2006-01-02T15:04:05.999999999 -0700 MST")
	case value.Interval:
		return shown(lib, m, v.From) + " to " + shown(lib, m, v.To)
	case []byte:
		return fmt.Sprintf("%x", v)
	case *value.Number:
		return "number " + v.String()
	}
	return fmt.Sprintf("%T %v", v, v)
}

// FuzzDecoder: bytes that are no values end with an error, and take no more
// memory than they have a right to.
func FuzzDecoder(f *testing.F) {
	var e encoder
	e.value(value.NewObject(value.Entry{Key: "a", Value: []any{value.Int(math.MaxInt64), "x", nil, value.Null}}))
	f.Add(e.to)
	f.Add([]byte("l\xff\xff\xff\xff\x0f"))
	f.Add(bytes.Repeat([]byte("l\x01"), 20_000))
	lib := stdlib.New()
	f.Fuzz(func(t *testing.T, in []byte) {
		machine := expression.NewMachine(context.Background(), time.Unix(1e9, 0), nil, nil)
		x := &execution{desk: &desk{machine: machine}, run: &Run{program: &Program{lib: lib}}}
		d := &decoder{from: in, x: x}
		v := d.plain()
		if d.err == nil {
			var again encoder
			again.value(v)
		}
		_, _ = decodeResult(Note{Body: in}, 0)
		_, _, _ = (&Run{}).pastOf([]Note{{Kind: LeadWaited, Body: in}, {Kind: RequestSent, Body: in}, {Kind: BatchJoined, Body: in}}, 0, 0)
	})
}
