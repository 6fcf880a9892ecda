package stdlib

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"lcs/lang/types"
	"lcs/value"
)

// feed makes arguments out of bytes.
type feed struct {
	data  []byte
	depth int
}

func (f *feed) next() byte {
	if len(f.data) == 0 {
		return 0
	}
	b := f.data[0]
	f.data = f.data[1:]
	return b
}

// text takes up to what follows a length byte.
func (f *feed) text() string {
	n := min(int(f.next()), len(f.data))
	s := string(f.data[:n])
	f.data = f.data[n:]
	if f.next()&3 == 0 {
		s = strings.Repeat(s, 1+int(f.next()))
	}
	return s
}

func (f *feed) number() *value.Number {
	switch f.next() % 4 {
	case 0:
		return value.Int(int64(int8(f.next())))
	case 1:
		return value.Decimal(int64(f.next())<<8|int64(f.next()), int32(int8(f.next()))/16)
	case 2:
		return value.Int(int64(uint64(f.next())<<56 | uint64(f.next())))
	}
	n, err := value.ParseNumber(f.text())
	if err != nil {
		n, _ = value.ParseNumber([]string{"1e1000000000", "-1e-1000000000", "1e400", "123456789012345678901234567890.5", "-0"}[f.next()%5])
	}
	return n
}

// value makes a value of a type, and now and then one that is missing where it
// may be.
func (f *feed) value(t types.Type) any {
	if f.depth++; f.depth > 20 {
		f.depth--
		return nil
	}
	defer func() { f.depth-- }()
	if t.IsOptional() && f.next()&3 == 0 {
		return nil
	}
	switch core := t.Core.(type) {
	case types.Basic:
		return f.basic(core)
	case *types.List:
		list := []any{}
		for range f.next() % 12 {
			list = append(list, f.value(core.Elem))
		}
		return list
	case *types.Map:
		o := value.NewObject()
		for range f.next() % 12 {
			o.Set(f.text(), f.value(core.Elem))
		}
		return o
	case *types.Var:
		if f.next()&1 == 0 {
			return f.basic(types.String)
		}
		return value.NewObject(value.Entry{Key: "f", Value: f.basic(types.Number)})
	case *types.FieldOf:
		return []string{"f", "-f", "", "g"}[f.next()%4]
	}
	return nil
}

func (f *feed) basic(b types.Basic) any {
	switch b {
	case types.String:
		return f.text()
	case types.Int:
		n := f.number().Round(0, value.Down)
		if i, ok := n.Int64(); ok {
			return value.Int(i)
		}
		return value.Int(1 << 62)
	case types.Number:
		return f.number()
	case types.Bool:
		return f.next()&1 == 0
	case types.Bytes:
		return []byte(f.text())
	case types.Date:
		return value.Date{Year: int(f.next()) * 40, Month: time.Month(1 + f.next()%12), Day: 1 + int(f.next()%28)}
	case types.Time:
		return time.Unix(int64(int8(f.next()))<<32, 0).UTC()
	case types.Duration:
		return time.Duration(int64(int8(f.next())) << 55)
	case types.Interval:
		from := time.Unix(int64(int8(f.next()))<<28, 0).UTC()
		return value.Interval{From: from, To: from.Add(time.Duration(int8(f.next())) << 50)}
	}
	any := []types.Type{textType, numberType, boolType, types.ListOf(anyType), types.Of(&types.Map{Elem: anyType}), bytesType}
	return f.value(any[int(f.next())%len(any)])
}

// makeable reports whether feed makes arguments for a signature.
func makeable(s types.Signature) bool {
	return !slices.ContainsFunc(s.Params, func(p types.Param) bool {
		switch p.Type.Core.(type) {
		case types.Basic, *types.List, *types.Map, *types.Var, *types.FieldOf:
			return false
		}
		return true
	})
}

// try calls one signature of f and holds what comes back against the rules.
func try(t *testing.T, f *Function, s types.Signature, data []byte) {
	t.Helper()
	in := feed{data: data}
	var args []any
	for _, p := range s.Params {
		if p.Optional && in.next()&1 == 0 {
			args = append(args, nil)
			continue
		}
		args = append(args, in.value(p.Type))
	}
	start := time.Now()
	v, err := f.Call(&Context{Context: t.Context(), Now: time.Unix(1e9, 0).UTC(), Rand: rand.New(rand.NewPCG(1, 2))}, args)
	if took := time.Since(start); took > 5*time.Second {
		t.Fatalf("%s(%v) took %v", f.Name, args, took)
	}
	if err != nil {
		if message := err.Error(); message == "" || v != nil || strings.HasSuffix(message, ".") || len(message) > 1000 || !utf8.ValidString(message) {
			t.Fatalf("%s fails with %q and %v", f.Name, message, v)
		}
		return
	}
	if v == nil || v == any(value.Null) {
		return
	}
	if text := value.Text(v); len(text) > 8*maxOutput {
		t.Fatalf("%s returns %d bytes", f.Name, len(text))
	}
}

func fuzzGroup(f *testing.F, groups ...string) {
	var functions []*Function
	for _, name := range library.FuncNames() {
		if fn := library.Function(name); slices.Contains(groups, fn.Group) {
			functions = append(functions, fn)
		}
	}
	for i := range functions {
		f.Add(byte(i), []byte("\x05hello\x01\x02\x03\x04\x10\xff\xfe\x00\x00🙂"))
	}
	f.Fuzz(func(t *testing.T, which byte, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		fn := functions[int(which)%len(functions)]
		for _, s := range fn.Signatures {
			if makeable(s) {
				try(t, fn, s, data)
			}
		}
	})
}

func FuzzText(f *testing.F)     { fuzzGroup(f, "text") }
func FuzzNumbers(f *testing.F)  { fuzzGroup(f, "numbers", "conversion") }
func FuzzLists(f *testing.F)    { fuzzGroup(f, "lists", "objects") }
func FuzzEncoding(f *testing.F) { fuzzGroup(f, "encoding", "crypto", "json") }
func FuzzRandom(f *testing.F)   { fuzzGroup(f, "random", "routing") }

// Large and broken inputs give a value or an error, in good time.
func TestHostileInput(t *testing.T) {
	t.Parallel()
	const size = 1 << 17
	deep := any("x")
	for range 900 {
		deep = []any{deep}
	}
	hostile := map[string]string{
		"plain": strings.Repeat("a b,", size/4), "NUL": strings.Repeat("\x00", size), "no UTF-8": strings.Repeat("\xff\xc0", size/2),
		"ligatures": strings.Repeat("ﷺ", size/3), "marks": strings.Repeat("é́", size/5), "digits": strings.Repeat("9", size),
		"brackets": strings.Repeat("[", size), "percent": strings.Repeat("%41", size/3), "entities": strings.Repeat("&amp;", size/5),
	}
	for _, name := range library.FuncNames() {
		fn := library.Function(name)
		if fn.Group == "dates" || fn.Group == "documents" || fn.Group == "patterns" {
			continue // held by tests of their own
		}
		for kind, text := range hostile {
			for _, s := range fn.Signatures {
				var args []any
				if kind != "plain" && !takesText(s) {
					continue
				}
				for _, p := range s.Params {
					switch core := p.Type.Core.(type) {
					case *types.List:
						args = append(args, []any{text, deep, text, nil})
					case *types.Map, *types.Object:
						args = append(args, value.NewObject(value.Entry{Key: text, Value: deep}, value.Entry{Key: "f", Value: text}))
					case *types.FieldOf:
						args = append(args, "f")
					case types.Basic:
						switch core {
						case types.Int, types.Number:
							args = append(args, value.Int(1<<40))
						case types.Bytes:
							args = append(args, []byte(text))
						default:
							args = append(args, text)
						}
					default:
						args = append(args, text)
					}
				}
				start := time.Now()
				v, err := fn.Call(&Context{Context: t.Context()}, args)
				if took := time.Since(start); took > 3*time.Second {
					t.Errorf("%s of %s takes %v", name, kind, took)
				}
				if err != nil && len(err.Error()) > 1000 {
					t.Errorf("%s of %s fails with a message of %d bytes", name, kind, len(err.Error()))
				}
				if s, ok := v.(string); ok && len(s) > 40*size+maxOutput {
					t.Errorf("%s of %s returns %d bytes", name, kind, len(s))
				}
			}
		}
	}
}

func takesText(s types.Signature) bool {
	return slices.ContainsFunc(s.Params, func(p types.Param) bool { return !p.Type.Is(types.Int) && !p.Type.Is(types.Number) })
}
