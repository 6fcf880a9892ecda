package stdlib

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"lcs/value"
)

// Limits bounds what a script may make of its answers. The zero Limits are the
// defaults.
type Limits struct {
	JSONDepth   int // objects and lists within each other; 0: 1000
	XMLDepth    int // elements within each other; 0: 200
	Evaluations int // expressions computed for one lead; 0: 10,000,000
	Pattern     int // steps of one search for a pattern that looks around or back; 0: 60,000,000
}

// The defaults, and the most that can be asked for: what is deeper could not be
// walked through.
const (
	defaultEvaluations = 10_000_000
	maxDepthLimit      = 10_000
)

// MaxEvaluations is how many expressions may be computed for one lead.
func (l Limits) MaxEvaluations() int { return cmp.Or(l.Evaluations, defaultEvaluations) }

// Set sets the limit that a text such as "json-depth=2000" names.
func (l *Limits) Set(text string) error {
	name, amount, found := strings.Cut(text, "=")
	all := map[string]struct {
		limit *int
		most  int
	}{
		"json-depth":  {&l.JSONDepth, maxDepthLimit},
		"xml-depth":   {&l.XMLDepth, maxDepthLimit},
		"evaluations": {&l.Evaluations, 1_000_000_000_000},
		"pattern":     {&l.Pattern, 1_000_000_000_000},
	}
	entry, known := all[name]
	if !known || !found {
		return fmt.Errorf("takes json-depth=N, xml-depth=N, evaluations=N or pattern=N, not '%s'", text)
	}
	n, err := strconv.Atoi(amount)
	if err != nil || n < 1 || n > entry.most {
		return fmt.Errorf("%s takes a number from 1 to %d, not '%s'", name, entry.most, amount)
	}
	*entry.limit = n
	return nil
}

// ParseXML reads a document within the limits. An XPath can use the prefixes of
// namespaces.
func (l Limits) ParseXML(data []byte, namespaces map[string]string) (*Document, error) {
	return parseXML(data, namespaces, cmp.Or(l.XMLDepth, maxDocumentDepth))
}

// ParseJSON reads a JSON value within the limits.
func (l Limits) ParseJSON(text string) (any, error) {
	return value.ParseJSON(text, value.Limits{Depth: l.JSONDepth})
}
