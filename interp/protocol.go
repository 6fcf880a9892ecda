package interp

import (
	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/stdlib"
	"lcs/value"
)

// SOAP and GraphQL have ways of their own to say no with HTTP 200. A step that
// has no `success when` leaves it to them.

// protocols makes the expects of a request know what their protocol calls a no.
func protocols(expects []*expect, sends ast.Node, judged bool) {
	for _, e := range expects {
		e.protocol = !judged
		e.graphql = !judged && check.SendsGraphQL(sends)
	}
}

// faultOf says the fault that a SOAP answer reports; empty: it reports none.
func faultOf(doc *stdlib.Document) string {
	if !doc.IsSOAP() {
		return ""
	}
	fault := stdlib.SOAPFault(doc)
	if fault == nil {
		return ""
	}
	code, message := value.Text(fault.Value("code")), value.Text(fault.Value("message"))
	switch {
	case message == "":
		return code
	case code == "":
		return message
	}
	return message + " (" + code + ")"
}

// graphqlErrors says the first error of a GraphQL answer, and how many there
// are; empty: there is none.
func graphqlErrors(v any) string {
	o, ok := v.(*value.Object)
	if !ok {
		return ""
	}
	list, _ := o.Value("errors").([]any)
	if len(list) == 0 {
		return ""
	}
	message := "the answer has errors"
	if first, ok := list[0].(*value.Object); ok {
		if text := value.Text(first.Value("message")); text != "" {
			message = text
		}
	}
	if more := len(list) - 1; more > 0 {
		message += " (and " + value.Text(value.Int(int64(more))) + " more)"
	}
	return message
}
