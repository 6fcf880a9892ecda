// Package limits is what bounds a run: the table of the limits that can be set,
// with their names, defaults and greatest values, and the Limits of one run.
//
// What others send can be as large, as deep and as long as they like. Whoever
// takes it in asks the Limits of the run how much it may take; who reads the
// table, the flag --limit, its help and the reference among them, finds each
// limit in one place.
package limits

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"lcs/lang/diag"
)

// Limits are the limits of one run. The zero Limits and nil have the defaults.
// They do not change while they are obeyed.
type Limits struct {
	given [count]int64 // 0: the default
}

// Of returns how many there may be, or how many bytes.
func (l *Limits) Of(which Limit) int {
	return int(min(l.value(which), math.MaxInt)) // an int has 32 bits on some machines
}

// Time returns how long it may take, of a limit that is a time.
func (l *Limits) Time(which Limit) time.Duration { return time.Duration(l.value(which)) }

func (l *Limits) value(which Limit) int64 {
	if l != nil && l.given[which] > 0 {
		return l.given[which]
	}
	return table[which].standard
}

// Text writes the limit as Set reads it: "4MB".
func (l *Limits) Text(which Limit) string {
	return table[which].unit.text(l.value(which))
}

// Exceeded says that there is more than the limit, which stands for %s in the
// message, and how to have more.
func (l *Limits) Exceeded(which Limit, message string) error {
	message = fmt.Sprintf(message, l.Text(which))
	if raise := l.Raise(which); raise != "" {
		message += "; " + raise
	}
	return errors.New(message)
}

// Raise says how to have more; empty: there is no more.
func (l *Limits) Raise(which Limit) string {
	if l.value(which) >= table[which].most {
		return ""
	}
	return "--limit " + which.String() + "=N allows more"
}

// Set sets the limit that a text such as "json-depth=2000" names. The error goes
// on where "--limit" has begun a sentence.
func (l *Limits) Set(text string) error {
	name, amount, found := strings.Cut(text, "=")
	which, known := named(name)
	switch {
	case !known:
		return fmt.Errorf("has no '%s': %s", name, meant(name))
	case !found:
		return fmt.Errorf("takes NAME=N, such as %s=%s, not '%s'", which, which.Default(), text)
	}
	row := table[which]
	n, ok := row.unit.parse(amount)
	if !ok || n < 1 || n > row.most {
		return fmt.Errorf("%s takes %s to %s, not '%s'", which, row.unit.from(), row.unit.text(row.most), amount)
	}
	l.given[which] = n
	return nil
}

func named(name string) (Limit, bool) {
	for which := range count {
		if table[which].name == name {
			return which, true
		}
	}
	return 0, false
}

// meant is the limit that was meant, or all of them.
func meant(name string) string {
	names := make([]string, count)
	for which := range count {
		names[which] = which.String()
	}
	if nearest := diag.Nearest(name, names); nearest != "" {
		return "did you mean '" + nearest + "'?"
	}
	return "there are " + strings.Join(names, ", ")
}
