package scripttest

import (
	"path/filepath"
	"strings"

	"lcs/farend"
	"lcs/intake"
	"lcs/interp"
	"lcs/lang/ast"
)

// stub is a stub that a test has given.
type stub struct {
	item   *ast.Stub
	target string
	stub   *farend.Stub
}

// stub gives a target its replies: STEP, STEP.fallback or SERVICE.auth.
func (r *runner) stub(item *ast.Stub) bool {
	names := make([]string, len(item.Target))
	for i, n := range item.Target {
		names[i] = n.Text
	}
	var replies []interp.Reply
	for _, reply := range item.Replies {
		compiled, err := interp.CompileReply(r.suite.info, r.suite.lib, reply)
		if err != nil {
			return r.fail(reply, "%v", err)
		}
		replies = append(replies, compiled)
	}
	target := strings.Join(names, ".")
	r.stubs = append(r.stubs, &stub{item, target, r.far.Stub(target, replies)})
	return true
}

// LeadFiles returns the names of the files whose leads a test reads.
func LeadFiles(t *ast.Test) []string {
	var names []string
	for _, item := range t.Body.Items {
		if leads, ok := item.(*ast.TestLeads); ok {
			names = append(names, leadFile(leads))
		}
	}
	return names
}

// leadFile is the file that is meant: it lies beside the file with the test.
func leadFile(item *ast.TestLeads) string {
	written, _ := item.Path.Literal()
	return filepath.Join(filepath.Dir(item.Span().File.Name), filepath.FromSlash(written))
}

// leads reads the leads of a file beside the script, as `lcs run` would.
func (r *runner) leads(item *ast.TestLeads) bool {
	source, problem := intake.Open(leadFile(item), nil, r.suite.Limits)
	if problem != nil {
		return r.fail(item, "%s", problem.Message)
	}
	defer source.Close()
	for lead, problem := range source.Leads() {
		if problem != nil {
			return r.fail(item, "%s: %s", lead.Place, problem.Message)
		}
		r.pending = append(r.pending, interp.Record{Value: lead.Value, Place: lead.Place})
	}
	return true
}
