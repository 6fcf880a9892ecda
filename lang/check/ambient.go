package check

import (
	"sync"

	"lcs/lang/types"
)

// The types of the names that need no declaration.

func object(name string, fields ...types.Field) types.Type {
	return types.Of(&types.Object{Name: name, Fields: fields})
}

func field(name string, t types.Type) types.Field { return types.Field{Name: name, Type: t} }

var (
	textType     = types.Of(types.String)
	intType      = types.Of(types.Int)
	decimalType  = types.Of(types.Number)
	boolType     = types.Of(types.Bool)
	durationType = types.Of(types.Duration)
	textMap      = types.Of(&types.Map{Elem: textType})
)

var flowType = object("flow",
	field("test_mode", boolType), field("name", textType), field("run_id", textType))

var timingType = object("timing",
	field("dns", durationType), field("connect", durationType), field("tls", durationType),
	field("wait", durationType), field("read", durationType))

// httpType is the type of `http`. Where no answer may have come, what only an
// answer has may be missing.
func httpType(answered bool) types.Type {
	of := func(t types.Type) types.Type {
		if answered {
			return t
		}
		return t.With(types.Reason{Text: "there may be no answer"})
	}
	return object("http",
		field("status", of(intType)), field("headers", of(textMap)), field("cookies", of(textMap)), field("body", of(textType)),
		field("duration", durationType), field("attempts", intType), field("url", textType),
		field("reused", boolType), field("timing", timingType))
}

// HTTPFields are the names of the fields of `http`.
var HTTPFields = sync.OnceValue(func() []string { return typeFields(httpType(true).Core.(*types.Object).Fields) })

// IsView reports whether a value of a type may be `http`, which is read field by
// field.
func IsView(t types.Type) bool {
	o, ok := t.Core.(*types.Object)
	return ok && o.Name == "http"
}

var statsType = object("stats",
	field("p50", durationType), field("p95", durationType), field("p99", durationType),
	field("mean", durationType), field("max", durationType),
	field("success_rate", decimalType), field("error_rate", decimalType))

func statNames() []string { return typeFields(statsType.Core.(*types.Object).Fields) }

var errorKinds = []string{"status", "timeout", "network", "parse", "missing", "auth", "failure", "unmatched"}

// errorType is the type of `error` in a handler.
func errorType(statusOnly bool) types.Type {
	status := intType
	if !statusOnly {
		status = status.With(types.Reason{Text: "only an error of kind 'status' has one"})
	}
	return object("error",
		field("kind", types.Of(&types.Choice{Values: errorKinds})), field("message", textType), field("status", status))
}

// requestType is the type of `request` in sign { }.
var requestType = object("request",
	field("method", textType), field("url", textType), field("path", textType), field("query", textType),
	field("headers", textMap), field("body", textType))

// alertType is the type of `alert` in the request of an alert.
func alertType(value types.Type) types.Type {
	return object("alert", field("name", textType), field("value", value))
}
