package scripttest

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"

	"lcs/interp"
	"lcs/lang/ast"
	"lcs/value"
)

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
	r.far.Stub(strings.Join(names, "."), replies)
	return true
}

// leads reads the leads of a CSV file beside the script.
func (r *runner) leads(item *ast.TestLeads) bool {
	path, _ := item.Path.Literal()
	f, err := os.Open(filepath.Join(filepath.Dir(item.Span().File.Name), path))
	if err != nil {
		return r.fail(item, "%v", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) == 0 {
		return r.fail(item, "%s cannot be read as CSV: %v", path, err)
	}
	for _, row := range rows[1:] {
		record := value.NewObject()
		for i, cell := range row {
			record.Set(rows[0][i], cell)
		}
		r.pending = append(r.pending, interp.Record{Value: record, Place: item.Span().String()})
	}
	return true
}
