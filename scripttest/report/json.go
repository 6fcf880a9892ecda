package report

import (
	"encoding/json"
	"io"
	"time"

	"lcs/lang/diag"
	"lcs/scripttest"
)

// The JSON form of reports. Lines and columns count from 1; times are in
// milliseconds.
type (
	jsonReport struct {
		Version int        `json:"version"`
		Passed  int        `json:"passed"`
		Failed  int        `json:"failed"`
		Tests   []jsonTest `json:"tests"`
	}
	jsonTest struct {
		Script     string        `json:"script"`
		File       string        `json:"file"`
		Line       int           `json:"line"`
		Title      string        `json:"title"`
		Outcome    string        `json:"outcome"`
		Simulated  float64       `json:"simulated_ms"`
		Assertions int           `json:"assertions"`
		Failures   []jsonFailure `json:"failures"`
		Warnings   []jsonFailure `json:"warnings"`
		Attempts   []jsonAttempt `json:"attempts"`
		Logs       []jsonLog     `json:"logs"`
	}
	jsonFailure struct {
		Code    diag.Code  `json:"code"`
		Message string     `json:"message"`
		File    string     `json:"file"`
		Line    int        `json:"line"`
		Column  int        `json:"column"`
		Source  string     `json:"source"`
		Parts   []jsonPart `json:"parts,omitempty"`
		Diff    []string   `json:"diff,omitempty"`
	}
	jsonPart struct {
		Text  string `json:"text"`
		Value string `json:"value"`
	}
	jsonAttempt struct {
		Run     int     `json:"run"`
		At      float64 `json:"at_ms"`
		Lead    int     `json:"lead,omitempty"`
		Step    string  `json:"step"`
		Via     string  `json:"via,omitempty"`
		Number  int     `json:"number"`
		Status  int     `json:"status,omitempty"`
		Kind    string  `json:"kind,omitempty"`
		Message string  `json:"message,omitempty"`
		Took    float64 `json:"took_ms"`
		From    string  `json:"from"`
	}
	jsonLog struct {
		Run   int    `json:"run"`
		Lead  int    `json:"lead"`
		Level string `json:"level"`
		Text  string `json:"text"`
	}
)

// WriteJSON writes reports as one JSON document.
func WriteJSON(w io.Writer, results []Result) error {
	report := jsonReport{Version: 1, Tests: []jsonTest{}}
	report.Passed, report.Failed = counts(results)
	for _, r := range results {
		report.Tests = append(report.Tests, jsonTestOf(r))
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(report)
}

func jsonTestOf(r Result) jsonTest {
	line, _ := r.Test.Span().Position()
	test := jsonTest{
		Script: r.Script, File: r.Test.Span().File.Name, Line: line, Title: r.Title, Outcome: "passed",
		Simulated: milliseconds(r.Elapsed), Assertions: r.Asserts,
		Failures: []jsonFailure{}, Warnings: []jsonFailure{}, Attempts: []jsonAttempt{}, Logs: []jsonLog{},
	}
	if !r.Passed() {
		test.Outcome = "failed"
	}
	for _, f := range r.Failures {
		test.Failures = append(test.Failures, jsonFailureOf(r, f))
	}
	for _, w := range r.Warnings {
		test.Warnings = append(test.Warnings, jsonFailureOf(r, &scripttest.Failure{Diagnostic: w}))
	}
	for _, a := range r.Attempts {
		test.Attempts = append(test.Attempts, jsonAttempt{
			Run: a.Run, At: milliseconds(a.At), Lead: a.Lead, Step: a.Step, Via: a.Via, Number: a.Number,
			Status: a.Status, Kind: a.Kind, Message: a.Message, Took: milliseconds(a.Took), From: string(a.From),
		})
	}
	for _, l := range r.Logs {
		test.Logs = append(test.Logs, jsonLog(l))
	}
	return test
}

func jsonFailureOf(r Result, f *scripttest.Failure) jsonFailure {
	at := place(f.Span, r)
	line, column := at.Position()
	out := jsonFailure{Code: f.Code, Message: f.Message, File: at.File.Name, Line: line, Column: column}
	if f.Span.IsValid() {
		out.Source = f.Span.Text()
	}
	for _, p := range f.Parts {
		out.Parts = append(out.Parts, jsonPart{p.Text, p.Value})
	}
	for _, d := range f.Diff {
		out.Diff = append(out.Diff, string(d.Sign)+" "+d.Text)
	}
	return out
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
