package interp_test

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strings"

	"lcs/lang/types"
	"lcs/stdlib"
)

// rng takes its choices from a fuzzer's bytes, and when those are used up from
// random numbers that they seed.
type rng struct {
	*rand.Rand
	tape []byte
}

func newRNG(tape []byte) *rng {
	h := fnv.New64a()
	_, _ = h.Write(tape)
	return &rng{Rand: rand.New(rand.NewPCG(h.Sum64(), 1)), tape: tape}
}

func (r *rng) intn(n int) int {
	if n <= 1 {
		return 0
	}
	if len(r.tape) > 0 {
		b := r.tape[0]
		r.tape = r.tape[1:]
		return int(b) % n
	}
	return r.IntN(n)
}

func (r *rng) one(of ...string) string { return of[r.intn(len(of))] }
func (r *rng) chance(n int) bool       { return r.intn(n) == 0 }

// name is something in scope: how it is written, and what it is.
type name struct {
	text string
	typ  types.Type
}

// generator writes scripts that mostly check clean: expressions of the types
// asked for, out of what is in scope and every function of the library.
type generator struct {
	*rng
	lib    *stdlib.Library
	scope  []name
	lines  []line
	group  int // of the lines that are written now
	groups int
	count  int
}

// line is one line of a script; the checker's errors take away those that need
// not stand, and with a line that must its whole group.
type line struct {
	text  string
	group int // 0: none
	firm  bool
}

func (g *generator) add(format string, args ...any) {
	g.lines = append(g.lines, line{text: strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", " "), group: g.group})
}

func (g *generator) firm(text string) {
	g.lines = append(g.lines, line{text: text, group: g.group, firm: true})
}

func (g *generator) fresh(prefix string) string {
	g.count++
	return fmt.Sprintf("%s%d", prefix, g.count)
}

func (g *generator) know(text string, t types.Type) { g.scope = append(g.scope, name{text, t}) }

var (
	stringType   = types.Of(types.String)
	numberType   = types.Of(types.Number)
	intType      = types.Of(types.Int)
	boolType     = types.Of(types.Bool)
	dateType     = types.Of(types.Date)
	timeType     = types.Of(types.Time)
	durationType = types.Of(types.Duration)
	intervalType = types.Of(types.Interval)
	bytesType    = types.Of(types.Bytes)
)

// someType is a type that a declaration may have.
func (g *generator) someType(depth int) types.Type {
	switch n := g.intn(14); {
	case n < 3:
		return stringType
	case n < 5:
		return numberType
	case n == 5:
		return intType
	case n == 6:
		return boolType
	case n == 7:
		return dateType
	case n == 8:
		return []types.Type{timeType, durationType}[g.intn(2)]
	case n == 9 && depth > 0:
		return types.ListOf(g.someType(depth - 1))
	case n == 10 && depth > 0:
		object := &types.Object{}
		for i := range 1 + g.intn(3) {
			t := g.someType(depth - 1)
			if g.chance(3) {
				t = t.Optional()
			}
			object.Fields = append(object.Fields, types.Field{Name: string(rune('a' + i)), Type: t})
		}
		return types.Of(object)
	case n == 11:
		return types.Of(&types.Choice{Values: []string{"B2B", "B2C", "x y"}})
	}
	return g.recordType()
}

func (g *generator) recordType() types.Type {
	names := g.lib.RecordNames()
	record, _, bad := g.lib.Record(names[g.intn(len(names))]).Make(nil)
	if bad != nil || record == nil {
		return stringType
	}
	return types.Of(record)
}

// script writes a whole one.
func (g *generator) script() {
	g.firm(`flow "Generated"`)
	g.firm("settings {")
	for _, t := range []types.Type{stringType, numberType.Optional(), stringType.AsSecret(true), types.ListOf(stringType)} {
		n := g.fresh("s")
		g.add("  %s: %s", n, t)
		g.know("settings."+n, t)
	}
	g.firm("}")
	g.firm("lead {")
	g.add("  id: string")
	g.know("lead.id", stringType)
	for range 4 + g.intn(6) {
		t, n := g.someType(2), g.fresh("f")
		if g.chance(2) {
			t = t.Optional()
		}
		g.add("  %s: %s", n, t)
		g.know("lead."+n, t)
	}
	g.firm("}")
	g.add(`pattern digits = /(\d+)(-(\w+))?/`)
	g.know("digits", types.Of(&types.Regex{Groups: 3}))
	g.firm(`service api { base "https://api.example.com"  timeout 2s }`)
	g.firm(`service backup { base "https://backup.example.com" }`)
	g.know("now", timeType)
	for range g.intn(3) {
		g.function()
	}
	for range 6 + g.intn(10) {
		g.let("")
	}
	for range 8 {
		g.add("let %s = %s", g.fresh("v"), g.anyCall())
	}
	for range 1 + g.intn(3) {
		switch g.intn(6) {
		case 0:
			g.batch()
		case 1:
			g.parallel()
		default:
			g.step()
		}
		for range 1 + g.intn(4) {
			g.let("")
		}
	}
	g.add(`if %s { reject "%s" }`, g.expr(boolType, 2), g.text(2))
	g.add(`note "%s"`, g.text(2))
}

func (g *generator) let(indent string) {
	t, n := g.wantedType(), g.fresh("v")
	g.add("%slet %s = %s", indent, n, g.expr(t, 3))
	g.know(n, t)
}

// wantedType is a type that an expression may have.
func (g *generator) wantedType() types.Type {
	switch g.intn(12) {
	case 0, 1:
		return stringType
	case 2, 3:
		return numberType
	case 4, 5:
		return boolType
	case 6:
		return []types.Type{dateType, timeType, durationType, intervalType, bytesType, intType}[g.intn(6)]
	case 7, 8:
		return types.ListOf(g.someType(1))
	}
	return g.someType(2)
}

func (g *generator) function() {
	known := g.scope
	g.scope = []name{{"now", timeType}}
	n, result := g.fresh("g"), g.wantedType()
	var params []string
	var taken []types.Type
	for range 1 + g.intn(2) {
		p, t := g.fresh("p"), g.someType(1)
		if g.chance(3) {
			t = t.Optional()
		}
		params, taken = append(params, fmt.Sprintf("%s: %s", p, t)), append(taken, t)
		g.know(p, t)
	}
	annotation := ""
	if g.chance(2) {
		annotation = ": " + result.String()
	}
	g.add("fn %s(%s)%s = %s", n, strings.Join(params, ", "), annotation, g.expr(result, 2))
	g.scope = known
	g.know(n+"(", types.Of(&own{params: taken, result: result}))
}

// own marks a script's own function in scope.
type own struct {
	types.Regex
	params []types.Type
	result types.Type
}

// step writes a step with a request of many places, and learns its outputs.
func (g *generator) step() {
	g.groups++
	g.group = g.groups
	defer func() { g.group = 0 }()
	n := g.fresh("t")
	when := ""
	if g.chance(4) {
		when = " when " + g.expr(boolType, 2)
	}
	g.firm(fmt.Sprintf("step %s%s {", n, strings.ReplaceAll(when, "\n", " ")))
	if g.chance(3) {
		g.add("  cache 1h by %s", g.expr(g.someType(1), 2))
	}
	g.add("  idempotent by lead.id")
	g.firm(fmt.Sprintf(`  request POST api "/x/{{%s}}/y" {`, g.expr(stringType, 1)))
	g.add("    query { q: %s, r: \"%s\" }", g.expr(g.someType(1), 2), g.text(1))
	g.add("    headers { X-A: %s }", g.expr(stringType, 2))
	g.body()
	g.firm("  }")
	outer := g.scope
	answer, example := g.answer()
	g.know("response", answer)
	if g.chance(8) {
		g.add("  background")
	}
	if g.chance(3) {
		g.add("  success when %s", g.expr(boolType, 2))
	}
	if g.chance(3) {
		g.add("  reason %s", g.expr(stringType, 2))
	}
	g.firm("  map {")
	var outputs []name
	for range 1 + g.intn(4) {
		o, t := g.fresh("o"), g.wantedType()
		g.add("    %s: %s", o, g.expr(t, 3))
		outputs = append(outputs, name{n + "." + o, t})
	}
	g.firm("  }")
	if g.chance(2) {
		g.let("  ")
	}
	g.add("  lead.%s = %s", strings.TrimPrefix(g.scope[5+g.intn(3)].text, "lead."), g.expr(g.wantedType(), 2))
	g.scope = outer
	g.handlers(outputs)
	g.firm("  example 200 " + example)
	g.firm("}")
	for _, o := range outputs {
		g.know(o.text, o.typ)
	}
	g.know(n+".outcome", stringType)
	g.know(n+".response", answer.Optional())
	g.know(n+".http", types.Of(&types.Object{Fields: []types.Field{{Name: "status", Type: intType}, {Name: "duration", Type: durationType}, {Name: "body", Type: stringType}}}))
	g.know(n+".source", stringType.Optional())
}

// answer writes an expect, and returns what it reads and an example of it.
func (g *generator) answer() (types.Type, string) {
	switch g.intn(8) {
	case 0:
		g.firm("  expect 200 xml")
		return types.Of(&types.Document{Format: "xml"}), `xml """<a b="1"><b>x</b><b>2</b><c/></a>"""`
	case 1:
		g.firm("  expect 200 text")
		return stringType, `text "ok|12|ref-1"`
	case 2:
		g.firm("  expect 200 html")
		return types.Of(&types.Document{Format: "html"}), `html """<h1>x</h1><a href="/y">z</a>"""`
	}
	shape := &types.Object{}
	for i := range 1 + g.intn(4) {
		t := g.answerType(2)
		if g.chance(2) {
			t = t.Optional()
		}
		shape.Fields = append(shape.Fields, types.Field{Name: string(rune('a' + i)), Type: t})
	}
	if g.chance(4) { // the shape is that of the example
		g.firm("  expect 200 json")
	} else {
		g.firm("  expect 200 json " + shape.String())
	}
	return types.Of(shape), "json " + g.exampleOf(types.Of(shape))
}

// batch writes a step that collects leads.
func (g *generator) batch() {
	g.groups++
	g.group = g.groups
	defer func() { g.group = 0 }()
	n := g.fresh("t")
	g.firm(fmt.Sprintf("step %s {", n))
	g.firm("  collect 3 leads or 1m")
	g.firm("  idempotent by batch.id")
	g.firm(`  request POST api "/batch" {`)
	outer := g.scope
	g.scope = nil
	for _, known := range outer {
		if rest, ok := strings.CutPrefix(known.text, "lead."); ok {
			g.know("l."+rest, known.typ)
		}
	}
	g.firm("    body json { leads: [for l in batch.leads:")
	g.firm("      {")
	for range 1 + g.intn(4) {
		g.add("        %s: %s", g.fresh("k"), g.expr(g.someType(1), 2))
	}
	g.firm("      }] }")
	g.firm("  }")
	g.scope = outer
	g.firm("  expect 200 json { results: [{ id: string, a: number, b: string? }] }")
	g.firm("  match r in response.results where r.id == lead.id {")
	g.know("r", types.Of(&types.Object{Fields: []types.Field{{Name: "a", Type: numberType}, {Name: "b", Type: stringType.Optional()}}}))
	g.firm("    map {")
	o, t := g.fresh("o"), g.wantedType()
	g.add("      %s: %s", o, g.expr(t, 2))
	g.firm("    }")
	g.firm("  }")
	g.scope = outer
	g.handlers(nil)
	g.add("  on unmatched { %s }", g.one("skip", "queue", `note "none"`))
	g.firm(`  example 200 json { "results": [{ "id": "1", "a": 2.50, "b": "x" }, { "id": "", "a": 1 }] }`)
	g.firm("}")
	g.know(n+"."+o, t)
}

// parallel writes steps beside each other.
func (g *generator) parallel() {
	outer := g.scope
	g.lines = append(g.lines, line{text: "parallel " + g.one("", "first success", "fail fast") + " {", firm: true, group: -1})
	for range 2 {
		known := len(g.scope)
		g.step()
		outer = append(outer, g.scope[known:]...)
		g.scope = g.scope[:known:known]
	}
	g.lines = append(g.lines, line{text: "}", firm: true, group: -1})
	g.scope = outer
}

func (g *generator) body() {
	switch g.intn(5) {
	case 0:
		g.add("    body json { a: %s, \"b\": \"%s\", c?: %s, d: {{%s}}, e: [%s] }",
			g.expr(g.someType(2), 2), g.text(2), g.expr(g.someType(2), 2), g.expr(g.someType(2), 2), g.expr(g.someType(1), 2))
	case 1:
		g.add(`    body xml """<a b="{{%s}}"><c>{{%s}}</c>{{#each %s}}<d>{{this}}</d>{{/each}}{{#if %s}}<e/>{{/if}}</a>"""`,
			g.expr(stringType, 1), g.expr(g.someType(1), 2), g.expr(types.ListOf(stringType), 1), g.expr(boolType, 2))
	case 2:
		g.add("    body form { a: %s, b: \"%s\", c?: %s }", g.expr(g.someType(1), 2), g.text(1), g.expr(g.someType(1), 2))
	case 3:
		g.add(`    body json """{"a": "{{%s}}", "b": {{%s}}, "c": [{{#each %s}}{{this}}{{#unless @last}},{{/unless}}{{/each}}]}"""`,
			g.expr(stringType, 2), g.expr(g.someType(1), 2), g.expr(types.ListOf(numberType), 2))
	default:
		g.add("    body text \"%s\"", g.text(2))
	}
}

func (g *generator) handlers(outputs []name) {
	var entries []string
	for _, o := range outputs {
		_, key, _ := strings.Cut(o.text, ".")
		entries = append(entries, key+": "+g.literal(o.typ))
	}
	recoveries := []string{
		"retry 2 backoff 1s..5s", "skip", "queue for 1h up to 1", "fallback to backup", `fail "{{error.message}}"`, `note "{{error.kind}}"`,
		"use default { " + strings.Join(entries, ", ") + " }", "queue", "accept", "use last_good by lead.id within 1h", `reject "` + g.text(1) + `"`,
	}
	for _, selector := range []string{"5xx", "timeout, network", "4xx", "parse", "missing", "failure", "error"} {
		if g.chance(2) {
			continue
		}
		g.add("  on %s { %s  %s }", selector, g.one(recoveries...), g.one(recoveries...))
	}
}

// answerType is a type that a JSON answer may have.
func (g *generator) answerType(depth int) types.Type {
	for {
		t := g.someType(depth)
		if jsonType(t) {
			return t
		}
	}
}

func jsonType(t types.Type) bool {
	switch core := t.Core.(type) {
	case types.Basic:
		return core == types.String || core == types.Number || core == types.Int || core == types.Bool
	case *types.List:
		return jsonType(core.Elem)
	case *types.Object:
		for _, f := range core.Fields {
			if !jsonType(f.Type) {
				return false
			}
		}
		return true
	case *types.Choice:
		return true
	}
	return false
}

// exampleOf is a JSON text that fits t.
func (g *generator) exampleOf(t types.Type) string {
	if t.IsOptional() && g.chance(4) {
		return "null"
	}
	switch core := t.Core.(type) {
	case *types.Choice:
		return `"` + core.Values[g.intn(len(core.Values))] + `"`
	case *types.List:
		var items []string
		for range g.intn(3) {
			items = append(items, g.exampleOf(core.Elem))
		}
		return "[" + strings.Join(items, ", ") + "]"
	case *types.Object:
		var items []string
		for _, f := range core.Fields {
			items = append(items, `"`+f.Name+`": `+g.exampleOf(f.Type))
		}
		return "{ " + strings.Join(items, ", ") + " }"
	}
	switch t.Core {
	case types.Number:
		return g.one("0", "1.50", "-3", "12345678901234567890.5", "1e3")
	case types.Int:
		return g.one("0", "7", "-1", "9223372036854775807")
	case types.Bool:
		return g.one("true", "false")
	}
	return g.one(`""`, `"x"`, `"512-555-0123"`, `"2026-03-01"`, `"a|b|c"`, `"12"`, `"<a>1</a>"`)
}
