package interp_test

import (
	"strings"
	"testing"

	"lcs/clock"
	"lcs/interp"
	"lcs/value"
)

const partlySecret = `
settings { tokens: [secret] = [], pair: { key: secret, n: int }? }
lead {
  kind: secret("aa" | "bb")?
  sub:  { key: secret("x" | "y"), n: int, keys: [secret]? }?
  all:  secret({ part: { key: "x" | "y" } })?
}
step ask {
  request GET "https://api.example.com/"
  expect 200 json { user: { name: string, token: secret, pin: secret(int)? } }
  map { user: response.user }
}
`

// Neither a result nor what it says of values that do not fit shows a secret
// that is part of something else.
func TestPartsAreVeiled(t *testing.T) {
	t.Parallel()
	const good = `{"user":{"name":"Ann","token":"hush-t"}}`
	for _, test := range []struct{ name, lead, answer, says string }{
		{name: "parts of a lead", lead: `{"sub":{"key":"x","n":1,"keys":["hush-k"]}}`, says: `"sub":{"key":"•••","n":1,"keys":["•••"]}`},
		{name: "a part of an output", lead: `{}`, says: `"user":{"name":"Ann","token":"•••"}`},
		{name: "a member of no set", lead: `{"kind":"hush"}`, says: `"reason":"kind should be \"aa\" | \"bb\""`},
		{name: "a part of a field", lead: `{"sub":{"key":"hush","n":1}}`, says: `"reason":"sub.key should be \"x\" | \"y\""`},
		{name: "a part of a secret", lead: `{"all":{"part":{"key":"hush"}}}`, says: `"reason":"all.part.key should be \"x\" | \"y\""`},
		{name: "a part of an answer", lead: `{}`, answer: `{"user":{"name":"Ann","token":["hush-t"]}}`, says: "response.user.token should be secret, and is not"},
		{name: "an answer of parts", lead: `{}`, answer: `{"user":["hush-t"]}`, says: "and is not"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if test.answer == "" {
				test.answer = good
			}
			s := simulate(t, partlySecret).stub("ask", reply{body: test.answer})
			v, err := value.ParseJSON([]byte(test.lead), value.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			got := string(s.together(interp.Record{Value: v.(*value.Object)})[0].AppendJSON(nil))
			if strings.Contains(got, "hush") || !strings.Contains(got, test.says) {
				t.Errorf("got  %s\nwant %s", got, test.says)
			}
		})
	}
}

func TestSettingsOfPartsAreNotShown(t *testing.T) {
	t.Parallel()
	given := map[string]interp.Setting{
		"tokens": {Value: "hush", Place: "--set"},
		"pair":   {Value: value.NewObject(value.Entry{Key: "key", Value: "hush"}), Place: "--set"},
	}
	p := compile(t, "test.lcs", partlySecret)
	_, problems := p.Start(t.Context(), interp.Options{Clock: clock.NewSimulated(startOfTests), Settings: given})
	if got := diagnostics(problems); strings.Contains(got, "hush") || len(problems) != 2 {
		t.Errorf("got %s", got)
	}
}

// An answer may repeat a secret of the lead, or a part of itself that is one. What
// is shorter than 8 bytes is left in data, of which it may be a part by chance, and
// taken out of logs, from 4 bytes on.
func TestSecretsOfALeadAreVeiledInWhatRepeatsThem(t *testing.T) {
	t.Parallel()
	s := simulate(t, `
lead { card: secret, pin: secret?, cvc: secret?, ssn: ssn? }
step ask {
  request POST "https://api.example.com/" { body json { card: lead.card, pin?: lead.pin } }
  expect 200 json { token: secret, said: string }
  map { said: response.said, token: response.token }
  reference response.said
}
log info "{{ask.said}}"
note "{{ask.said}}"
flag "{{ask.said}}"
reject "{{ask.said}}"
`).stub("ask", reply{body: `{"token":"t-hush-123","said":"4111 1111 1111 1111, NDExMSAxMTExIDExMTEgMTExMQ==, t-hush-123, 4711-x, 987, 539600122"}`})
	lead := value.NewObject(value.Entry{Key: "card", Value: "4111 1111 1111 1111"}, value.Entry{Key: "pin", Value: "4711-x"},
		value.Entry{Key: "cvc", Value: "987"}, value.Entry{Key: "ssn", Value: "539-60-0122"})
	r := s.together(interp.Record{Value: lead})[0]
	const inData, inLogs = "•••, •••==, •••, 4711-x, 987, 539600122", "•••, •••==, •••, •••, 987, •••"
	for _, got := range []string{r.Reason, r.Notes[0], r.Flags[0], value.Text(r.Ref), value.Text(r.Steps[0].Outputs.Value("said"))} {
		if got != inData {
			t.Errorf("in data: %s, want %s", got, inData)
		}
	}
	if got := r.Logs[0].Text; got != inLogs {
		t.Errorf("in logs: %s, want %s", got, inLogs)
	}
	if out := string(r.AppendJSON(nil)); strings.Contains(out, "4111") || strings.Contains(out, "hush") {
		t.Errorf("in the result: %s", out)
	}
}

// An answer may repeat what it was sent, and its text is there to be logged.
func TestRepeatedSecretsAreVeiled(t *testing.T) {
	t.Parallel()
	s := simulate(t, `
settings { key: secret }
example settings { key: "hush-key" }
service api { base "https://api.example.com"  auth basic("ann", settings.key) }
step ask { request GET api "/"  on 401 { note "{{http.body}}"  skip } }
`).stub("ask", reply{status: 401, body: "bad: Basic YW5uOmh1c2gta2V5, hush-key"})
	r := s.do()
	if len(r.Notes) != 1 || strings.Contains(r.Notes[0], "hush") || strings.Contains(r.Notes[0], "YW5uOmh1c2gta2V5") {
		t.Errorf("notes %q", r.Notes)
	}
}
