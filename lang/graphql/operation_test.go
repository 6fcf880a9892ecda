package graphql_test

import (
	"fmt"
	"strings"
	"testing"

	"lcs/lang/graphql"
)

func TestRead(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{`{ a }`, ""},
		{`query Q { a }`, "Q"},
		{`query Q($id: ID!, $n: Int = 3, $all: [String!]!) { a(x: $id, y: {z: [$n, 1]}) @skip(if: $off) { b(all: $all) } }`,
			"Q declares $id ID! (ID, required) $n Int (Int) $all [String!]! (, required) uses $id $n $off $all"},
		{"# café\nmutation ($é: Int) { a }", "[é] expected Name, found what GraphQL does not have"},
		{"mutation (\"naïve\" $id: ID = \"1\") { a(x: $id) }", " declares $id ID (ID) uses $id"},
		{`query ($id: ID!) { ...F ... on A @include(if: $c) { x } } fragment F on A { y(id: $id) }`, " declares $id ID! (ID, required) uses $c $id"},
		{`query A { a } query B { b }`, "[query] a second operation"},
		{`fragment F on A { y }`, "[fragment F on A { y }] no operation"},
		{``, "[] no operation"},
		{"query Q($id: ID!) {\n  a(id: $id\n}", "[}] expected Name, found }"},
		{`query Q($id ID!) { a }`, "[I] expected :, found Name"},
		{`query Q { a`, "[] it ends too early"},
		{`query Q { a(s: "x }`, "[] it ends too early"},
		{strings.Repeat("{a", 5000) + strings.Repeat("}", 5000), "exceeded maximum nesting depth"},
	}
	for _, test := range tests {
		if got := read(test.text); !agrees(got, test.want) {
			t.Errorf("%.60s\n got %s\nwant %s", test.text, got, test.want)
		}
	}
}

// agrees compares what was read, and of a fault the place and a part of the
// message.
func agrees(got, want string) bool {
	place, message, fault := strings.Cut(want, "] ")
	return got == want || fault && strings.HasPrefix(got, place+"]") && strings.Contains(got, message) ||
		strings.HasPrefix(want, "exceeded") && strings.Contains(got, want)
}

// read puts down what there is, and each place as the text that it covers.
func read(text string) string {
	op, fault := graphql.Read(text)
	if fault != nil {
		return fmt.Sprintf("[%s] %s", text[fault.Place.Start:fault.Place.End], fault.Message)
	}
	out := op.Name
	for i, v := range op.Declared {
		if i == 0 {
			out += " declares"
		}
		required := ""
		if v.Required {
			required = ", required"
		}
		out += fmt.Sprintf(" %s %s (%s%s)", text[v.Place.Start:v.Place.End], v.Type, v.Scalar, required)
	}
	for i, u := range op.Used {
		if i == 0 {
			out += " uses"
		}
		out += " " + text[u.Place.Start:u.Place.End]
		if !strings.HasSuffix(out, "$"+u.Name) {
			out += "?"
		}
	}
	return out
}

// Nothing that is read panics, and no place lies outside.
func FuzzRead(f *testing.F) {
	f.Add(`query Q($id: ID! = "1") { a(x: $id) { ...F } } fragment F on A { é }`)
	f.Add("\"\"\"\ndoc é\n\"\"\" query { a }")
	f.Fuzz(func(t *testing.T, text string) {
		read(text)
	})
}
