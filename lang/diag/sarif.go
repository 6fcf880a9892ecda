package diag

import (
	"encoding/json"
	"io"
	"net/url"
	"path/filepath"
)

// What is written of the Static Analysis Results Interchange Format 2.1.0.
// Lines and columns count from 1, columns in characters.
type (
	sarifReport struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		ColumnKind string        `json:"columnKind"`
		Language   string        `json:"language"`
		Newlines   []string      `json:"newlineSequences"`
		Tool       sarifTool     `json:"tool"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name     string      `json:"name"`
		Version  string      `json:"version,omitempty"`
		Language string      `json:"language"`
		Rules    []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID      Code          `json:"id"`
		Name    string        `json:"name,omitempty"`
		Short   *sarifText    `json:"shortDescription,omitempty"`
		Full    *sarifText    `json:"fullDescription,omitempty"`
		Default *sarifDefault `json:"defaultConfiguration,omitempty"`
		Help    *sarifText    `json:"help,omitempty"`
	}
	sarifDefault struct {
		Level string `json:"level"`
	}
	sarifResult struct {
		RuleID    Code            `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations"`
		Related   []sarifLocation `json:"relatedLocations,omitempty"`
		Fixes     []sarifFix      `json:"fixes,omitempty"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifLocation struct {
		ID       int           `json:"id,omitempty"`
		Physical sarifPhysical `json:"physicalLocation"`
		Message  *sarifText    `json:"message,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"`
	}
	sarifFix struct {
		Description sarifText      `json:"description"`
		Changes     []*sarifChange `json:"artifactChanges"`
	}
	sarifChange struct {
		Artifact     sarifArtifact      `json:"artifactLocation"`
		Replacements []sarifReplacement `json:"replacements"`
	}
	sarifReplacement struct {
		Deleted  sarifRegion `json:"deletedRegion"`
		Inserted sarifText   `json:"insertedContent"`
	}
)

const english = "en-US"

// WriteSARIF writes the diagnostics in the Static Analysis Results Interchange
// Format, which code hosts and editors read, as one run of the tool lcs of this
// version; empty: it has none. The codes that occur are its rules.
func WriteSARIF(w io.Writer, version string, list List) error {
	run := sarifRun{
		ColumnKind: "unicodeCodePoints", Language: english, Newlines: []string{"\r\n", "\n"}, Results: []sarifResult{},
		Tool: sarifTool{sarifDriver{Name: "lcs", Version: version, Language: english, Rules: []sarifRule{}}},
	}
	rules := map[Code]int{}
	for _, d := range list.Sorted() {
		at, known := rules[d.Code]
		if !known {
			at = len(rules)
			rules[d.Code] = at
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRuleOf(d.Code))
		}
		run.Results = append(run.Results, sarifResultOf(d, at))
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(sarifReport{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}})
}

func sarifRuleOf(code Code) sarifRule {
	rule := sarifRule{ID: code}
	if entry, ok := Lookup(code); ok {
		rule.Name = entry.Name
		rule.Short, rule.Full = &sarifText{entry.Name}, &sarifText{entry.Occurs}
		rule.Default = &sarifDefault{entry.Severity.String()} // SARIF has the same words
	}
	if help, ok := Explain(string(code)); ok {
		rule.Help = &sarifText{help}
	}
	return rule
}

func sarifResultOf(d *Diagnostic, rule int) sarifResult {
	text := annotation(d, func(part string) string { return part })
	result := sarifResult{RuleID: d.Code, RuleIndex: rule, Level: d.Severity.String(), Message: sarifText{text}, Locations: []sarifLocation{}}
	if d.Span.IsValid() {
		result.Locations = append(result.Locations, sarifLocation{Physical: sarifPlace(d.Span)})
	}
	for i, r := range d.Related {
		if r.Span.IsValid() {
			result.Related = append(result.Related, sarifLocation{i + 1, sarifPlace(r.Span), &sarifText{r.Message}})
		}
	}
	for _, f := range d.Fixes {
		result.Fixes = append(result.Fixes, sarifFixOf(f))
	}
	return result
}

func sarifPlace(s Span) sarifPhysical { return sarifPhysical{sarifFile(s.File), sarifRegionOf(s)} }

func sarifFile(f *File) sarifArtifact {
	uri := url.URL{Path: filepath.ToSlash(f.Name)}
	return sarifArtifact{uri.String()}
}

func sarifRegionOf(s Span) sarifRegion {
	line, column := s.File.Position(int(s.Start))
	endLine, endColumn := s.File.Position(int(s.End))
	return sarifRegion{line, column, endLine, endColumn}
}

// sarifFixOf groups the edits by file, as the format wants them.
func sarifFixOf(f Fix) sarifFix {
	fix := sarifFix{Description: sarifText{f.Title}, Changes: []*sarifChange{}}
	changes := map[*File]*sarifChange{}
	for _, e := range f.Edits {
		change := changes[e.Span.File]
		if change == nil {
			change = &sarifChange{Artifact: sarifFile(e.Span.File)}
			changes[e.Span.File] = change
			fix.Changes = append(fix.Changes, change)
		}
		change.Replacements = append(change.Replacements, sarifReplacement{sarifRegionOf(e.Span), sarifText{e.Text}})
	}
	return fix
}
