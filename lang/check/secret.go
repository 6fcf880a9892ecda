package check

import (
	"lcs/lang/ast"
	"lcs/lang/diag"
)

// A secret stays secret (promise 4): the qualifier travels with the type, and
// here is what is refused to it.

func secretShown(e ast.Expr, verb string) *diag.Diagnostic {
	d := diag.New(diag.SecretShown, e.Span(), briefSource(e)+" is secret and cannot stand in '"+verb+"'")
	d.Help = "log what it was used for, or a digest of it"
	return d
}

// sensitiveShown warns of what is personal without being secret (decisions T6).
func sensitiveShown(e ast.Expr, kind, verb string) *diag.Diagnostic {
	d := diag.New(diag.SensitiveShown, e.Span(), briefSource(e)+" is a "+kind+" and would be readable in '"+verb+"'")
	d.Help = "declare it secret(" + kind + ") where it must never be shown"
	return d
}

func secretOnLead(e ast.Expr, field string) *diag.Diagnostic {
	d := diag.New(diag.SecretOnLead, e.Span(), briefSource(e)+" is secret and cannot become "+field)
	d.Help = "what is on a lead is printed with its result; declare the field secret, or keep a digest"
	return d
}

func secretUnencrypted(e ast.Expr, plain ast.Node) *diag.Diagnostic {
	d := diag.New(diag.SecretUnencrypted, e.Span(), briefSource(e)+" is secret and would go over plain http")
	d.Related = append(d.Related, related(plain.Span(), "the URL"))
	d.Help = "use https"
	return d
}

func secretHost(e ast.Expr) *diag.Diagnostic {
	d := diag.New(diag.SecretHost, e.Span(), briefSource(e)+" is secret and cannot be part of a host")
	d.Help = "hosts are looked up in the open: send the secret in a header"
	return d
}

// secretsElsewhere reports secrets of a request that a fallback would send to
// another system (decisions H8).
func (c *checker) secretsElsewhere(d *stepDecl, service *ServiceInfo, item *ast.FallbackTo) {
	if d == nil || service == nil {
		return
	}
	for _, e := range d.secrets {
		diagnostic := diag.New(diag.SecretElsewhere, item.Span(), briefSource(e)+" would go to "+service.Name)
		diagnostic.Related = append(diagnostic.Related, related(e.Span(), "the request carries it"))
		diagnostic.Help = "put it into the first service's auth or headers, which stay there"
		c.add(diagnostic)
	}
}

// graphqlHole is a value in the text of a GraphQL query.
func graphqlHole(p ast.Part) *diag.Diagnostic {
	d := diag.New("LCS4011", p.Span(), "a value cannot stand in a GraphQL query")
	d.Help = "declare a variable in the query, and give its value: body graphql \"\"\"…\"\"\" variables { name: value }"
	return d
}
