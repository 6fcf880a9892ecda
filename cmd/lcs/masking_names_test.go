package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"lcs/interp"
	"lcs/lang/load"
	"lcs/stdlib"
	"lcs/trace"
	"lcs/value"
)

// named calls hosts whose names have a secret in them: of a setting that says
// the same as a secret one, and where a partner sends the call on to. What is
// said about them are errors of DNS.
const named = `flow "named"
settings { key: secret, tenant: string }
lead { id: string }
trace full
step tenant {
  request GET "http://{{settings.tenant}}.unknown.test/" { timeout 5s }
  on network {
    log warn "{{error.message}} {{http.url}}"
    note "{{error.message}}"
    skip
  }
}
step sent_on {
  request GET "http://known.test:PORT/on"
  on network {
    flag "{{error.message}}"
    skip
  }
}
step slow {
  request GET "http://{{settings.tenant}}.slow.test/" { timeout 5s }
  on timeout {
    log warn "{{error.message}}"
    skip
  }
}
step last { request GET "http://{{settings.tenant}}.broken.test/" { timeout 5s } }
`

// nameless knows one host; about others it says what goes wrong.
type nameless struct {
	mu    sync.Mutex
	asked []string
}

func (n *nameless) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	n.mu.Lock()
	n.asked = append(n.asked, host)
	n.mu.Unlock()
	switch {
	case host == "known.test":
		return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
	case strings.HasSuffix(host, ".slow.test"):
		return nil, &net.DNSError{Err: "i/o timeout", Name: host, Server: "10.0.0.1:53", IsTimeout: true}
	case strings.HasSuffix(host, ".broken.test"):
		return nil, &net.DNSError{Err: "server misbehaving", Name: host, Server: "10.0.0.1:53"}
	}
	return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

// The name of a host that cannot be found is masked where it has a secret.
func TestNoOutputHasASecretOfAName(t *testing.T) {
	t.Parallel()
	var key string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://"+key+".elsewhere.test/"+key, http.StatusFound)
	}))
	defer server.Close()
	script := strings.Replace(named, "PORT", server.URL[strings.LastIndexByte(server.URL, ':')+1:], 1)
	library := stdlib.New()
	info, problems := load.Source("named.lcs", script, nil, library)
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	program, problems := interp.Compile(info, library)
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	label := rapid.StringMatching(`[A-Za-z0-9][A-Za-z0-9-]{8,30}[A-Za-z0-9]`)
	rounds := 0
	rapid.Check(t, func(t *rapid.T) {
		if rounds++; rounds > 30 {
			return
		}
		key = label.Draw(t, "key")
		var logged, ndjson, har, curl bytes.Buffer
		lines, archive := trace.NewNDJSON(&ndjson), trace.NewHAR(&har, "lcs", "1")
		names := &nameless{}
		var run *interp.Run
		run, problems := program.Start(context.Background(), interp.Options{
			Settings: map[string]interp.Setting{"key": {Value: key}, "tenant": {Value: key}}, AllowPrivate: true, Resolver: names,
			Log: func(_ *interp.Result, line interp.LogLine) { fmt.Fprintln(&logged, line.Text) },
			Trace: func(a interp.Attempt) {
				entry, _ := trace.NewEntry(trace.AttemptOf(run, a, ""))
				lines.Write(entry)
				archive.Write(entry)
				fmt.Fprintln(&curl, trace.NewCurl(entry).Command)
			},
		})
		if problems.HasErrors() {
			t.Fatal(problems)
		}
		result := run.Do(context.Background(), interp.Record{Value: value.NewObject(value.Entry{Key: "id", Value: "1"}), Place: "test"})
		_ = run.Close()
		if err := archive.Close(); err != nil {
			t.Fatal(err)
		}
		outputs := map[string]string{"result": string(result.AppendJSON(nil)), "log": logged.String(), "trace": ndjson.String(), "HAR": har.String(), "curl": curl.String()}
		for _, want := range []string{
			"no such host: •••.unknown.test", "no such host: •••.elsewhere.test", "the address of •••.slow.test could not be found in time",
			"the address of •••.broken.test could not be found: server misbehaving",
		} {
			if !strings.Contains(strings.Join([]string{outputs["result"], outputs["log"]}, "\n"), want) {
				t.Errorf("nothing says %q:\n%s\n%s", want, outputs["result"], outputs["log"])
			}
			said, _ := json.Marshal(want)
			if !strings.Contains(outputs["trace"], strings.Trim(string(said), `"`)) {
				t.Errorf("the trace does not say %q:\n%s", want, outputs["trace"])
			}
		}
		if asked := strings.Join(names.asked, " "); len(names.asked) != 5 || strings.Count(asked, key) != 4 {
			t.Errorf("asked for %s", asked)
		}
		for name, output := range outputs {
			for _, text := range unpacked(output) {
				if found := leak(text, formsOf(key)); found != "" {
					t.Errorf("the secret %q is in the %s: %s", key, name, found)
				}
			}
		}
	})
}
