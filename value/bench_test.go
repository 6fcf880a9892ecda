package value_test

import (
	"strings"
	"testing"

	"lcs/value"
)

func benchmarkNumbers(b *testing.B, x, y string, op func(x, y *value.Number) (*value.Number, error)) {
	m, n := num(b, x), num(b, y)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := op(m, n); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAdd(b *testing.B)        { benchmarkNumbers(b, "1999.95", "0.1", (*value.Number).Add) }
func BenchmarkMul(b *testing.B)        { benchmarkNumbers(b, "500", "1.2", (*value.Number).Mul) }
func BenchmarkQuoExact(b *testing.B)   { benchmarkNumbers(b, "610", "2", (*value.Number).Quo) }
func BenchmarkQuoEndless(b *testing.B) { benchmarkNumbers(b, "610", "3", (*value.Number).Quo) }
func BenchmarkAddLong(b *testing.B) {
	benchmarkNumbers(b, "12345678901234567890.12345", "0.1", (*value.Number).Add)
}

func BenchmarkCompare(b *testing.B) {
	x, y := any(num(b, "99.95")), any(value.Int(100))
	b.ReportAllocs()
	for b.Loop() {
		if order, ok := value.Compare(x, y); !ok || order != -1 {
			b.Fatal(order)
		}
	}
}

func BenchmarkRound(b *testing.B) {
	n := num(b, "1234.5678")
	b.ReportAllocs()
	for b.Loop() {
		n.Round(2, value.HalfUp)
	}
}

func BenchmarkParseNumber(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := value.ParseNumber("1234.50"); err != nil {
			b.Fatal(err)
		}
	}
}

const answer = `{"id":"ping-8812","status":"accepted","price":12.50,"valid":true,"bids":[{"buyer":"acme","amount":14.25},{"buyer":"north","amount":11}],` +
	`"note":"say \"hi\"\nand \u00e9","contact":{"email":"ann@example.com","phone":"5125550123","ip":null}}`

func BenchmarkParseJSON(b *testing.B) {
	data := []byte(answer)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := value.ParseJSON(data, value.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseLargeJSON(b *testing.B) {
	data := []byte("[" + strings.TrimSuffix(strings.Repeat(answer+",", 2000), ",") + "]")
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := value.ParseJSON(data, value.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppendJSON(b *testing.B) {
	v := parse(b, answer)
	b.ReportAllocs()
	var dst []byte
	for b.Loop() {
		var err error
		if dst, err = value.AppendJSON(dst[:0], v); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(len(dst)))
}

func BenchmarkText(b *testing.B) {
	n := any(num(b, "1234.50"))
	b.ReportAllocs()
	for b.Loop() {
		value.Text(n)
	}
}
