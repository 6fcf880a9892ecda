package grammar

import (
	"lcs/lang/ast"
	"lcs/lang/diag"
)

// ParseLine reads what is typed at the prompt of the REPL: an expression, or
// one that is given to a name or to a field (`x = …`, `let x = …`, `lead.x = …`).
// Target is nil for an expression alone.
func ParseLine(src *diag.File) (target, value ast.Expr, list diag.List) {
	p := newParser(src)
	defer p.release()
	value = &ast.BadExpr{Base: ast.Base{Place: src.At(0, len(src.Text))}}
	p.assignable = true
	p.guard(func() {
		if p.isWord("let") && p.ahead(1).Kind == Ident && p.ahead(2).Kind == Assign {
			p.take()
		}
		value = p.statementExpr(false)
		if p.is(Assign) {
			p.take()
			target, value = value, p.statementExpr(false)
		}
		if t := p.tok(); t.Kind != EOF {
			p.expected(p.pos, "the end of the expression")
		}
	})
	return target, value, p.diagnostics()
}
