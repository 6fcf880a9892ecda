package scripttest

import (
	"fmt"

	"lcs/interp"
	"lcs/lang/diag"
	"lcs/stdlib/http"
)

// attempted notes an attempt of a lead. Its text is masked when the test is
// over and all secrets are known.
func (r *runner) attempted(a interp.Attempt) {
	ex := a.Exchange
	answer := r.far.AnswerTo(ex.Request)
	out := Attempt{
		Run: r.runs, At: ex.Started.Sub(r.began), Step: a.Step, Via: ex.Request.Via, Number: a.Number,
		Status: ex.Status, Kind: a.Kind, Message: a.Message, Took: ex.Duration,
		From: answer.From, Example: answer.Reply.Example,
	}
	if a.Result != nil && a.Result.Index >= 0 {
		out.Lead = a.Result.Index + 1
	}
	r.report.Attempts = append(r.report.Attempts, out)
	for _, s := range a.Secrets {
		r.secrets[s.Text] = true
	}
}

// masked is a text without what the test knows to be secret: a failed test is
// read by others than those who may know.
func (r *runner) masked(text string) string {
	if r.masker == nil {
		var secrets []string
		for s := range r.secrets {
			secrets = append(secrets, s)
		}
		if r.run != nil {
			for _, s := range r.run.Secrets() {
				secrets = append(secrets, s.Text)
			}
		}
		r.masker = http.NewMasker(secrets)
	}
	return r.masker.Text(text)
}

// unusedStubs reports the stubs that no request came to, and those that were
// given more answers than were asked for.
func (r *runner) unusedStubs() {
	for _, s := range r.stubs {
		used, given := s.stub.Used(), len(s.item.Replies)
		d := diag.New(codeUnusedStub, s.item.Span(), "")
		switch {
		case used >= given:
			continue
		case used == 0:
			d.Message = "no request to " + s.target + " asked for this stub"
		default:
			d.Span = s.item.Replies[used].Span()
			d.Message = fmt.Sprintf("only %d of these %d answers came to be asked for", used, given)
		}
		r.report.Warnings.Add(d)
	}
}
