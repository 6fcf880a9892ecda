package interp

import (
	"fmt"
	"strings"

	"lcs/stdlib/http"
	"lcs/value"
)

// lie says that the Content-Type contradicts the format in which a good answer
// was read. The format of the script wins.
func lie(ex *http.Exchange, format string) []string {
	switch format {
	case "json", "xml", "html":
	default: // anything may be read as text or not at all
		return nil
	}
	media := contradiction(ex, format)
	if media == "" {
		return nil
	}
	return []string{fmt.Sprintf("its Content-Type is %s, and it was read as %s", media, strings.ToUpper(format))}
}

// doubts says what about the results in a batch's answer is not as it should be:
// leads with more than one, of which the first counts, and results for nobody.
// The leads wait meanwhile; each is asked on a copy.
func (c *collecting) doubts(x *execution, good *answer) []string {
	b := c.step
	if b.in == nil || x.at == nil || x.at.readingBy(good.by).another {
		return nil
	}
	x.frame.Set(b.step.locals.response, good.body)
	in, err := b.in.Eval(x.frame)
	if err != nil {
		return nil // each lead will say so
	}
	list, _ := in.([]any)
	var out []string
	wanted := make([]bool, len(list))
	for i, m := range c.members {
		lead := m.fork(x.ctx, i)
		lead.frame.Set(b.step.locals.response, good.body)
		count := 0
		for j, item := range list {
			lead.frame.Set(b.item, item)
			if fits, err := b.where.Eval(lead.frame); err == nil && value.Basic(fits) == true {
				wanted[j] = true
				count++
			}
		}
		if count > 1 {
			out = append(out, fmt.Sprintf("lead %d has %d results: the first counts", m.result.Index+1, count))
		}
	}
	for j, w := range wanted {
		if !w {
			out = append(out, fmt.Sprintf("result %d is for no lead of the batch", j+1))
		}
	}
	return out
}
