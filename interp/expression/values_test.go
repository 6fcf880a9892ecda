package expression_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"lcs/interp/expression"
	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/lang/load"
	"lcs/stdlib"
	"lcs/value"
)

// declarations are what the expressions of these tests may refer to.
const declarations = `flow "Values"
lead {
  name:   string
  empty:  string
  nick:   string?
  null:   string?
  amount: number
  about:  number
  count:  number?
  born:   date
  when:   date
  email:  email
  state:  state
  phone:  phone
  tags:   [string]
  none:   [string]
  items:  [{ id: string, price: number? }]
  maybe:  { a: number?, b: { c: string? }? }?
  yes:    bool
}
fn clean(text: string): string = text.replace(/\D/g, "")
fn twice(n: number): number = n + n
fn plus(n: number, m: number?): number = n + (m ?? 1)
fn joined(xs: [string]): string = [for x in xs: x | upper].join("+")
pattern code = /([A-Z])-(\d+)/
`

// fields are the lead's; one that is not here is absent.
var fields = map[string]any{
	"name": "Ann", "empty": "", "null": value.Null, "amount": "250.50", "about": "about fifty", "born": "1990-03-02", "when": "someday",
	"email": "Ann.Lee@Example.com", "state": "texas", "phone": "512-555-0123", "yes": "no",
	"tags": []any{"a", "B", "c"}, "none": []any{},
	"items": []any{
		value.NewObject(value.Entry{Key: "id", Value: "x"}, value.Entry{Key: "price", Value: "12.50"}),
		value.NewObject(value.Entry{Key: "id", Value: "y"}),
	},
}

var moment = time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)

// bench evaluates expressions in a script.
type bench struct {
	info     *check.Info
	frame    expression.Frame
	programs map[string]*expression.Program
}

// evaluate compiles `let vN = …` lines and returns the bench, or the first
// complaint of the checker.
func newBench(t testing.TB, sources ...string) *bench {
	t.Helper()
	lib := stdlib.New()
	var b strings.Builder
	b.WriteString(declarations)
	for i, s := range sources {
		b.WriteString("let v" + string(rune('a'+i/26)) + string(rune('a'+i%26)) + " = " + s + "\n")
	}
	info, problems := load.Source("values.lcs", b.String(), nil, lib)
	if problems.HasErrors() {
		for _, d := range problems {
			t.Errorf("%s: %s: %s (%s)", d.Span, d.Code, d.Message, d.Span.Text())
		}
		t.FailNow()
	}
	machine := expression.NewMachine(t.Context(), moment, rand.New(rand.NewPCG(1, 1)), nil)
	bench := &bench{info: info, frame: expression.NewFrame(info, machine), programs: map[string]*expression.Program{}}
	bench.fill(lib, machine)
	compiler := expression.NewCompiler(info, lib)
	n := 0
	for _, item := range info.File.Items {
		let, ok := item.(*ast.Let)
		if !ok {
			continue
		}
		p, err := compiler.Compile(let.Value)
		if err != nil {
			t.Fatal(err)
		}
		bench.programs[sources[n]] = p
		n++
	}
	return bench
}

func (b *bench) fill(lib *stdlib.Library, m *expression.Machine) {
	for _, s := range b.info.Lead {
		b.frame.Set(s.Slot, parsed(lib, m, s.Type.Core.String(), fields[s.Name]))
	}
	if s := b.info.Ambient["now"]; s != nil {
		b.frame.Set(s.Slot, moment)
	}
}

// parsed makes a field's value what the intake makes of it.
func parsed(lib *stdlib.Library, m *expression.Machine, kind string, raw any) any {
	switch raw := raw.(type) {
	case nil, value.NullType:
		return raw
	case []any:
		out := make([]any, len(raw))
		for i, item := range raw {
			out[i] = item
			if o, ok := item.(*value.Object); ok {
				item := o.Clone()
				if price, ok := o.Get("price"); ok {
					item.Set("price", parsed(lib, m, "number", price))
				}
				out[i] = item
			}
		}
		return out
	}
	if rt := lib.RecordType(kind); rt != nil {
		return rt.Parse(&m.Context, raw, nil)
	}
	return raw
}

func (b *bench) eval(source string) string {
	v, err := b.programs[source].Eval(b.frame)
	switch {
	case err != nil:
		return "error: " + err.Error()
	case v == nil:
		return "missing"
	}
	text, err := value.AppendJSON(nil, v)
	if err != nil {
		return "unwritable: " + value.Text(v)
	}
	return string(text)
}

// TestValues is a table of expressions and what they yield: JSON, "missing" or
// an error.
func TestValues(t *testing.T) {
	t.Parallel()
	table := []struct{ source, want string }{
		// absent, null and empty are three things (decisions M3)
		{`lead.nick is missing`, `true`}, {`lead.null is missing`, `true`}, {`lead.empty is missing`, `false`},
		{`lead.nick is present`, `false`}, {`lead.empty is present`, `true`},
		{`lead.nick == null`, `false`}, {`lead.null == null`, `true`}, {`lead.nick != null`, `true`}, {`lead.empty == ""`, `true`},
		{`lead.nick == lead.name`, `false`}, {`lead.nick != "x"`, `true`},
		{`[lead.nick is missing, lead.count is missing]`, `[true,true]`},

		// defaults: || takes over from missing, empty and false, ?? from missing alone
		{`lead.nick ?? "x"`, `"x"`}, {`lead.null ?? "x"`, `"x"`}, {`lead.empty ?? "x"`, `""`},
		{`lead.nick || "x"`, `"x"`}, {`lead.empty || "x"`, `"x"`}, {`lead.null || "x"`, `"x"`},
		{`lead.count ?? 0`, `0`}, {`lead.count || 5`, `5`}, {`0 || 5`, `0`}, {`lead.nick ?? lead.null ?? lead.name`, `"Ann"`},
		{`lead.nick ?? lead.empty || "y"`, `"y"`}, {`lead.none || ["z"]`, `["z"]`}, {`lead.none ?? ["z"]`, `[]`},
		{`lead.yes || true`, `true`}, {`lead.yes ?? true`, `false`},
		{`lead.maybe?.a ?? 7`, `7`}, {`lead.maybe?.b?.c ?? "deep"`, `"deep"`},

		// in, contains, matches
		{`lead.state in ["TX", "CA"]`, `true`}, {`lead.state not in ["TX"]`, `false`}, {`"b" in lead.tags`, `false`}, {`"B" in lead.tags`, `true`},
		{`lead.nick in ["", "x"]`, `false`}, {`lead.nick not in ["", "x"]`, `true`}, {`lead.empty in ["", "x"]`, `true`},
		{`lead.nick in lead.tags`, `false`}, {`lead.null in ["x"]`, `false`},
		{`lead.amount in [250.5, 1]`, `true`}, {`2 in [1, 2.0]`, `true`}, {`3 in [1, 2]`, `false`},
		{`lead.name contains "nn"`, `true`}, {`lead.tags contains "c"`, `true`}, {`lead.tags contains "C"`, `false`}, {`lead.name contains ""`, `true`},
		{`lead.phone matches /^512/`, `true`}, {`lead.name matches /^ann$/i`, `true`}, {`"B-12" matches code`, `true`}, {`lead.empty matches /./`, `false`},
		{`not lead.name in ["Bob"]`, `true`}, {`!lead.yes`, `true`}, {`not lead.yes and true`, `true`},

		// comparisons
		{`lead.amount > 100`, `true`}, {`lead.amount == 250.5`, `true`}, {`250.50 == 250.5`, `true`}, {`"a" < "b"`, `true`}, {`1 < 1`, `false`}, {`1 <= 1`, `true`},
		{`(lead.count ?? -1) >= 0`, `false`}, {`lead.about > 100`, `false`}, {`lead.about <= 100`, `false`}, {`lead.about == lead.about`, `true`},
		{`lead.born < now`, `true`}, {`lead.born == date("1990-03-02")`, `true`}, {`lead.when < now`, `false`}, {`1h == 60m`, `true`}, {`1h < 3600001ms`, `true`},
		{`lead.born > lead.when`, `false`}, {`[1, 2] == [1, 2]`, `true`}, {`{ a: 1, b: 2 } == { b: 2, a: 1 }`, `true`}, {`{ a: 1 } == { a: 2 }`, `false`},

		// numbers are decimal and exact; whole ones do not leave 64 bits (decisions M6, V-3)
		{`0.1 + 0.2`, `0.3`}, {`1.10 + 0`, `1.1`}, {`10 / 4`, `2.5`}, {`6 / 3`, `2`}, {`7 % 3`, `1`}, {`-7 % 3`, `-1`}, {`2 * 3 + 4`, `10`}, {`2 + 3 * 4`, `14`}, {`-(2 + 3)`, `-5`},
		{`9223372036854775807 + 0`, `9223372036854775807`}, {`9223372036854775807 + 1`, `error: the result is beyond the range of int`},
		{`-9223372036854775807 - 2`, `error: the result is beyond the range of int`}, {`9223372036854775807 * 2`, `error: the result is beyond the range of int`},
		{`-(-9223372036854775807 - 1)`, `error: the result is beyond the range of int`}, {`9223372036854775808 + 1`, `9223372036854775809`},
		{`9223372036854775807 + 1.0`, `9223372036854775808`}, {`sum([9223372036854775807, 1])`, `error: the result is beyond the range of int`},
		{`1 / 0`, `error: division by zero`}, {`1 % 0`, `error: division by zero`}, {`1 / 3 > 0`, `true`}, {`1 / 0 > 0`, `error: division by zero`},
		{`lead.amount * 2`, `501`}, {`lead.about + 1`, `missing`}, {`(lead.count ?? 1) + 1`, `2`}, {`-lead.about`, `missing`}, {`5% * 200`, `10`}, {`64kb`, `65536`},
		{`lead.about ?? 5`, `5`}, {`(lead.about | number) ?? 5`, `5`},

		// moments and durations
		{`now + 1h`, `"2026-03-01T10:30:00.000Z"`}, {`now - 30m`, `"2026-03-01T09:00:00.000Z"`}, {`1h + now`, `"2026-03-01T10:30:00.000Z"`},
		{`lead.born + 7d`, `"1990-03-09"`}, {`7d + lead.born`, `"1990-03-09"`}, {`lead.born - 2d`, `"1990-02-28"`}, {`lead.born + 12h`, `"1990-03-02T12:00:00.000Z"`},
		{`lead.born + 24h * 1`, `"1990-03-03T00:00:00.000Z"`}, {`(lead.born + 24h * 1).hour`, `0`}, {`lead.when + 1d`, `missing`},
		{`now - lead.born | years`, `35`}, {`now - date("1990-03-01")! | years`, `36`}, {`date("2026-03-01")! - date("2026-02-01")! | days`, `28`}, {`lead.born - now | days`, `-13148`},
		{`1h30m + 15m`, `"1h45m"`}, {`2 * 45m`, `"1h30m"`}, {`45m * 2`, `"1h30m"`}, {`1h / 4`, `"15m"`}, {`1h / 15m`, `4`}, {`30m - 1h`, `"-30m"`}, {`-5m`, `"-5m"`}, {`1h * 1.5`, `"1h30m"`},
		{`100000d + 100000d`, `error: the duration is too long`}, {`-100000d - 100000d`, `error: the duration is too long`}, {`100000d * 10`, `error: the duration is too long`}, {`1h / 0`, `error: division by zero`}, {`1h / 0s`, `error: division by zero`},
		{`now.hour`, `9`}, {`now.in_zone("America/Chicago").hour`, `3`}, {`now.weekday`, `"Sun"`}, {`lead.born.year`, `1990`}, {`lead.when.year`, `missing`},

		// records
		{`lead.email`, `"ann.lee@example.com"`}, {`lead.email.domain`, `"Example.com"`}, {`lead.email.raw`, `"Ann.Lee@Example.com"`}, {`lead.email.valid`, `true`}, {`lead.when.valid`, `false`},
		{`lead.state`, `"TX"`}, {`lead.phone.area`, `"512"`}, {`lead.phone.extension ?? "none"`, `"none"`}, {`lead.about.raw`, `"about fifty"`},
		{`[lead.amount, 1] | sum`, `251.5`}, {`lead.items[0].price ?? 0`, `12.50`}, {`lead.items[1].price ?? 0`, `0`}, {`lead.items[7]?.price ?? -1`, `-1`}, {`lead.items[0].id!`, `"x"`},
		{`[for i in lead.items: { id: i.id, p: i.price ?? 0 }].max_by("p")?.id`, `"x"`},

		// texts
		{`"{{lead.name}}!"`, `"Ann!"`}, {`"<{{lead.nick}}>"`, `"<>"`}, {`"<{{lead.null}}>"`, `"<>"`}, {`"{{lead.yes}} {{0}}"`, `"false 0"`}, {`"{{lead.about}}"`, `"about fifty"`}, {`"{{lead.born}}"`, `"1990-03-02"`},
		{`"{{lead.name | upper}} {{lead.amount > 1 ? 'many' : 'few'}}"`, `"ANN many"`}, {`"a" + "b"`, `"ab"`},
		{`"{{#if lead.yes}}yes{{else}}no{{/if}}"`, `"no"`}, {`"{{#unless lead.yes}}not{{/unless}}"`, `"not"`}, {`"{{#if lead.nick is present}}a{{/if}}"`, `""`},
		{`"{{#each lead.tags}}{{@index}}{{this}}{{#unless @last}},{{/unless}}{{/each}}"`, `"0a,1B,2c"`}, {`"{{#each lead.none}}x{{else}}none{{/each}}"`, `"none"`},
		{`"{{#each lead.items}}{{this.id}}{{#if @first}}!{{/if}}{{/each}}"`, `"x!y"`},

		// lists, objects, comprehensions
		{`[for t in lead.tags: t | upper]`, `["A","B","C"]`}, {`[for t in lead.tags if t != "B": t]`, `["a","c"]`}, {`[for t in lead.none: t]`, `[]`},
		{`[for a in [1, 2]: [for b in [10, 20]: a * b]]`, `[[10,20],[20,40]]`}, {`[for a in lead.tags: [for a2 in lead.tags if a2 == a: a]]`, `[["a"],["B"],["c"]]`},
		{`[for i in lead.items if (i.price ?? 0) > 1: "{{i.id}}"]`, `["x"]`}, {`[1, 2] + [3]`, `[1,2,3]`}, {`lead.tags[0]`, `"a"`}, {`lead.tags[3] ?? "past"`, `"past"`}, {`lead.tags[0]! + "x"`, `"ax"`},
		{`{ a: 1, b?: lead.nick, c?: lead.name }`, `{"a":1,"c":"Ann"}`}, {`{ "k {{lead.name}}": lead.null }`, `{"k Ann":null}`}, {`{ a: lead.nick }.a ?? "m"`, `"m"`},
		{`lead.tags[7]!`, `error: lead.tags[7] is missing`}, {`lead.nick!`, `error: lead.nick is missing`},

		// conditions
		{`lead.amount > 1 ? "a" : "b"`, `"a"`}, {`lead.yes ? 1 / 0 : 2`, `2`}, {`lead.yes and 1 / 0 > 1`, `false`}, {`true or 1 / 0 > 1`, `true`}, {`lead.about > 1 ? "y" : "n"`, `"n"`},
		{`lead.nick is present and lead.nick.length() > 2`, `false`},

		// functions of the script, three ways to call one
		{`clean("5-1-2")`, `"512"`}, {`lead.phone | clean`, `"5125550123"`}, {`"a1".clean()`, `"1"`}, {`twice(twice(2))`, `8`}, {`plus(1, lead.count)`, `2`}, {`plus(1, 2)`, `3`}, {`plus(plus(1, 2), plus(3, 4))`, `10`},
		{`joined(["a", joined(["b", "c"])])`, `"A+B+C"`}, {`[for t in lead.tags: joined([t, t])]`, `["A+A","B+B","C+C"]`},
		{`"B-12".match(code)[2] ?? "none"`, `"12"`}, {`"b-12".match(code)[2] ?? "none"`, `"none"`},
	}
	sources := make([]string, len(table))
	for i, e := range table {
		sources[i] = e.source
	}
	b := newBench(t, sources...)
	for _, e := range table {
		if got := b.eval(e.source); got != e.want {
			t.Errorf("%s\n\tis   %s\n\twant %s", e.source, got, e.want)
		}
	}
}

// TestBudget: what never ends, ends: with an error.
func TestBudget(t *testing.T) {
	t.Parallel()
	source := `[for a in lead.tags: [for b in lead.tags: [for c in lead.tags: [for d in lead.tags: 1]]]]`
	b := newBench(t, source)
	thousand := make([]any, 1000)
	for i := range thousand {
		thousand[i] = "x"
	}
	for _, s := range b.info.Lead {
		if s.Name == "tags" {
			b.frame.Set(s.Slot, thousand)
		}
	}
	begin := time.Now()
	got := b.eval(source)
	if want := "error: more than 10,000,000 evaluation steps for one lead; --limit evaluations=N allows more"; got != want {
		t.Errorf("%.80s, want %s", got, want)
	}
	if took := time.Since(begin); took > 20*time.Second {
		t.Errorf("it took %s", took)
	}
}

// TestDoubling: functions that call each other twice each do not take for ever,
// and an error leaves nothing behind.
func TestDoubling(t *testing.T) {
	t.Parallel()
	var script strings.Builder
	script.WriteString("flow \"Doubling\"\nlead { id: string }\nfn f0(n: number): number = n + 1\n")
	for i := 1; i <= 40; i++ {
		fmt.Fprintf(&script, "fn f%d(n: number): number = f%d(n) + f%d(n)\n", i, i-1, i-1)
	}
	script.WriteString("let few = f10(1)\nlet many = f40(1)\n")
	lib := stdlib.New()
	info, problems := load.Source("doubling.lcs", script.String(), nil, lib)
	if problems.HasErrors() {
		t.Fatal(problems[0])
	}
	frame := expression.NewFrame(info, expression.NewMachine(t.Context(), moment, nil, nil))
	compiler := expression.NewCompiler(info, lib)
	want := []string{"2048", "error: more than 10,000,000 evaluation steps for one lead; --limit evaluations=N allows more"}
	for _, item := range info.File.Items {
		let, ok := item.(*ast.Let)
		if !ok {
			continue
		}
		p, err := compiler.Compile(let.Value)
		if err != nil {
			t.Fatal(err)
		}
		b := &bench{frame: frame, programs: map[string]*expression.Program{"": p}}
		if got := b.eval(""); got != want[0] {
			t.Errorf("%s, want %s", got, want[0])
		}
		want = want[1:]
	}
}

// TestCancelled: a long evaluation ends when its lead does.
func TestCancelled(t *testing.T) {
	t.Parallel()
	source := `[for a in lead.tags: [for b in lead.tags: [for c in lead.tags: 1]]]`
	b := newBench(t, source)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	b.frame[0].(*expression.Machine).Context.Context = ctx
	thousand := make([]any, 1000)
	for _, s := range b.info.Lead {
		if s.Name == "tags" {
			b.frame.Set(s.Slot, thousand)
		}
	}
	if got, want := b.eval(source), "error: context canceled"; got != want {
		t.Errorf("%.80s, want %s", got, want)
	}
}

// TestErrorsHaveTheirPlace: an error says which part of an expression it is
// about.
func TestErrorsHaveTheirPlace(t *testing.T) {
	t.Parallel()
	for source, part := range map[string]string{
		`1 + (2 / (1 - 1)) + 3`:                   `2 / (1 - 1)`,
		`[for t in lead.tags: lead.nick!]`:        `lead.nick!`,
		`"{{lead.name}} {{1 % 0}}"`:               `1 % 0`,
		`{ a: [{ b: lead.tags[9]! }] }`:           `lead.tags[9]!`,
		`[from_json("{")]`:                        `from_json("{")`,
		`twice(lead.count!)`:                      `lead.count!`,
		`lead.yes ? "" : lead.null!`:              `lead.null!`,
		`lead.amount > 1 and 1 / 0 > lead.amount`: `1 / 0`,
	} {
		b := newBench(t, source)
		_, err := b.programs[source].Eval(b.frame)
		e, ok := err.(*expression.Error)
		if !ok {
			t.Errorf("%s: the error is %v", source, err)
			continue
		}
		if got := e.Span.Text(); got != part {
			t.Errorf("%s: the error is at %s, want %s", source, got, part)
		}
	}
}

// FuzzTexts puts any text through templates and functions of a script: what
// comes out is what went in.
func FuzzTexts(f *testing.F) {
	for _, s := range []string{"", "Ann", `"`, "{{x}}", "\x00", "日本"} {
		f.Add(s)
	}
	sources := []string{`"{{lead.name}}"`, `"a" + lead.name + "b"`, `[for t in [lead.name]: t][0]!`, `{ x: lead.name }.x`, `lead.nick ?? lead.name`}
	b := newBench(f, sources...)
	f.Fuzz(func(t *testing.T, text string) {
		for _, s := range b.info.Lead {
			if s.Name == "name" {
				b.frame.Set(s.Slot, text)
			}
		}
		for i, source := range sources {
			want := text
			if i == 1 {
				want = "a" + text + "b"
			}
			if v, err := b.programs[source].Eval(b.frame); err != nil || v != any(want) {
				t.Errorf("%s of %q is %q, %v", source, text, v, err)
			}
		}
	})
}
