package value_test

import (
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lcs/value"
)

func TestText(t *testing.T) {
	t.Parallel()
	moment := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		v    any
		want string
	}{
		{nil, ""}, {value.Null, ""}, {"", ""}, {"x", "x"}, {false, "false"}, {value.Int(0), "0"}, {num(t, "1.10"), "1.10"},
		{(*value.Number)(nil), ""}, {(*value.Record)(nil), ""},
		{value.Date{Year: 988, Month: 7, Day: 4}, "0988-07-04"}, {moment, "2026-03-01T09:00:00.000Z"},
		{time.Duration(0), "0s"}, {250 * time.Millisecond, "250ms"}, {7 * time.Second, "7s"}, {90 * time.Second, "1m30s"},
		{7 * 24 * time.Hour, "7d"}, {-90 * time.Minute, "-1h30m"}, {1500 * time.Microsecond, "1.5ms"}, {26*time.Hour + time.Millisecond, "1d2h1ms"},
		{time.Duration(-1 << 63), "-106751d23h47m16s854.775808ms"},
		{value.Interval{From: moment, To: moment.Add(time.Hour)}, "1h"},
		{[]byte("abc"), "616263"},
		{[]any{value.Int(1), "a", nil}, `[1,"a",null]`},
		{value.NewObject(value.Entry{Key: "a", Value: "b"}), `{"a":"b"}`},
		{&value.Record{Kind: "email", Raw: "ANN@X.COM", Valid: true, Normal: "ann@x.com"}, "ann@x.com"},
		{&value.Record{Kind: "email", Raw: "nobody"}, "nobody"},
		{struct{}{}, ""},
	} {
		if got := value.Text(c.v); got != c.want {
			t.Errorf("%#v is %q, want %q", c.v, got, c.want)
		}
		if got := string(value.AppendText([]byte("…"), c.v)); got != "…"+c.want {
			t.Errorf("AppendText of %#v is %q", c.v, got)
		}
	}
}

func TestTruthyAndBasic(t *testing.T) {
	t.Parallel()
	record := func(kind, raw string, normal any) *value.Record {
		return &value.Record{Kind: kind, Raw: raw, Valid: normal != nil, Normal: normal}
	}
	for _, c := range []struct {
		v     any
		truth bool
		basic any
	}{
		{nil, false, nil}, {value.Null, false, value.Null}, {"", false, ""}, {" ", true, " "}, {"false", true, "false"},
		{false, false, false}, {true, true, true}, {value.Int(0), true, value.Int(0)},
		{record("email", "a@b.c", "a@b.c"), true, "a@b.c"}, {record("email", "nobody", nil), true, "nobody"}, {record("email", "", nil), false, ""},
		{record("number", "5", value.Int(5)), true, value.Int(5)}, {record("number", "five", nil), false, nil},
		{record("boolean", "no", false), false, false}, {record("boolean", "?", nil), false, nil}, {record("dob", "?", nil), false, nil},
		{(*value.Record)(nil), false, nil},
	} {
		if got := value.Truthy(c.v); got != c.truth {
			t.Errorf("%#v is %v", c.v, got)
		}
		if got := value.Basic(c.v); got != c.basic {
			t.Errorf("the basic value of %#v is %#v, want %#v", c.v, got, c.basic)
		}
	}
	for _, empty := range []any{[]any{}, []byte{}, value.NewObject()} {
		if value.Truthy(empty) {
			t.Errorf("%#v is true", empty)
		}
	}
}

func TestEqual(t *testing.T) {
	t.Parallel()
	moment := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	email := &value.Record{Kind: "email", Raw: "ANN@X.COM", Valid: true, Normal: "ann@x.com"}
	number := &value.Record{Kind: "number", Raw: "fifty"}
	equal := [][2]any{
		{nil, nil}, {value.Null, value.Null}, {num(t, "1.10"), num(t, "1.1")}, {num(t, "-0"), value.Int(0)}, {"a", "a"},
		{email, "ann@x.com"}, {"ann@x.com", email}, {email, email}, {number, "fifty"}, {number, nil},
		{moment, moment.In(time.FixedZone("", 3600))}, {value.Date{Year: 2026, Month: 1, Day: 2}, value.Date{Year: 2026, Month: 1, Day: 2}},
		{time.Hour, value.Interval{From: moment, To: moment.Add(time.Hour)}},
		{parse(t, `{"a":1,"b":[1.0]}`), parse(t, `{"b":[1],"a":1}`)},
		{value.NewObject(value.Entry{Key: "a"}), value.NewObject()}, {[]byte{1}, []byte{1}}, {true, true},
	}
	for _, c := range equal {
		if !value.Equal(c[0], c[1]) || !value.Equal(c[1], c[0]) {
			t.Errorf("%#v and %#v differ", c[0], c[1])
		}
	}
	different := [][2]any{
		{nil, value.Null}, {value.Int(1), "1"}, {"a", "A"}, {true, "true"}, {[]any{}, nil}, {[]any{value.Int(1)}, []any{}},
		{parse(t, `{"a":1}`), parse(t, `{"a":null}`)}, {parse(t, `{"a":1}`), parse(t, `{"a":1,"b":2}`)}, {parse(t, `[1,2]`), parse(t, `[2,1]`)},
		{email, "ANN@X.COM"}, {number, value.Int(50)}, {time.Hour, value.Int(1)},
	}
	for _, c := range different {
		if value.Equal(c[0], c[1]) || value.Equal(c[1], c[0]) {
			t.Errorf("%#v and %#v are equal", c[0], c[1])
		}
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	day := value.Date{Year: 2026, Month: 2, Day: 28}
	ascending := [][]any{
		{value.Int(-1), num(t, "0.5"), num(t, "1e3"), num(t, "1e1000000000")},
		{"A", "a", "b", "é"},
		{value.Date{Year: 2025, Month: 12, Day: 31}, day, value.Date{Year: 2026, Month: 3, Day: 1}},
		{day, day.In(time.UTC).Add(time.Second), value.Date{Year: 2026, Month: 3, Day: 1}.In(time.UTC)},
		{time.Second, time.Minute}, {false, true}, {[]byte{1}, []byte{1, 0}, []byte{2}},
	}
	for _, row := range ascending {
		for i, a := range row {
			for j, b := range row {
				want := 0
				if i < j {
					want = -1
				} else if i > j {
					want = 1
				}
				if got, ok := value.Compare(a, b); !ok || got != want {
					t.Errorf("%v and %v: %d, %v", a, b, got, ok)
				}
			}
		}
	}
	for _, c := range [][2]any{{nil, nil}, {value.Int(1), "1"}, {[]any{}, []any{}}, {value.Null, value.Int(0)}, {"a", nil}} {
		if got, ok := value.Compare(c[0], c[1]); ok {
			t.Errorf("%v and %v have an order: %d", c[0], c[1], got)
		}
	}
}

// An object behaves as a map and a list of keys, whatever is done to it.
func TestObjectAgreesWithAMap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o, m, keys := value.NewObject(), map[string]any{}, []string{}
		for step := range rapid.IntRange(0, 80).Draw(t, "steps") {
			key := strconv.Itoa(rapid.IntRange(0, 30).Draw(t, "key"))
			if rapid.IntRange(0, 4).Draw(t, "what") == 0 {
				o.Delete(key)
				delete(m, key)
				keys = slices.DeleteFunc(keys, func(k string) bool { return k == key })
			} else {
				o.Set(key, step)
				if _, ok := m[key]; !ok {
					keys = append(keys, key)
				}
				m[key] = step
			}
			if step == 40 {
				before := o
				o = o.Clone()
				before.Set("changed", true)
			}
		}
		if !slices.Equal(o.Keys(), keys) || o.Len() != len(keys) {
			t.Fatalf("keys %v, want %v", o.Keys(), keys)
		}
		for i := range 31 {
			key := strconv.Itoa(i)
			got, ok := o.Get(key)
			if want, has := m[key]; ok != has || got != want || o.Value(key) != want {
				t.Fatalf("%s is %v, %v", key, got, ok)
			}
		}
		for i, key := range keys {
			if e := o.At(i); e.Key != key || e.Value != m[key] {
				t.Fatalf("entry %d is %v", i, e)
			}
		}
	})
}

func TestNilObject(t *testing.T) {
	t.Parallel()
	var o *value.Object
	if _, ok := o.Get("a"); ok || o.Len() != 0 || len(o.Keys()) != 0 || o.Clone().Len() != 0 {
		t.Error("a nil object has something")
	}
	for range o.All() {
		t.Error("a nil object has an entry")
	}
}

// The names of headers are the same in any case of letters, however many there
// are.
func TestFoldedObject(t *testing.T) {
	t.Parallel()
	o := value.NewFolded(value.Entry{Key: "Content-Type", Value: "text/plain"})
	for i := range 20 {
		o.Set(fmt.Sprintf("X-%d", i), i)
	}
	o.Set("x-7", "seven")
	copied := o.Clone()
	o.Delete("CONTENT-type")
	if o.Len() != 20 || o.Value("X-7") != "seven" || o.Index("content-type") >= 0 {
		t.Errorf("%v", o.Keys())
	}
	if copied.Value("content-TYPE") != "text/plain" || !copied.Folded() || value.NewObject().Folded() {
		t.Errorf("the copy has %v", copied.Keys())
	}
}

// What is no data, but a thing of the run, is equal to itself alone.
func TestThingsAreEqualToThemselves(t *testing.T) {
	t.Parallel()
	type thing struct{ name string }
	a, b := &thing{"a"}, &thing{"a"}
	if !value.Equal(a, a) || value.Equal(a, b) || value.Equal(a, nil) || value.Equal("a", a) || value.Equal([]any{a}, []any{b}) || !value.Equal([]any{a}, []any{a}) {
		t.Error("a thing is not equal to itself alone")
	}
	if value.Equal(map[string]int{}, map[string]int{}) { // which Go cannot compare
		t.Error("maps are equal")
	}
}
