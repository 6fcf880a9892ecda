package limits

import "time"

// Limit names one of the limits.
type Limit int

// The limits, in the order of their names.
const (
	AnswerHeaders Limit = iota
	Background
	CacheAnswers
	CacheSize
	CookieSize
	Cookies
	DocumentNodes
	DocumentSize
	Evaluations
	HTMLDepth
	JSONDepth
	LeadSize
	Pattern
	XMLDepth
	count
)

// row is what there is to know of a limit.
type row struct {
	name     string
	unit     unit
	standard int64
	most     int64 // what is more would not end, or not fit
	bounds   string
	beyond   string // what becomes of what is more
}

const (
	kilobyte = 1 << 10
	megabyte = 1 << 20
	gigabyte = 1 << 30
)

var table = [count]row{
	AnswerHeaders: {"answer-headers", size, 256 * kilobyte, 64 * megabyte,
		"the headers of an answer", "`network`"},
	Background: {"background", duration, int64(time.Hour), int64(720 * time.Hour),
		"a step in the background", "its call is cancelled"},
	CacheAnswers: {"cache-answers", number, 100_000, 100_000_000,
		"answers kept for `cache` and `use last_good`", "the oldest go"},
	CacheSize: {"cache-size", size, 256 * megabyte, 1024 * gigabyte,
		"those answers, as they came", "the oldest go"},
	CookieSize: {"cookie-size", size, 4 * kilobyte, megabyte,
		"a cookie, its name and its value", "it is left out"},
	Cookies: {"cookies", number, 180, 10_000,
		"cookies kept for a lead", "the oldest go"},
	DocumentNodes: {"document-nodes", number, 500_000, 100_000_000,
		"elements, texts, attributes and comments of a document", "`parse`"},
	DocumentSize: {"document-size", size, 10 * megabyte, gigabyte,
		"an XML or HTML document", "`parse`"},
	Evaluations: {"evaluations", number, 10_000_000, 1_000_000_000_000,
		"expressions computed for a lead", "an error of the lead"},
	HTMLDepth: {"html-depth", number, 512, 100_000,
		"tags of HTML that are open at once", "`parse`"},
	JSONDepth: {"json-depth", number, 1000, 10_000,
		"objects and lists within each other in JSON", "`parse`"},
	LeadSize: {"lead-size", size, 4 * megabyte, gigabyte,
		"a lead that comes in", "an error in its place"},
	Pattern: {"pattern", number, 60_000_000, 1_000_000_000_000,
		"steps of a search that looks around or back", "an error of the step"},
	XMLDepth: {"xml-depth", number, 200, 10_000,
		"elements within each other in XML", "`parse`"},
}

// All returns the limits, in the order of their names.
func All() []Limit {
	all := make([]Limit, count)
	for i := range count {
		all[i] = i
	}
	return all
}

// String is the name of the limit, as --limit takes it.
func (l Limit) String() string { return table[l].name }

// Default is what holds when nothing is set, as --limit takes it.
func (l Limit) Default() string { return table[l].unit.text(table[l].standard) }

// Most is the most that can be set, as --limit takes it.
func (l Limit) Most() string { return table[l].unit.text(table[l].most) }

// Bounds says of what the limit is one, and Beyond what becomes of what is over
// it; words of the language stand between backticks.
func (l Limit) Bounds() string { return table[l].bounds }

// Beyond is the other half of Bounds.
func (l Limit) Beyond() string { return table[l].beyond }
