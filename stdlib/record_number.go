package stdlib

import (
	"strings"

	"lcs/lang/types"
	"lcs/value"
)

func numberKind() kind {
	return kind{
		name: "number", basic: types.Number,
		doc: "A number, also as people write it: $1,100.50, (20), 10 per month. What says none, or two, is not valid and counts as missing " +
			"where a number is needed.",
		read: func(_ *Context, r *value.Record, raw any, _ []string) {
			if n := sentNumber(raw); n != nil {
				accept(r, n, nil)
			}
		},
		examples: []Example{{Source: `"$1,100.50"`, Result: `1100.50`}, {Source: `"about fifty"`, Result: `"about fifty"`}},
	}
}

// sentNumber is the number that was sent, or nil; a boolean is none.
func sentNumber(raw any) *value.Number {
	if _, isBool := raw.(bool); isBool || !isScalar(raw) {
		return nil
	}
	n := toNumber(raw)
	if n != nil && n.Sign() == 0 {
		return value.Int(0) // nobody means -0
	}
	return n
}

func intKind() kind {
	return kind{
		name: "int", basic: types.Int,
		doc: "A whole number, also as people write it: 1,024. A number with a fraction is not valid and counts as missing.",
		read: func(_ *Context, r *value.Record, raw any, _ []string) {
			n := sentNumber(raw)
			if n == nil || !n.IsInt() {
				return
			}
			if i, err := n.AsInt(); err == nil {
				accept(r, i, nil)
			}
		},
		examples: []Example{{Source: `"1,024"`, Result: `1024`}},
	}
}

func boolKind(name string) kind {
	return kind{
		name: name, basic: types.Bool,
		doc: "A boolean, also as people write it: yes, y, true, t, 1 or no, n, false, f, 0, in any case of letters. What is none of them is " +
			"not valid and counts as missing where a boolean is needed.",
		read: func(_ *Context, r *value.Record, raw any, _ []string) {
			if !isScalar(raw) {
				return
			}
			if n, ok := raw.(*value.Number); ok {
				raw = n.String()
			}
			if b, ok := toBool(raw); ok {
				accept(r, b, nil)
			}
		},
		examples: []Example{{Source: `"Yes"`, Result: `true`}, {Source: `"maybe"`, Result: `"maybe"`}},
	}
}

type currencyDetail struct{ code string }

// currencySigns are the signs and codes that say a currency.
var currencySigns = []struct{ sign, code string }{
	{"US$", "USD"}, {"C$", "CAD"}, {"CA$", "CAD"}, {"A$", "AUD"}, {"AU$", "AUD"}, {"$", "USD"}, {"€", "EUR"}, {"£", "GBP"}, {"¥", "JPY"}, {"₹", "INR"},
}

var currencyCodes = []string{"USD", "CAD", "AUD", "NZD", "EUR", "GBP", "CHF", "JPY", "INR", "MXN", "BRL", "SEK", "NOK", "DKK", "PLN", "CZK", "ZAR"}

func currencyKind() kind {
	return kind{
		name: "currency", basic: types.Number,
		doc: "An amount of money: $350,000, 1.250,50 €, USD 20. Its normal form is the number.",
		fields: []recordField{
			maybe("code", textType, "the currency that a sign or code says, USD; a bare $ is USD", detail(func(d currencyDetail) any { return d.code })),
		},
		read: func(_ *Context, r *value.Record, raw any, _ []string) {
			n := sentNumber(raw)
			if n == nil {
				return
			}
			accept(r, n, currencyDetail{currencyOf(r.Raw)})
		},
		examples: []Example{{Source: `"$350,000"`, Result: `350000`}},
	}
}

func currencyOf(text string) string {
	upper := strings.ToUpper(text)
	for _, code := range currencyCodes {
		if strings.Contains(upper, code) {
			return code
		}
	}
	for _, s := range currencySigns {
		if strings.Contains(text, s.sign) {
			return s.code
		}
	}
	return ""
}
