package stdlib

import (
	"testing"
	"time"

	"lcs/value"
)

func TestFormatDateVectors(t *testing.T) {
	t.Parallel()
	var file struct {
		Vectors []struct{ Input, Format, Timezone, Locale, Expected string }
	}
	readVectors(t, "template/format_date.json", &file)
	for _, v := range file.Vectors {
		at, err := time.Parse(time.RFC3339Nano, v.Input)
		if err != nil {
			t.Fatal(err)
		}
		var moment any = at
		if v.Timezone != "" {
			moment = call(t, "in_zone", at, v.Timezone)
		}
		args := []any{moment, v.Format}
		if v.Locale != "" {
			args = append(args, v.Locale)
		}
		if got := call(t, "date", args...); got != v.Expected {
			t.Errorf("%s | in_zone(%q) | date(%q, %q) is %q, want %q", v.Input, v.Timezone, v.Format, v.Locale, got, v.Expected)
		}
	}
	t.Logf("format_date: %d vectors", len(file.Vectors))
}

func TestDateMathVectors(t *testing.T) {
	t.Parallel()
	var file struct {
		Vectors []struct {
			Input, Operator, Unit, Expected string
			Amount                          int64
		}
	}
	readVectors(t, "template/date_math.json", &file)
	for _, v := range file.Vectors {
		at, _ := time.Parse(time.RFC3339Nano, v.Input)
		if got := value.Text(call(t, v.Operator, at, value.Int(v.Amount), v.Unit)); got != v.Expected {
			t.Errorf("%s(%s, %d, %s) is %s, want %s", v.Operator, v.Input, v.Amount, v.Unit, got, v.Expected)
		}
	}
	t.Logf("date_math: %d vectors", len(file.Vectors))
}

func TestDateDiffVectors(t *testing.T) {
	t.Parallel()
	var file struct {
		Vectors []struct {
			A, B, Unit string
			Expected   int64
		}
	}
	readVectors(t, "template/date_diff.json", &file)
	for _, v := range file.Vectors {
		a, _ := parseISODate(v.A)
		b, _ := parseISODate(v.B)
		if got := value.Text(call(t, "diff", a, b, v.Unit)); got != value.Int(v.Expected).String() {
			t.Errorf("diff(%s, %s, %s) is %s, want %d", v.A, v.B, v.Unit, got, v.Expected)
		}
		interval := value.Interval{From: b.In(time.UTC), To: a.In(time.UTC)}
		if got := value.Text(call(t, v.Unit, interval)); got != value.Int(v.Expected).String() {
			t.Errorf("%s - %s | %s is %s, want %d", v.A, v.B, v.Unit, got, v.Expected)
		}
	}
	t.Logf("date_diff: %d vectors", len(file.Vectors))
}
