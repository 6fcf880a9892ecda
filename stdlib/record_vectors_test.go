package stdlib

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"lcs/value"
)

// vectorTime is the moment at which the vectors were made.
var vectorTime = time.Date(2025, 6, 15, 12, 0, 0, 0, time.UTC)

// rich is a value of the original packages.
type rich struct {
	Kind   string
	Value  any
	String string
	Valid  *bool
	Fields map[string]any
}

type typeVector struct {
	ID         string
	Type       string
	Input      any
	Expected   *rich
	Masked     *rich
	Throws     string
	Normalized any
}

// difference is one respect in which a record differs from the original.
type difference struct{ what, ours, theirs string }

// reasons are the differences that we want; each says why. The first that
// holds counts.
var reasons = []struct {
	name, why string
	holds     func(kind string, v typeVector, d difference, r *value.Record) bool
}{
	{"lists and objects", "A list or object prints as JSON, not as a,b or [object Object].", func(_ string, v typeVector, _ difference, _ *value.Record) bool {
		_, list := v.Input.([]any)
		_, object := v.Input.(map[string]any)
		return list || object
	}},
	{"as it came", "What is not valid prints as it came, never as the part of it that was understood (NaN, false, 02079460958, http://foo/).",
		func(_ string, _ typeVector, d difference, r *value.Record) bool {
			return d.what == "value" && !r.Valid && d.ours == r.Raw
		}},
	{"no parts", "What is not valid has no parts: theirs has an area *** and an exchange 001 for a number that is none.",
		func(_ string, _ typeVector, d difference, r *value.Record) bool {
			return !r.Valid && d.ours == "" && d.what != "value" && d.what != "valid"
		}},
	{"raw", "`raw` is what was sent; theirs has lost the letter behind a phone number.",
		func(kind string, _ typeVector, d difference, _ *value.Record) bool {
			return kind == "phone" && d.what == "raw"
		}},
	{"country", "A number of Canada is one of Canada; theirs says US for all of +1.",
		func(kind string, _ typeVector, d difference, _ *value.Record) bool {
			return kind == "phone" && d.what == "country_code" && d.ours != ""
		}},
	{"line type", "Outside of North America a number tells whether it is mobile; theirs knows the sender's letter only.",
		func(kind string, _ typeVector, d difference, _ *value.Record) bool {
			return kind == "phone" && d.what == "type" && d.theirs == ""
		}},
	{"masked phones", "***-***-1111 is a number whose line is 1111; theirs cuts it at the wrong places.",
		func(kind string, v typeVector, _ difference, _ *value.Record) bool {
			return kind == "phone" && strings.Contains(fmt.Sprint(v.Input), "*")
		}},
	{"exponents", "1e3 is 1000; theirs drops the e and reads 13.",
		func(kind string, v typeVector, _ difference, _ *value.Record) bool {
			return (kind == "number" || kind == "range") && strings.Contains(strings.ToLower(fmt.Sprint(v.Input)), "e3")
		}},
	{"brackets", "(1,100) is -1100, as in bookkeeping; theirs drops the brackets.",
		func(kind string, v typeVector, _ difference, _ *value.Record) bool {
			return kind == "number" && strings.HasPrefix(fmt.Sprint(v.Input), "(")
		}},
	{"two numbers", "12 apples and 3 pears is no number; theirs reads 123.",
		func(kind string, v typeVector, _ difference, r *value.Record) bool {
			return kind == "number" && !r.Valid && len(regexp.MustCompile(`\d+`).FindAllString(fmt.Sprint(v.Input), -1)) > 1
		}},
	{"comma and point", "1.000,50 is 1000.50; theirs reads 1.0005.",
		func(kind string, v typeVector, _ difference, _ *value.Record) bool {
			return kind == "number" && strings.ContainsAny(fmt.Sprint(v.Input), ",.")
		}},
	{"thousands", "$50k is 50000; theirs drops the k.",
		func(kind string, v typeVector, _ difference, _ *value.Record) bool {
			return strings.Contains(strings.ToLower(fmt.Sprint(v.Input)), "k") && (kind == "range" || kind == "number")
		}},
	{"open ranges", "less than 10 has only an upper end; theirs takes 10 for both.",
		func(kind string, v typeVector, _ difference, r *value.Record) bool {
			d, ok := r.Detail.(rangeDetail)
			return kind == "range" && ok && (d.min == nil || d.max == nil)
		}},
	{"dashes", "1–10 is a range; theirs reads 110.",
		func(kind string, v typeVector, _ difference, _ *value.Record) bool {
			return kind == "range" && strings.ContainsAny(fmt.Sprint(v.Input), "–—")
		}},
	{"no range", "1/10, 1,10 and 1 2 3 are no ranges; theirs reads 110, 110 and 1-2.",
		func(kind string, v typeVector, _ difference, _ *value.Record) bool {
			return kind == "range" && (strings.ContainsAny(fmt.Sprint(v.Input), "/,") || len(strings.Fields(fmt.Sprint(v.Input))) == 3)
		}},
	{"states", "Names and spellings that theirs does not know (District of Columbia, Nunavut, a space in front) are found, and names are mended (Northwest Territories NT).",
		func(kind string, _ typeVector, d difference, r *value.Record) bool {
			_, known := r.Detail.(state)
			return kind == "state" && known && (d.what == "value" || d.what == "name")
		}},
	{"empty postal code", "An empty postal code is not valid.",
		func(kind string, _ typeVector, d difference, r *value.Record) bool {
			return kind == "postal_code" && strings.TrimSpace(r.Raw) == ""
		}},
	{"number of a street", "The number of a house has a digit; theirs takes the first word, PO of PO Box 1.",
		func(kind string, _ typeVector, d difference, r *value.Record) bool {
			return kind == "street" && (d.what == "number" || d.what == "name")
		}},
	{"addresses of version 4", "The address of version 6 for 203.0.113.77 is ::ffff:cb00:714d; theirs is ffff::cb00:714d, another address.",
		func(kind string, _ typeVector, d difference, _ *value.Record) bool {
			return kind == "ip" && d.what == "ipv6_format"
		}},
	{"host of a certificate", "cert.trustedform.com.evil.com is no host of TrustedForm.",
		func(kind string, v typeVector, _ difference, _ *value.Record) bool {
			return kind == "trustedform_url" && strings.Contains(fmt.Sprint(v.Input), ".com.")
		}},
	{"kind of a certificate", "An address does not tell the kind of its certificate: there are no fields type, is_web, is_mobile, is_facebook, is_masked.",
		func(kind string, _ typeVector, d difference, _ *value.Record) bool {
			return kind == "trustedform_url" && slices.Contains([]string{"type", "is_web", "is_mobile", "is_facebook", "is_masked"}, d.what)
		}},
	{"part of a date", "A month, a year or a number alone is no date (Jun, 06/2014, 42, -3.5); theirs adds today's parts.",
		func(kind string, v typeVector, _ difference, r *value.Record) bool {
			return (kind == "date" || kind == "dob") && !r.Valid && len(regexp.MustCompile(`\w+`).FindAllString(fmt.Sprint(v.Input), -1)) < 3
		}},
	{"birth in the future", "Who is not born yet has no age.",
		func(kind string, _ typeVector, d difference, _ *value.Record) bool {
			return kind == "dob" && d.what == "age" && strings.HasPrefix(d.theirs, "-")
		}},
	{"fractions", "More than three digits of a second are kept; theirs loses all of them.",
		func(kind string, v typeVector, _ difference, r *value.Record) bool {
			return kind == "time" && r.Valid && strings.Contains(fmt.Sprint(v.Input), ".")
		}},
	{"zone before", "EST 5pm is five o'clock in New York; theirs sees the zone only behind the time.",
		func(kind string, v typeVector, _ difference, _ *value.Record) bool {
			return kind == "time" && strings.HasPrefix(fmt.Sprint(v.Input), "EST")
		}},
}

// compareRecord lists how our record of a vector differs from theirs.
func compareRecord(rt *RecordType, r *value.Record, want *rich) []difference {
	var all []difference
	add := func(what, ours, theirs string) {
		if ours != theirs && !sameNumber(ours, theirs) {
			all = append(all, difference{what, ours, theirs})
		}
	}
	add("value", value.Text(r), vectorText(want.Value, want.String))
	if want.Valid != nil {
		add("valid", fmt.Sprint(r.Valid), fmt.Sprint(*want.Valid))
	}
	cx := &Context{Now: vectorTime}
	for _, name := range slices.Sorted(mapKeys(want.Fields)) {
		theirs := vectorText(want.Fields[name], "")
		switch name {
		case "masked":
			if rt.Name != "phone" {
				continue // whether a value is masked says its type here
			}
			add(name, value.Text(rt.Get(cx, r, name)), theirs)
		case "raw":
			add(name, r.Raw, theirs)
		default:
			add(name, value.Text(rt.Get(cx, r, name)), theirs)
		}
	}
	return all
}

// sameNumber takes 1100.50 and 1100.5 for the same.
func sameNumber(a, b string) bool {
	x, err := value.ParseNumber(a)
	y, err2 := value.ParseNumber(b)
	return err == nil && err2 == nil && a != "" && x.Cmp(y) == 0 && strings.Contains(a, ".")
}

func mapKeys(m map[string]any) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// vectorText is a value of a vector as text.
func vectorText(v any, whenNaN string) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case json.Number:
		return v.String()
	case map[string]any:
		if v["$nan"] == true {
			return whenNaN
		}
	}
	return value.Text(fromVector(v))
}

// fromVector makes a value of what JSON says.
func fromVector(v any) any {
	switch v := v.(type) {
	case json.Number:
		n, err := value.ParseNumber(v.String())
		if err != nil {
			panic(err)
		}
		return n
	case []any:
		list := make([]any, len(v))
		for i, x := range v {
			list[i] = fromVector(x)
		}
		return list
	case map[string]any:
		o := value.NewObject()
		for _, k := range slices.Sorted(mapKeys(v)) {
			o.Set(k, fromVector(v[k]))
		}
		return o
	}
	return v
}

// tally counts the vectors of a file.
type tally struct {
	file                     string
	all, wanted, unexplained int
}

// Every vector of every type agrees, differs in a way that we want, or is
// counted against the bar: 97 in 100.
func TestTypeVectors(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/leadconduit/types/[a-z]*.json")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	var tallies []tally
	examples := map[string][]string{}
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), ".json")
		if name == "string" {
			continue // not a record type
		}
		var file struct{ Vectors []typeVector }
		readVectors(t, "types/"+name+".json", &file)
		tallies = append(tallies, tallyVectors(t, name, name, file.Vectors, examples))
	}
	for _, name := range []string{"_reparse", "_normalized"} {
		var file struct{ Vectors []typeVector }
		readVectors(t, "types/"+name+".json", &file)
		tallies = append(tallies, tallyVectors(t, name, "", file.Vectors, examples))
	}
	sum := tally{file: "all"}
	for _, one := range tallies {
		sum.all, sum.wanted, sum.unexplained = sum.all+one.all, sum.wanted+one.wanted, sum.unexplained+one.unexplained
	}
	for _, one := range append(tallies, sum) {
		good := one.all - one.unexplained
		t.Logf("%-16s %3d of %3d agree, %3d of them with a difference that we want: %.1f %%", one.file, good, one.all, one.wanted,
			100*float64(good)/float64(one.all))
		if float64(good) < 0.97*float64(one.all) {
			t.Errorf("%s: fewer than 97 %% agree", one.file)
		}
	}
	holdDifferences(t, examples)
}

func tallyVectors(t *testing.T, file, kind string, vectors []typeVector, examples map[string][]string) tally {
	one := tally{file: file}
	for _, v := range vectors {
		kind := kind
		if kind == "" {
			kind = v.Type
		}
		want := v.Expected
		if v.Normalized != nil {
			want = normalizedAsRich(v.Normalized)
		}
		rt := library.RecordType(kind)
		if v.Throws != "" || want == nil || rt == nil || v.Input == nil || want.Kind == "null" {
			continue // what is missing never reaches a type
		}
		one.all++
		r := rt.Parse(&Context{Now: vectorTime}, fromVector(v.Input), nil)
		differences := compareRecord(rt, r, want)
		if v.Masked != nil && rt.Mask != nil && v.Masked.String != rt.Mask(r) {
			differences = append(differences, difference{"mask", rt.Mask(r), v.Masked.String})
		}
		one.count(t, kind, v, differences, r, examples)
	}
	return one
}

func (one *tally) count(t *testing.T, kind string, v typeVector, differences []difference, r *value.Record, examples map[string][]string) {
	unexplained := false
	for _, d := range differences {
		why := ""
		for _, reason := range reasons {
			if reason.holds(kind, v, d, r) {
				why = reason.name
				break
			}
		}
		if why == "" {
			unexplained = true
			t.Logf("%s %s: %s of %q is %q, theirs %q", one.file, v.ID, d.what, v.Input, d.ours, d.theirs)
			continue
		}
		input, _ := json.Marshal(v.Input)
		examples[why] = append(examples[why], fmt.Sprintf("%s %s: `%s` is %q, theirs %q", kind, d.what, input, d.ours, d.theirs))
	}
	switch {
	case unexplained:
		one.unexplained++
	case len(differences) > 0:
		one.wanted++
	}
}

// normalizedAsRich reads the storage form, in which a date is a moment.
func normalizedAsRich(v any) *rich {
	o, ok := v.(map[string]any)
	if !ok {
		return &rich{Value: v}
	}
	out := &rich{Value: o["normal"], Fields: map[string]any{}}
	if s, ok := out.Value.(string); ok {
		out.Value = strings.TrimSuffix(s, "T00:00:00.000Z")
	}
	for k, x := range o {
		switch k {
		case "normal":
		case "valid":
			valid := x.(bool)
			out.Valid = &valid
		default:
			out.Fields[k] = x
		}
	}
	return out
}

// holdDifferences keeps the list of what we do otherwise in the specification.
func holdDifferences(t *testing.T, examples map[string][]string) {
	t.Helper()
	var b strings.Builder
	for _, reason := range reasons {
		list := examples[reason.name]
		if len(list) == 0 {
			t.Errorf("nothing differs any more by '%s'", reason.name)
			continue
		}
		sort.Strings(list)
		list = slices.Compact(list)
		fmt.Fprintf(&b, "## %s\n\n%s\n\n", reason.name, reason.why)
		for _, example := range list {
			fmt.Fprintf(&b, "- %s\n", example)
		}
		b.WriteString("\n")
	}
	const golden = "testdata/differences/types.md"
	if *update {
		if err := writeGolden(golden, b.String()); err != nil {
			t.Fatal(err)
		}
		return
	}
	old, err := os.ReadFile(golden)
	if err != nil || string(old) != b.String() {
		t.Errorf("%s is stale (run with -update), %v", golden, err)
	}
}
