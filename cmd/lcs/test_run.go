package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"lcs/interp"
	"lcs/lang/ast"
	"lcs/lang/check"
	"lcs/lang/load"
	"lcs/scripttest"
	"lcs/scripttest/report"
	"lcs/stdlib"
)

// tested is a script with those of its tests that are wanted.
type tested struct {
	name     string
	info     *check.Info
	suite    *scripttest.Suite
	coverage *scripttest.Coverage // nil: not asked for
	tests    []*ast.Test
	files    []string // of leads
}

// runTests runs the tests of scripts and writes what became of them. The files
// that they read are seen.
func runTests(ctx context.Context, c *console, args []string, flags *testFlags, seen *watched) error {
	scripts, err := openTests(c, args, flags, seen.read)
	if err != nil {
		return err
	}
	for _, s := range scripts {
		seen.look(s.files...)
	}
	var jobs []scripttest.Job
	coverage := map[*scripttest.Suite]*scripttest.Coverage{}
	for _, s := range scripts {
		coverage[s.suite] = s.coverage
		for _, test := range s.tests {
			jobs = append(jobs, scripttest.Job{Suite: s.suite, Test: test})
		}
	}
	if len(jobs) == 0 && flags.run != "" {
		return wrongUse("no test has a title that matches '%s'; --list shows the titles", flags.run)
	}
	if flags.list {
		for _, job := range jobs {
			title, _ := job.Test.Title.Literal()
			fmt.Fprintf(c.out, "%s: %s\n", fileOf(job.Test), title)
		}
		return nil
	}
	text := report.NewText(c.out, report.Options{Color: c.outScreen().Color, Width: c.outScreen().Width, Verbose: flags.verbose})
	var results []report.Result
	failed := false
	scripttest.RunAll(ctx, jobs, runtime.GOMAXPROCS(0), func(job scripttest.Job, r *scripttest.Report) bool {
		result := report.Result{Script: fileOf(job.Test), Report: r}
		results = append(results, result)
		if cover := coverage[job.Suite]; cover != nil {
			cover.Count(r)
		}
		if flags.format == "text" {
			_ = text.Add(result)
		}
		failed = failed || !r.Passed()
		return !(failed && flags.failFast)
	})
	if err := writeTests(c, flags.format, text, results); err != nil {
		return unwritten("the results", err)
	}
	if len(jobs) == 0 {
		c.say("there are no tests: write  test \"title\" { … }  in the script, or beside it\nin a file of its own, flow_test.lcs for flow.lcs")
	}
	if err := writeCoverage(c, flags, text, scripts); err != nil {
		return err
	}
	if failed {
		return reported(exitFailed)
	}
	return nil
}

func fileOf(test *ast.Test) string { return test.Span().File.Name }

// openTests checks and compiles scripts, all before the first test is run.
func openTests(c *console, args []string, flags *testFlags, read load.Reader) ([]*tested, error) {
	names, err := scriptsToTest(args)
	if err != nil {
		return nil, err
	}
	library, err := flags.lists.library()
	if err != nil {
		return nil, err
	}
	var out []*tested
	for _, name := range names {
		s, err := openTest(c, name, flags, read, library)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

func openTest(c *console, name string, flags *testFlags, read load.Reader, library *stdlib.Library) (*tested, error) {
	info, err := checkToTest(c, name, read, library)
	if err != nil {
		return nil, err
	}
	s := &tested{name: name, info: info}
	var options []interp.CompileOption
	if flags.covers() {
		s.coverage = scripttest.NewCoverage()
		options = append(options, interp.Observe(s.coverage.Observe))
	}
	program, err := compiled(c, info, library, options...)
	if err != nil {
		return nil, err
	}
	s.suite = scripttest.New(info, program, library)
	s.suite.Limits = flags.most
	_, alone := load.ScriptOf(filepath.Clean(name))
	for _, test := range s.suite.Tests() {
		if alone && fileOf(test) != name {
			continue // of the script, which was not named
		}
		if title, _ := test.Title.Literal(); flags.wanted.MatchString(title) {
			s.tests = append(s.tests, test)
			s.files = append(s.files, scripttest.LeadFiles(test)...)
		}
	}
	return s, nil
}

// writeTests ends a report, or writes it as a whole.
func writeTests(c *console, format string, text *report.Text, results []report.Result) error {
	switch format {
	case "junit":
		return report.WriteJUnit(c.out, results)
	case "tap":
		return report.WriteTAP(c.out, results)
	case "json":
		return report.WriteJSON(c.out, results)
	}
	return text.Close()
}

// writeCoverage shows the coverage, or writes it to a file, and says when it is
// less than asked for.
func writeCoverage(c *console, flags *testFlags, text *report.Text, scripts []*tested) error {
	if !flags.covers() {
		return nil
	}
	var all []report.Covered
	for _, s := range scripts {
		all = append(all, report.Covered{Script: s.name, Points: s.coverage.Points(s.info)})
	}
	if flags.cover == coverShown && flags.format == "text" {
		_ = text.AddCoverage(all)
	} else if flags.cover != coverShown {
		if err := writeFile(flags.cover, func(w io.Writer) error { return report.WriteCoverage(w, flags.cover, all) }); err != nil {
			return unwritten("the coverage", err)
		}
	}
	if total := report.Total(all); flags.coverMin != "" && total.Percent() < flags.least {
		c.say("the tests reach %d of %d places, %d%%; --cover-min asks for %d%%", total.Passed, total.All, total.Percent(), flags.least)
		return reported(exitFailed)
	}
	return nil
}

// writeFile makes a file of what write writes.
func writeFile(name string, write func(io.Writer) error) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	err = write(file)
	if closing := file.Close(); err == nil {
		err = closing
	}
	return err
}
