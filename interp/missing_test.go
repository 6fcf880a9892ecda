package interp_test

import (
	"bytes"

	"testing"

	"lcs/interp"
	lcshttp "lcs/stdlib/http"
	"lcs/value"
)

// TestMissing follows missing and invalid values through a script (decisions M2,
// M5, M6).
func TestMissing(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, script string
		lead         []value.Entry
		outcome      interp.Outcome
		reason       string
		url, body    string // of the request that was sent; "" when none was
	}{
		{
			name: "x! outside of a step ends the lead with the expression's text", script: `let r = lead.region!`,
			outcome: interp.Error, reason: "lead.region is missing",
		},
		{
			name: "a hole in a path fails the step as missing", script: `step ask { request GET api "/r/{{lead.region}}/x"  on missing { reject "where from?" } }`,
			outcome: interp.Failure, reason: "where from?",
		},
		{
			name: "a hole in a query value is nothing", script: `step ask { request GET api "/r?x={{lead.region}}" }`,
			outcome: interp.Success, url: "https://api.example.com/r?x=",
		},
		{
			name: "a missing field is left out after key?, and nothing in a text", script: `step ask { request POST api "/r" { body json { region?: lead.region, text: "<{{lead.region}}>", sent: lead.region ?? "none" } } }`,
			outcome: interp.Success, url: "https://api.example.com/r", body: `{"text":"<>","sent":"none"}`,
		},
		{
			name: "a number that is none is missing in arithmetic", script: `if (lead.value ?? 0) > 100 { reject "much" }`, lead: []value.Entry{entry("value", "about fifty")},
			outcome: interp.Success,
		},
		{
			name: "and takes the default", script: `if (lead.value ?? 500) > 100 { reject "much" }`, lead: []value.Entry{entry("value", "about fifty")},
			outcome: interp.Failure, reason: "much",
		},
		{
			name: "and prints as it came", script: `step ask { request POST api "/r" { body json { v: "{{lead.value}}" } } }`, lead: []value.Entry{entry("value", "about fifty")},
			outcome: interp.Success, url: "https://api.example.com/r", body: `{"v":"about fifty"}`,
		},
		{
			name: "a date that is none is missing", script: `if lead.born is present and (now - lead.born | years) > 18 { reject "old" }`, lead: []value.Entry{entry("born", "long ago")},
			outcome: interp.Success,
		},
		{
			name: "a required field that is absent ends the lead before its first step", script: `step ask { request GET api "/" }`, lead: []value.Entry{entry("id", "1"), entry("value", nil)},
			outcome: interp.Error, reason: "value is missing",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := simulate(t, `flow "Missing"
lead { id: string, region: string?, value: number, born: date? }
service api { base "https://api.example.com" }
`+test.script+"\n").stub("ask", reply{})
			entries := test.lead
			if entries == nil {
				entries = []value.Entry{entry("value", "1")}
			} else if entries[0].Key != "value" && entries[0].Key != "id" {
				entries = append(entries, entry("value", "1"))
			}
			got := s.do(entries...)
			s.close()
			if got.Outcome != test.outcome || got.Reason != test.reason {
				t.Errorf("%s %q, want %s %q", got.Outcome, got.Reason, test.outcome, test.reason)
			}
			came := s.partner.arrivals("ask")
			if test.url == "" {
				if len(came) > 0 {
					t.Errorf("sent %s", came[0].URL)
				}
				return
			}
			if len(came) != 1 || came[0].URL != test.url || string(came[0].Body) != test.body {
				t.Errorf("sent %v, want %s %s", came, test.url, test.body)
			}
		})
	}
}

// TestWholeLead: the lead as a whole is what it is at that moment; its secrets
// are sent, and shown nowhere.
func TestWholeLead(t *testing.T) {
	t.Parallel()
	s := simulate(t, `flow "Whole"
lead { id: string, name: string, pin: secret(string) }
lead.name = "Bob"
step ask { request POST "https://a.example.com/" { body json { all: lead } } }
`).stub("ask", reply{})
	got := s.do(entry("name", "Ann"), entry("pin", "4711"))
	s.close()
	sent := s.partner.arrivals("ask")
	if len(sent) != 1 {
		t.Fatalf("%s %q", got.Outcome, got.Reason)
	}
	body, err := value.ParseJSON(sent[0].Body, value.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	all, _ := body.(*value.Object).Value("all").(*value.Object)
	if all.Value("name") != "Bob" || all.Value("pin") != "4711" {
		t.Errorf("sent %s", sent[0].Body)
	}
	if masked := lcshttp.Masked(sent[0].Request); bytes.Contains(masked.Body, []byte("4711")) {
		t.Errorf("shown as %s", masked.Body)
	}
}
