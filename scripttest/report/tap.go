package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// WriteTAP writes reports in the Test Anything Protocol, version 14. What is
// wrong with a test stands below it as YAML, whose values are JSON.
func WriteTAP(w io.Writer, results []Result) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "TAP version 14\n1..%d\n", len(results))
	for i, r := range results {
		word := "ok"
		if !r.Passed() {
			word = "not ok"
		}
		fmt.Fprintf(out, "%s %d - %s\n", word, i+1, tapText(r.Script+": "+r.Title))
		if r.Passed() {
			continue
		}
		fmt.Fprint(out, "  ---\n")
		entry := func(key string, v any) {
			text, _ := json.Marshal(v) // texts, numbers and lists of them can always be written
			fmt.Fprintf(out, "  %s: %s\n", key, text)
		}
		first := r.Failures[0]
		at := place(first.Span, r)
		line, column := at.Position()
		entry("message", first.Message)
		entry("severity", "fail")
		entry("code", first.Code)
		entry("file", at.File.Name)
		entry("line", line)
		entry("column", column)
		entry("simulated_ms", milliseconds(r.Elapsed))
		fmt.Fprint(out, "  report: |\n")
		for text := range strings.Lines(plain(r) + "\n") {
			fmt.Fprint(out, strings.TrimRight("    "+text, " \n")+"\n")
		}
		fmt.Fprint(out, "  ...\n")
	}
	return out.Flush()
}

// tapText is a description in one line, in which # and \ mean themselves.
func tapText(s string) string {
	return strings.NewReplacer(`\`, `\\`, "#", `\#`).Replace(oneLine(s))
}
