package stdlib

import (
	"testing"
	"time"

	"lcs/value"
)

// benchmarkCall measures one call of a function, without the interpreter.
func benchmarkCall(b *testing.B, name string, args ...any) {
	f := library.Function(name)
	cx := &Context{Context: b.Context(), Now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := f.Call(cx, args); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		New()
	}
}

func BenchmarkText(b *testing.B) {
	b.Run("lower", func(b *testing.B) { benchmarkCall(b, "lower", "Ann.Lee@Example.com") })
	b.Run("trim", func(b *testing.B) { benchmarkCall(b, "trim", "  TX ") })
	b.Run("slice", func(b *testing.B) { benchmarkCall(b, "slice", "5125550123", value.Int(-4)) })
	b.Run("slug", func(b *testing.B) { benchmarkCall(b, "slug", "Überraschung: 50% off!") })
	b.Run("name_case", func(b *testing.B) { benchmarkCall(b, "name_case", "ANN LEE-SMITH") })
}

func BenchmarkNumbers(b *testing.B) {
	b.Run("round", func(b *testing.B) { benchmarkCall(b, "round", parsed(b, "1234.5678"), value.Int(2)) })
	b.Run("number", func(b *testing.B) { benchmarkCall(b, "number", "$1,100.50") })
	b.Run("format", func(b *testing.B) { benchmarkCall(b, "format", parsed(b, "1234567.891"), "$0,0.00") })
	b.Run("sum", func(b *testing.B) { benchmarkCall(b, "sum", list(value.Int(1), parsed(b, "0.5"), value.Int(3))) })
}

func BenchmarkLists(b *testing.B) {
	bids := list()
	for i := range 100 {
		bids = append(bids, object("id", value.Int(int64(i)), "price", value.Int(int64(i*7919%101)), "state", string(rune('A'+i%7))))
	}
	b.Run("sort", func(b *testing.B) { benchmarkCall(b, "sort", bids, "-price") })
	b.Run("max_by", func(b *testing.B) { benchmarkCall(b, "max_by", bids, "price") })
	b.Run("group_by", func(b *testing.B) { benchmarkCall(b, "group_by", bids, "state") })
	b.Run("unique", func(b *testing.B) { benchmarkCall(b, "unique", bids, "state") })
}

func BenchmarkEncoding(b *testing.B) {
	b.Run("base64", func(b *testing.B) { benchmarkCall(b, "base64", "user:a long password") })
	b.Run("url_encode", func(b *testing.B) { benchmarkCall(b, "url_encode", "a b&c=ü") })
	b.Run("to_json", func(b *testing.B) { benchmarkCall(b, "to_json", object("a", value.Int(1), "b", list("x", "y"))) })
}

func BenchmarkCrypto(b *testing.B) {
	b.Run("sha256", func(b *testing.B) { benchmarkCall(b, "sha256", "ann@example.com") })
	b.Run("hmac_sha256", func(b *testing.B) { benchmarkCall(b, "hmac_sha256", "key", "POST/v1/leads1700000000{}") })
	b.Run("jwt_hs256", func(b *testing.B) { benchmarkCall(b, "jwt_hs256", object("iss", "acme"), "key") })
}

func BenchmarkRouting(b *testing.B) {
	b.Run("weighted", func(b *testing.B) {
		benchmarkCall(b, "weighted", "lead-1", object("a", value.Int(70), "b", value.Int(30)))
	})
	b.Run("is_one_of", func(b *testing.B) { benchmarkCall(b, "is_one_of", " tx ", list("CA", "TX")) })
	b.Run("uuid", func(b *testing.B) { benchmarkCall(b, "uuid") })
}
