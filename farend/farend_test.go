package farend_test

import (
	"context"
	"fmt"
	nethttp "net/http"
	"testing"
	"time"

	"lcs/clock"
	"lcs/farend"
	"lcs/interp"
	"lcs/lang/load"
	"lcs/stdlib"
	"lcs/stdlib/http"
)

const script = `flow "x"
lead { id: string }
service crm { base "https://crm.example" auth oauth2(token_url: "https://crm.example/token", client_id: "a", client_secret: "b") }
step score {
  idempotent by lead.id
  request POST crm "/score"
  expect 200 json { score: number }
  on error { fallback { request GET "https://other.example/" expect 200 } }
  example 200 json { "score": 7 }
  example "low" 200 json { "score": 1 } after 2s
  example 503 json { "down": true }
}
step bare { request GET "https://bare.example/" expect 200 json { a: int } }
`

// end is a far end of the script on a clock of its own.
func end(t *testing.T) (*farend.FarEnd, *clock.Simulated) {
	t.Helper()
	library := stdlib.New()
	info, problems := load.Source("flow.lcs", script, nil, library)
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	program, problems := interp.Compile(info, library)
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	played := clock.NewSimulated(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	return farend.New(program, played), played
}

func request(step, via string) *http.Request {
	return &http.Request{Method: "GET", URL: "https://a.example/", Header: nethttp.Header{}, Step: step, Via: via, Timeout: 3 * time.Second}
}

// told is what came back, in a line.
func told(x *http.Exchange) string {
	return fmt.Sprintf("%d %s%s in %s", x.Status, x.Body, x.Kind, x.Duration)
}

// A target answers with its stub, whose gaps the example fills and whose last
// reply repeats, else with the first example, else with nothing.
func TestAnswers(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		step, via string
		stub      []interp.Reply
		want      []string
	}{
		"the first example":                     {step: "score", want: []string{`200 {"score":7} in 0s`, `200 {"score":7} in 0s`}},
		"no example":                            {step: "bare", want: []string{"200  in 0s"}},
		"a token":                               {step: "crm", via: "auth", want: []string{`200 {"access_token":"example-token","token_type":"bearer","expires_in":3600} in 0s`}},
		"a status with the body of its example": {step: "score", stub: []interp.Reply{{Status: 503, Header: nethttp.Header{}}}, want: []string{`503 {"down":true} in 0s`}},
		"a named example, later":                {step: "score", stub: []interp.Reply{{Name: "low", After: time.Second}}, want: []string{`200 {"score":1} in 2s`}},
		"half an answer":                        {step: "score", stub: []interp.Reply{{Kind: "malformed"}}, want: []string{`200 {"sco in 0s`}},
		"half of nothing":                       {step: "bare", stub: []interp.Reply{{Kind: "malformed"}}, want: []string{`200 {"malformed in 0s`}},
		"nothing in time":                       {step: "bare", stub: []interp.Reply{{Status: 200, After: time.Minute}}, want: []string{"0 timeout in 3s"}},
		"nobody there":                          {step: "bare", stub: []interp.Reply{{Kind: "network", After: time.Second}}, want: []string{"0 network in 1s"}},
		"a closed connection":                   {step: "bare", stub: []interp.Reply{{Kind: "drop"}}, want: []string{"0 network in 0s"}},
		"one after the other": {
			step: "score", stub: []interp.Reply{{Status: 500}, {Kind: "timeout"}, {Status: 204}},
			want: []string{"500  in 0s", "0 timeout in 3s", "204  in 0s", "204  in 0s"},
		},
		"the fallback": {step: "score", via: "fallback", stub: []interp.Reply{{Status: 202, Body: []byte("ok")}}, want: []string{"202 ok in 0s"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			far, played := end(t)
			target := test.step
			if test.via != "" {
				target += "." + test.via
			}
			var stub *farend.Stub
			if test.stub != nil {
				stub = far.Stub(target, test.stub)
			}
			played.Run(func() {
				for i, want := range test.want {
					if got := told(far.Send(context.Background(), request(test.step, test.via))); got != want {
						t.Errorf("request %d: %s, want %s", i+1, got, want)
					}
				}
			})
			if stub != nil && stub.Used() != len(test.want) {
				t.Errorf("the stub answered %d of %d", stub.Used(), len(test.want))
			}
		})
	}
}

// What was sent is kept by its target; a fallback counts among its step's, and is
// known with what answered it.
func TestRequests(t *testing.T) {
	t.Parallel()
	far, played := end(t)
	var answered *http.Exchange
	played.Run(func() {
		far.Send(context.Background(), request("crm", "auth"))
		far.Send(context.Background(), request("score", ""))
		answered = far.Send(context.Background(), request("score", "fallback"))
	})
	if got := fmt.Sprint(far.Targets(), far.Counts()); got != "[crm.auth score score.fallback] map[crm.auth:1 score:2 score.fallback:1]" {
		t.Error(got)
	}
	if all := far.Requests("score"); len(all) != 2 || all[1] != answered.Request {
		t.Errorf("the step has %v", all)
	}
	if a := far.AnswerTo(answered.Request); a.From != farend.FromExample {
		t.Errorf("the fallback was answered from %q", a.From)
	}
	if far.Requests("bare") != nil {
		t.Error("what was not sent is there")
	}
}

// A request whose lead has no time left comes to nothing.
func TestCancelled(t *testing.T) {
	t.Parallel()
	far, played := end(t)
	far.Stub("bare", []interp.Reply{{Status: 200, After: 2 * time.Second}})
	played.Run(func() {
		ctx, cancel := played.WithDeadline(context.Background(), played.Now().Add(time.Second))
		defer cancel()
		if got := told(far.Send(ctx, request("bare", ""))); got != "0 timeout in 1s" {
			t.Error(got)
		}
	})
}
