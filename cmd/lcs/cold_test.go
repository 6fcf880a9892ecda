package main

import (
	"testing"

	"lcs/lang/load"
	"lcs/stdlib"
)

// What `lcs check` does after its start; the start itself is measured on the
// whole process.
func BenchmarkCheck(b *testing.B) {
	const script = "../../examples/real-life/auto-insurance.lcs"
	b.ReportAllocs()
	for b.Loop() {
		if _, problems := load.Check(script, readScript, stdlib.New()); problems.HasErrors() {
			b.Fatal(problems)
		}
	}
}

func BenchmarkLibrary(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		stdlib.New()
	}
}
