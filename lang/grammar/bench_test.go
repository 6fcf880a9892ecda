package grammar

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"lcs/lang/diag"
)

// corpus joins the design scripts to a file of about so many lines.
func corpus(b *testing.B, lines int) string {
	all := snippets(b)
	var out strings.Builder
	for n := 0; n < lines; {
		for _, name := range slices.Sorted(maps.Keys(all)) {
			if text := all[name]; n < lines {
				out.WriteString(text)
				n += strings.Count(text, "\n")
			}
		}
	}
	return out.String()
}

// BenchmarkLex should read 100 MB a second and more.
func BenchmarkLex(b *testing.B) {
	text := corpus(b, 2000)
	src := diag.NewFile("corpus.lcs", text)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		lex(src)
	}
}

// BenchmarkParse should take no longer than 12 ms for 2,000 lines.
func BenchmarkParse(b *testing.B) {
	for _, lines := range []int{50, 2000, 20_000} {
		b.Run(fmt.Sprint(lines), func(b *testing.B) {
			text := corpus(b, lines)
			src := diag.NewFile("corpus.lcs", text)
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, diags := Parse(src); len(diags) > 0 {
					b.Fatal(listing(diags))
				}
			}
		})
	}
}

// BenchmarkFirst is what the first file of a process takes, which has the grammar
// built.
func BenchmarkFirst(b *testing.B) {
	src := diag.NewFile("first.lcs", corpus(b, 50))
	for b.Loop() {
		for len(grammars) > 0 {
			<-grammars
		}
		if _, diags := Parse(src); len(diags) > 0 {
			b.Fatal(listing(diags))
		}
	}
}
