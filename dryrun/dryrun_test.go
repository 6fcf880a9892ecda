package dryrun_test

import (
	"context"
	"errors"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lcs/dryrun"
	"lcs/interp"
	"lcs/lang/diag"
	"lcs/lang/load"
	"lcs/stdlib"
	"lcs/value"
)

var start = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// leads are leads with these emails.
func leads(emails ...string) iter.Seq2[interp.Record, *diag.Diagnostic] {
	return func(yield func(interp.Record, *diag.Diagnostic) bool) {
		for _, email := range emails {
			lead := value.NewObject(value.Entry{Key: "id", Value: "1"}, value.Entry{Key: "email", Value: email})
			if !yield(interp.Record{Value: lead}, nil) {
				return
			}
		}
	}
}

// rehearsal is one of steps that call crm, whose key is secret.
func rehearsal(t *testing.T, steps string) dryrun.Rehearsal {
	t.Helper()
	library := stdlib.New()
	info, problems := load.Source("flow.lcs", `flow "x"
settings { key: secret }
lead { id: string, email: string }
service crm { base "https://crm.example" auth header("X-Key", settings.key) }
service other { base "https://other.example" }
`+steps, nil, library)
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	program, problems := interp.Compile(info, library)
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	return dryrun.Rehearsal{
		Program: program, Start: start, Leads: leads("ann@example.com"),
		Options: interp.Options{RunID: "r", Settings: map[string]interp.Setting{"key": {Value: "sesame-1234"}}},
	}
}

// Every kind of request is shown with what stands for its answer.
func TestRehearsal(t *testing.T) {
	t.Parallel()
	const succeeds = "\n# it would end as success\n\n"
	for name, test := range map[string]struct {
		steps, want string
		outcome     dryrun.Outcome
	}{
		"an example": {
			`step ask { request GET crm "/ask" { query { q: lead.email } } expect 200 json { ok: bool } example 200 json { "ok": true } }`,
			"### lead 1\n\n# step ask\nGET https://crm.example/ask?q=ann%40example.com\nAccept: application/json\nX-Key: •••\n\n# not sent; the step's example stands for the answer: 200\n" + succeeds,
			dryrun.Outcome{Leads: 1, Requests: 1},
		},
		"no example": {
			`step ask { request POST crm "/ask" { body text "a\n\n" } }`,
			"### lead 1\n\n# step ask\nPOST https://crm.example/ask\nContent-Type: text/plain; charset=utf-8\nX-Key: •••\n\na\n\n# not sent; the step has no example, so an empty 200 stands for the answer\n" + succeeds,
			dryrun.Outcome{Leads: 1, Requests: 1},
		},
		"a packed body": {
			`step ask { request POST other "/ask" { body text "aaa"  gzip } }`,
			"### lead 1\n\n# step ask\nPOST https://other.example/ask\nContent-Encoding: gzip\nContent-Type: text/plain; charset=utf-8\n\naaa\n# the body goes out packed, in 28 bytes\n\n" +
				"# not sent; the step has no example, so an empty 200 stands for the answer\n" + succeeds,
			dryrun.Outcome{Leads: 1, Requests: 1},
		},
		"several attempts, then another service": {
			`step ask { idempotent by lead.id request POST other "/ask" expect 200 json { ok: bool } success when response.ok
				on failure { retry 1 fallback to crm } example 200 json { "ok": false } }`,
			"### lead 1\n\n# step ask\nPOST https://other.example/ask\nAccept: application/json\nIdempotency-Key: ebe078a95f07ec8eee57b3ab3b19e47b\n\n# not sent; the step's example stands for the answer: 200\n\n" +
				"# step ask, attempt 2\nPOST https://other.example/ask\nAccept: application/json\nIdempotency-Key: ebe078a95f07ec8eee57b3ab3b19e47b\n\n# not sent; the step's example stands for the answer: 200\n\n" +
				"# step ask, fallback\nPOST https://crm.example/ask\nAccept: application/json\nIdempotency-Key: ebe078a95f07ec8eee57b3ab3b19e47b\nX-Key: •••\n\n# not sent; the step's example stands for the answer: 200\n\n# it would end as failure: ask: the answer is a no\n\n",
			dryrun.Outcome{Leads: 1, Requests: 3},
		},
		"a token": {
			"service api { base \"https://api.example\" auth oauth2(token_url: \"https://api.example/token\", client_id: \"me\", client_secret: settings.key) }\n" +
				`step ask { request GET api "/ask" }`,
			"# a token for the service api\nPOST https://api.example/token\nAccept: application/json\nContent-Type: application/x-www-form-urlencoded\n\n" +
				"client_id=me&client_secret=•••&grant_type=client_credentials\n\n# not sent; a made-up token stands for the answer\n\n### lead 1\n\n" +
				"# step ask\nGET https://api.example/ask\nAuthorization: Bearer •••\n\n# not sent; the step has no example, so an empty 200 stands for the answer\n" + succeeds,
			dryrun.Outcome{Leads: 1, Requests: 2},
		},
		"an error": {
			`step ask { request GET other "/ask" fail "down\n for\u202e repair" example 200 }`,
			"### lead 1\n\n# step ask\nGET https://other.example/ask\n\n# not sent; the step's example stands for the answer: 200\n\n" +
				"# it would end as error: down for\uFFFD repair\n\n",
			dryrun.Outcome{Leads: 1, Requests: 1, Failed: true},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			outcome, problems, err := rehearsal(t, test.steps).Run(context.Background(), &out)
			if err != nil || len(problems) > 0 {
				t.Fatal(err, problems)
			}
			if diff := cmp.Diff(test.want, out.String()); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if outcome != test.outcome {
				t.Errorf("it comes to %+v, not %+v", outcome, test.outcome)
			}
			if strings.Contains(out.String(), "sesame") {
				t.Error("a secret is shown")
			}
		})
	}
}

// The requests of a step in the background come when its lead is out, or at the
// end; waits take no time.
func TestBackground(t *testing.T) {
	t.Parallel()
	r := rehearsal(t, `step tell { background request GET other "/tell" expect 200 json { ok: bool } success when response.ok on failure { retry 1 backoff 10m..10m } example 200 json { "ok": false } }`)
	r.Leads = leads("ann@example.com", "bob@example.com")
	var out strings.Builder
	outcome, _, err := r.Run(context.Background(), &out)
	if err != nil || outcome != (dryrun.Outcome{Leads: 2, Requests: 4}) {
		t.Fatalf("%+v, %v:\n%s", outcome, err, &out)
	}
	for _, head := range []string{"### lead 1\n", "### lead 2\n", "### lead 1, afterwards\n", "### lead 2, afterwards\n"} {
		if strings.Count(out.String(), head) != 1 {
			t.Errorf("want %q once in\n%s", head, &out)
		}
	}
}

var errFull = errors.New("no space left on device")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

// What keeps a run from its start, and what cannot be written, is said.
func TestRehearsalThatFails(t *testing.T) {
	t.Parallel()
	r := rehearsal(t, `step ask { request GET other "/ask" }`)
	if _, _, err := r.Run(context.Background(), full{}); !errors.Is(err, errFull) {
		t.Errorf("a full disk is %v", err)
	}
	r.Options.Settings = nil
	var out strings.Builder
	if _, problems, _ := r.Run(context.Background(), &out); !problems.HasErrors() || out.Len() > 0 {
		t.Errorf("without a setting: %v, %q", problems, out.String())
	}
}
