package interp_test

import (
	"strings"
	"testing"
	"time"

	"lcs/interp"
)

// `http` as a whole is an object of its fields, wherever it is kept or written:
// what it is when it is read, without the lead's secrets, which the answer repeats.
func TestHTTPAsAWhole(t *testing.T) {
	t.Parallel()
	const script = `flow "Whole"
lead { id: string, code: secret, kept: any? }
service api { base "https://api.example.com" }
step ask {
  request GET api "/ask"
  expect 200 text
  map { all: http, list: [http], headers: http.headers }
}
step tell { request POST api "/tell" { body json { whole: ask.http, same: ask.all == ask.http, list: ask.list, names: keys(ask.headers) } } }
step raw { request POST api "/raw" { body json """{ "whole": {{ask.all}}, "headers": {{ask.headers}} }""" } }
lead.kept = ask.headers
note "{{ask.all.headers['x-mood']}} {{ask.headers['X-MOOD']}} {{ask.list[0].status}} {{to_json(ask.http.headers)}}"
`
	s := simulate(t, script).stub("ask", reply{body: "c-12345678 said so", header: map[string]string{"X-Mood": "good"}}).stub("tell", reply{}).stub("raw", reply{})
	r := s.all(lead(entry("id", "a"), entry("code", "c-12345678")))[0]
	s.close()
	if r.Outcome != interp.Success {
		t.Fatal(r.Outcome, r.Reason)
	}
	const whole = `{"status":200,"headers":{"X-Mood":"good"},"cookies":{},"body":"••• said so","duration":"0s","attempts":1,"url":"https://api.example.com/ask","reused":false,"timing":{"dns":"0s","connect":"0s","tls":"0s","wait":"0s","read":"0s"}}`
	for step, want := range map[string]string{
		"tell": `{"whole":` + whole + `,"same":true,"list":[` + whole + `],"names":["X-Mood"]}`,
		"raw":  `{ "whole": ` + whole + `, "headers": {"X-Mood":"good"} }`,
	} {
		if got := string(s.partner.arrivals(step)[0].Body); got != want {
			t.Errorf("%s sent\n%s\nwant\n%s", step, got, want)
		}
	}
	if got, want := r.Notes[0], `good good 200 {"X-Mood":"good"}`; got != want {
		t.Errorf("noted %s, want %s", got, want)
	}
	if got, want := string(r.AppendJSON(nil)), `"ask":{"outcome":"success","source":"live","all":`+whole+`,"list":[`+whole+`],"headers":{"X-Mood":"good"}}`; !strings.Contains(got, want) {
		t.Errorf("the result is\n%s\nand lacks\n%s", got, want)
	}
	if got := string(r.AppendJSON(nil)); !strings.Contains(got, `"kept":{"X-Mood":"good"}`) {
		t.Errorf("the lead keeps no headers: %s", got)
	}
}

// What was kept of headers is read in any case of letters after a kill as well.
func TestHeadersAfterAKill(t *testing.T) {
	t.Parallel()
	p := compile(t, "test.lcs", `flow "Headers"
lead { id: string }
service api { base "https://api.example.com" }
step ask { request GET api "/ask"  expect 200  map { headers: http.headers } }
step tell { idempotent by lead.id  request POST api "/tell" { body json { mood: ask.headers["x-mood"] ?? "none" } }  expect 200 }
`)
	j := &memory{}
	take := func(j *memory, at time.Time) string {
		s := journaled(t, p, j, at).stub("ask", reply{header: map[string]string{"X-Mood": "good"}}).stub("tell", reply{})
		s.all(lead(entry("id", "a")))
		s.close()
		return string(s.partner.arrivals("tell")[0].Body)
	}
	const want = `{"mood":"good"}`
	if got := take(j, startOfTests); got != want {
		t.Fatal(got)
	}
	killed, at := j.upTo(t, interp.StepFinished, 1)
	if got := take(killed, at); got != want {
		t.Errorf("after a kill: %s", got)
	}
}
