package faults

import (
	"encoding/json"
	"io"
)

// caseJSON is a case as `lcs test --faults --format json` prints it.
type caseJSON struct {
	Script   string      `json:"script"`
	Lead     string      `json:"lead"`
	Faults   []faultJSON `json:"faults"`
	Outcome  string      `json:"outcome"`
	Reason   string      `json:"reason,omitempty"`
	Step     string      `json:"step,omitempty"`   // what became of it
	Source   string      `json:"source,omitempty"` // what it was answered from
	Requests int         `json:"requests"`
	Takes    float64     `json:"takes_ms"`
	Twice    bool        `json:"maybe_twice"`
	Hole     string      `json:"hole,omitempty"`
}

type faultJSON struct {
	Target string `json:"target"`
	Way    string `json:"way"`
}

// WriteJSON prints every case as an object on a line of its own.
func (t *Table) WriteJSON(w io.Writer, script string) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	for _, c := range t.cases {
		line := caseJSON{
			Script: script, Lead: c.Lead, Faults: []faultJSON{}, Outcome: string(c.Outcome), Reason: c.Reason,
			Step: c.Step, Source: c.Source, Requests: c.Attempts, Takes: c.Elapsed.Seconds() * 1000, Twice: c.Twice, Hole: c.Hole,
		}
		for _, f := range c.Faults {
			line.Faults = append(line.Faults, faultJSON{f.Target, f.Way.Name})
		}
		if err := out.Encode(line); err != nil {
			return err
		}
	}
	return nil
}
