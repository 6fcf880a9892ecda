package diag

import (
	"encoding/json"
	"io"
)

// The JSON form of a diagnostic. Lines and columns count from 1, columns in
// characters; offsets are bytes from 0.
type (
	jsonDiagnostic struct {
		Code     Code          `json:"code"`
		Name     string        `json:"name,omitempty"`
		Severity string        `json:"severity"`
		Message  string        `json:"message"`
		Label    string        `json:"label,omitempty"`
		Help     string        `json:"help,omitempty"`
		Place    *jsonPlace    `json:"place,omitempty"`
		Related  []jsonRelated `json:"related,omitempty"`
		Fixes    []jsonFix     `json:"fixes,omitempty"`
	}
	jsonPlace struct {
		File  string       `json:"file"`
		Start jsonPosition `json:"start"`
		End   jsonPosition `json:"end"`
	}
	jsonPosition struct {
		Line   int `json:"line"`
		Column int `json:"column"`
		Offset int `json:"offset"`
	}
	jsonRelated struct {
		Message string     `json:"message"`
		Place   *jsonPlace `json:"place,omitempty"`
	}
	jsonFix struct {
		Title string     `json:"title"`
		Edits []jsonEdit `json:"edits"`
	}
	jsonEdit struct {
		Place *jsonPlace `json:"place"`
		Text  string     `json:"text"`
	}
)

// WriteJSON writes the diagnostics as JSON lines, one diagnostic each, for
// editors and scripts.
func WriteJSON(w io.Writer, list List) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	for _, d := range list.Sorted() {
		if err := out.Encode(toJSON(d)); err != nil {
			return err
		}
	}
	return nil
}

func toJSON(d *Diagnostic) jsonDiagnostic {
	entry, _ := Lookup(d.Code)
	j := jsonDiagnostic{
		Code: d.Code, Name: entry.Name, Severity: d.Severity.String(),
		Message: d.Message, Label: d.Label, Help: d.Help, Place: placeOf(d.Span),
	}
	for _, r := range d.Related {
		j.Related = append(j.Related, jsonRelated{r.Message, placeOf(r.Span)})
	}
	for _, f := range d.Fixes {
		fix := jsonFix{Title: f.Title, Edits: []jsonEdit{}}
		for _, e := range f.Edits {
			fix.Edits = append(fix.Edits, jsonEdit{placeOf(e.Span), e.Text})
		}
		j.Fixes = append(j.Fixes, fix)
	}
	return j
}

func placeOf(s Span) *jsonPlace {
	if !s.IsValid() {
		return nil
	}
	return &jsonPlace{File: s.File.Name, Start: positionOf(s.File, s.Start), End: positionOf(s.File, s.End)}
}

func positionOf(f *File, offset int32) jsonPosition {
	line, column := f.Position(int(offset))
	return jsonPosition{line, column, int(offset)}
}
