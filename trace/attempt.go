package trace

import (
	"slices"

	"lcs/interp"
)

// AttemptOf makes an attempt of a run one that a trace takes. Level is that of
// the trace; empty: the script's, or else Full.
func AttemptOf(run *interp.Run, a interp.Attempt, level string) Attempt {
	out := Attempt{
		Step: a.Step, Number: a.Number, Level: a.Level, Exchange: a.Exchange, Kind: a.Kind, Message: a.Message, Warnings: a.Warnings,
	}
	switch {
	case level != "":
		out.Level = level
	case a.Level == "":
		out.Level = Full
	}
	if a.Result != nil {
		out.Lead, out.Place = a.Result.Index+1, a.Result.Place
	}
	for _, s := range slices.Concat(run.Secrets(), a.Secrets) {
		out.Secrets = append(out.Secrets, Secret(s))
	}
	return out
}
