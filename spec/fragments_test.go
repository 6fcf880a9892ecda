package spec_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"lcs/lang/diag"
)

// A block of lcs is a whole script, or a piece of one that a standard script is
// put around. The word behind ```lcs says which; README.md tells the reader.

// standard is what stands before every piece.
const standard = `flow "Reference"

settings { api_key: secret, region: string = "us" }

lead {
  id:         string
  first_name: string
  last_name:  string?
  email:      email
  phone:      phone
  state:      state
  age:        int?
  value:      number = 0
  tags:       [string] = []
  sold:       bool = false
}

example lead "Ann" {
  id: "1", first_name: "Ann", email: "ann@example.com", phone: "512-555-0123", state: "TX", value: 250, tags: ["web", "hot"]
}

service crm    { base "https://crm.example.com" }
service backup { base "https://backup.example.com" }
`

// scoreStep is a step that later statements can read.
const scoreStep = `
step score {
  request POST crm "/score" { body json { email: lead.email } }
  expect 200 json { points: number, tier: "gold" | "basic", note: string? }
  map { points: response.points, tier: response.tier, note: response.note }
  example 200 json { "points": 71, "tier": "gold", "note": null }
}
`

const (
	anyRequest = `request POST crm "/leads" { body json { id: lead.id } }` + "\n"
	anyExpect  = "expect 200 json { score: number, message: string? }\n"
)

// completed is a script made of a piece.
type completed struct {
	text    string
	before  int  // lines before the piece
	partial bool // names of the piece may be unused
}

var (
	hasRequest = regexp.MustCompile(`(?m)^request\b`)
	hasExpect  = regexp.MustCompile(`(?m)^expect\b`)
	hasBase    = regexp.MustCompile(`(?m)^base\b`)
)

// complete puts the standard script around a piece.
func complete(info, piece string) (completed, error) {
	kind, rest, _ := strings.Cut(info, " ")
	around := func(before, after string) (completed, error) {
		return completed{text: before + piece + after, before: strings.Count(before, "\n"), partial: true}, nil
	}
	switch kind {
	case "", "script", "file":
		return completed{text: piece}, nil
	case "flow":
		return around(standard+scoreStep, "")
	case "step":
		after := ""
		if !hasRequest.MatchString(piece) {
			after += anyRequest
		}
		if !hasExpect.MatchString(piece) {
			after += anyExpect
		}
		return around(standard+scoreStep+"step it {\n", after+"}\n")
	case "request":
		return around(standard+scoreStep+"step it {\nrequest POST crm \"/leads\" {\n", "}\n"+anyExpect+"}\n")
	case "handler":
		if rest == "" {
			rest = "error"
		}
		return around(standard+scoreStep+"step it {\nidempotent by lead.id\n"+anyRequest+anyExpect+
			"map { score: response.score }\non "+rest+" {\n", "}\n}\n")
	case "service":
		after := "}\nstep it { request GET partner \"/\" }\n"
		if !hasBase.MatchString(piece) {
			after = `base "https://partner.example.com"` + "\n" + after
		}
		return around(standard+"service partner {\n", after)
	case "test":
		return around(standard+scoreStep+"test \"a test\" {\n", "}\n")
	}
	return completed{}, fmt.Errorf("there is no kind of block %q", kind)
}

var lineInMessage = regexp.MustCompile(` \(line (\d+)\)`)

// counted counts a line that a message names from the beginning of the piece;
// lines of the standard script are left out.
func (c completed) counted(message string) string {
	return lineInMessage.ReplaceAllStringFunc(message, func(named string) string {
		line, _ := strconv.Atoi(lineInMessage.FindStringSubmatch(named)[1])
		if line <= c.before {
			return ""
		}
		return fmt.Sprintf(" (line %d)", line-c.before)
	})
}

// expression is a script that computes one expression.
func expression(expr string) completed {
	before := standard + scoreStep + "let " + resultName + " = (\n"
	return completed{text: before + expr + "\n)\n", before: strings.Count(before, "\n"), partial: true}
}

const resultName = "value_of_expression"

// idle are the codes of what a piece may declare and leave to the reader.
func idle(code diag.Code) bool {
	switch code {
	case diag.UnusedSetting, diag.UnusedLet, diag.UnusedFunction, diag.UnusedType, diag.UnusedPattern,
		diag.UnusedService, diag.UnusedImport, diag.UnusedTemplate:
		return true
	}
	return false
}

// findings prints what is wrong with a script, a line for each: LINE:COL CODE
// message, its place counted from the beginning of the piece.
func findings(list diag.List, c completed, name string) string {
	var b strings.Builder
	for _, d := range list.Sorted() {
		if c.partial && idle(d.Code) {
			continue
		}
		if d.Span.File == nil {
			fmt.Fprintf(&b, "%s %s\n", d.Code, d.Message)
			continue
		}
		line, column := d.Span.Position()
		if d.Span.File.Name != name {
			fmt.Fprintf(&b, "%s:", d.Span.File.Name)
		} else {
			line -= c.before
		}
		fmt.Fprintf(&b, "%d:%d %s %s\n", line, column, d.Code, c.counted(d.Message))
	}
	return b.String()
}
