// Package sarif writes diagnostics in the Static Analysis Results Interchange
// Format 2.1.0, which code hosts and editors read. It stands apart from diag
// because of what it imports.
package sarif

import (
	"io"
	"net/url"
	"path/filepath"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"lcs/lang/diag"
)

// Write writes the diagnostics as one run of the tool lcs of this version. The
// codes that occur are its rules.
func Write(w io.Writer, version string, list diag.List) error {
	run := sarif.NewRun().WithColumnKind("unicodeCodePoints")
	driver := sarif.NewToolComponent().WithName("lcs")
	if version != "" {
		driver.WithVersion(version)
	}
	run.Tool = sarif.NewTool().WithDriver(driver)

	rules := map[diag.Code]int{}
	for _, d := range list.Sorted() {
		at, known := rules[d.Code]
		if !known {
			at = len(rules)
			rules[d.Code] = at
			driver.AddRule(ruleOf(d))
		}
		run.AddResult(resultOf(d, at))
	}
	return sarif.NewReport().AddRun(run).PrettyWrite(w)
}

func levelOf(s diag.Severity) string { return s.String() } // SARIF has the same words

func ruleOf(d *diag.Diagnostic) *sarif.ReportingDescriptor {
	rule := sarif.NewReportingDescriptor().WithID(string(d.Code))
	entry, ok := diag.Lookup(d.Code)
	if !ok {
		return rule
	}
	rule.WithName(entry.Name).
		WithShortDescription(sarif.NewMultiformatMessageString().WithText(entry.Name)).
		WithFullDescription(sarif.NewMultiformatMessageString().WithText(entry.Occurs)).
		WithDefaultConfiguration(sarif.NewReportingConfiguration().WithLevel(levelOf(entry.Severity)))
	if help, ok := diag.Explain(string(d.Code)); ok {
		rule.WithHelp(sarif.NewMultiformatMessageString().WithText(help))
	}
	return rule
}

func resultOf(d *diag.Diagnostic, rule int) *sarif.Result {
	text := d.Message
	if d.Label != "" {
		text += " (" + d.Label + ")"
	}
	if d.Help != "" {
		text += "\nhelp: " + d.Help
	}
	result := sarif.NewRuleResult(string(d.Code)).WithLevel(levelOf(d.Severity)).WithMessage(sarif.NewTextMessage(text))
	result.RuleIndex = rule
	if d.Span.IsValid() {
		result.AddLocation(locationOf(d.Span))
	}
	for i, r := range d.Related {
		if r.Span.IsValid() {
			result.AddRelatedLocation(locationOf(r.Span).WithID(i + 1).WithMessage(sarif.NewTextMessage(r.Message)))
		}
	}
	for _, f := range d.Fixes {
		result.Fixes = append(result.Fixes, fixOf(f))
	}
	return result
}

func locationOf(s diag.Span) *sarif.Location {
	return sarif.NewLocationWithPhysicalLocation(
		sarif.NewPhysicalLocation().WithArtifactLocation(artifactOf(s.File)).WithRegion(regionOf(s)))
}

func artifactOf(f *diag.File) *sarif.ArtifactLocation {
	uri := url.URL{Path: filepath.ToSlash(f.Name)}
	return sarif.NewSimpleArtifactLocation(uri.String())
}

func regionOf(s diag.Span) *sarif.Region {
	line, column := s.File.Position(int(s.Start))
	endLine, endColumn := s.File.Position(int(s.End))
	return sarif.NewRegion().WithStartLine(line).WithStartColumn(column).WithEndLine(endLine).WithEndColumn(endColumn)
}

// fixOf groups the edits by file, as the format wants them.
func fixOf(f diag.Fix) *sarif.Fix {
	fix := sarif.NewFix().WithDescription(sarif.NewTextMessage(f.Title))
	changes := map[*diag.File]*sarif.ArtifactChange{}
	for _, e := range f.Edits {
		change := changes[e.Span.File]
		if change == nil {
			change = sarif.NewArtifactChange().WithArtifactLocation(artifactOf(e.Span.File))
			changes[e.Span.File] = change
			fix.AddArtifactChange(change)
		}
		change.AddReplacement(sarif.NewReplacement().
			WithDeletedRegion(regionOf(e.Span)).
			WithInsertedContent(sarif.NewArtifactContent().WithText(e.Text)))
	}
	return fix
}
