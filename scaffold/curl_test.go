package scaffold_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lcs/interp"
	"lcs/lang/diag"
	"lcs/lang/format"
	"lcs/lang/load"
	"lcs/scaffold"
	"lcs/scripttest"
	"lcs/stdlib"
)

var update = flag.Bool("update", false, "write the golden files anew")

// sound checks a script, runs its tests and holds it against the formatter.
func sound(t *testing.T, script string) {
	t.Helper()
	lib := stdlib.New()
	info, problems := load.Check("flow.lcs", func(string) ([]byte, error) { return []byte(script), nil }, lib)
	for _, d := range problems {
		if d.Severity != diag.Note && d.Code != "LCS8003" {
			t.Errorf("%s: %s[%s]: %s", d.Span, d.Severity, d.Code, d.Message)
		}
	}
	if problems.HasErrors() {
		t.Fatal(script)
	}
	if formatted := format.Source(script); formatted != script {
		t.Errorf("not formatted: %s", cmp.Diff(script, formatted))
	}
	program, problems := interp.Compile(info, lib)
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	suite := scripttest.New(info, program, lib)
	for _, test := range suite.Tests() {
		if r := suite.Run(test); !r.Passed() {
			t.Errorf("%s\n%s", r, script)
		}
	}
}

// written holds the script of a draft against its golden file, and returns it.
func written(t *testing.T, draft *scaffold.Draft, golden string) string {
	t.Helper()
	got := draft.Script()
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	sound(t, got)
	return got
}

// The commands of testdata/curl become the scripts beside them.
func TestCurl(t *testing.T) {
	files, err := filepath.Glob("testdata/curl/*.sh")
	if err != nil || len(files) == 0 {
		t.Fatal("no commands", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".sh"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			command, answer, _ := strings.Cut(string(text), "\n# answers\n")
			draft, err := scaffold.FromCurl(command, scaffold.Sources{Answer: []byte(answer)})
			if err != nil {
				t.Fatal(err)
			}
			got := written(t, draft, strings.TrimSuffix(file, ".sh")+".lcs")
			if strings.Contains(got, "sesame") {
				t.Error("a secret of the command is in the script")
			}
		})
	}
}

// What a command says in few words: each becomes these lines, and a sound script.
func TestCurlOptions(t *testing.T) {
	t.Parallel()
	for command, lines := range map[string][]string{
		`curl https://a.example/x -d "api_key=$KEY&x=1"`:                                                  {`settings { key: secret }`, `body form { api_key: settings.key, x: "1" }`},
		`curl -U ann:sesame -x http://ann:sesame@p.example --pass sesame https://a.example/x`:             {"# Not taken over: -U\n", "# Not taken over: -x\n", "# Not taken over: --pass\n"},
		`curl -m 0.5 https://a.example/x`:                                                                 {`timeout 500ms`},
		`curl https://a.example/x --ciphers ABC -sSfL`:                                                    {`base "https://a.example"`},
		`curl https://ann:sesame@a.example/x?token=open`:                                                  {`auth basic("ann", settings.password)`, `query { token: settings.token }`},
		`curl -u ann:sesame 'https://a.example/x?key=1'`:                                                  {`auth basic("ann", settings.password)`, `query { key: settings.key }`},
		`curl 'https://a.example/x?token=open&key=sesame'`:                                                {`auth query("token", settings.token)`, `query { key: settings.key }`},
		`curl "https://a.example/x?token=$T"`:                                                             {`settings { t: secret }`, `auth query("token", settings.t)`},
		`curl 'https://a.example/x?id[]=1&id[]=2&q='`:                                                     {`query { "id[]": ["1", "2"], q: "" }`},
		`curl http://a.example/x -u ann:sesame`:                                                           {`settings { password: string }`},
		`curl --data-urlencode '=a b' --data-urlencode 'm=x&y' https://a.example/x`:                       {`body form { "a b": "", m: "x&y" }`},
		`curl https://a.example/x -d '{"password":"sesame","auth":{"token":"open"}}'`:                     {`"password": "{{settings.password}}"`, `"token": "{{settings.token}}"`},
		`curl https://a.example/x -d "{\"$K\":\"$V\"}"`:                                                   {`body json { "{{settings.k}}": "{{settings.v}}" }`},
		`curl https://a.example/x -d "<a><b>$TOKEN</b><Password>sesame</Password></a>"`:                   {`<b>{{settings.token}}</b><Password>{{settings.password}}</Password>`},
		`curl https://a.example/x -d '{"state": true, "age": "41"}'`:                                      {`state: bool`, `"state": lead.state`},
		`curl -F token=sesame -F 'meta={};type=application/json' https://a.example/x`:                     {`body multipart { token: settings.token, meta: "{}" }`},
		`curl https://a.example/x -d $'m=Jos\u00e9\x21\041\tz'`:                                           {"m: \"José!!\\tz\""},
		`curl https://a.example/x -H 'Expect:100-continue' -H 'Transfer-Encoding: chunked' -H 'X-Empty;'`: {`request GET a "/x"`},
	} {
		draft, err := scaffold.FromCurl(command, scaffold.Sources{})
		if err != nil {
			t.Errorf("%s: %v", command, err)
			continue
		}
		script := draft.Script()
		for _, line := range lines {
			if !strings.Contains(script, line) {
				t.Errorf("%s lacks %s:\n%s", command, line, script)
			}
		}
		if strings.Contains(script, "sesame") {
			t.Errorf("%s: a secret is in the script:\n%s", command, script)
		}
		sound(t, script)
	}
}

// What cannot become a script is refused, with why.
func TestCurlThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for command, want := range map[string]string{
		"":                                        "want one curl command, and this is 0",
		"wget https://a.example":                  "the command does not begin with curl",
		"curl https://a.example | jq .":           "want one curl command without a pipe or anything around it",
		"curl 'https://a.example":                 "line 1, character 6",
		"curl https://a.example/$(date)":          "what the shell computes",
		"curl https://a.example/${X:-1}":          "a variable of the shell that is changed on its way",
		"curl -d a=1":                             "the command names no URL",
		"curl ftp://a.example":                    `"ftp://a.example" is no URL that a script can call`,
		"curl https://a.example https://b.exampl": "one URL, and this one has two: https://a.example and https://b.exampl",
		"curl https://a.example -H":               "the option -H has no value",
		"curl https://a.example -H 'a b: c'":      `"a b" is no name of a header`,
		"curl https://a.example -X 'P OST'":       `a script has no method "P OST": it has GET, POST`,
		"curl https://a.example -m soon":          `the option -m takes seconds, and "soon" are none`,
		"curl https://a.example -m NaN":           `the option -m takes seconds, and "NaN" are none`,
		"curl https://a.example -d @-":            "the body comes from stdin (@-)",
		"curl https://a.example -d @body.json":    "the body is in a file, body.json, which is not at hand",
		"curl https://a.example -d '{'":           "the body is no JSON: ",
		`curl https://a.example -d "{\"n\": $N}"`: "the body is no JSON; a variable of the shell can only stand between its quotes",
		"curl https://a.example -F 'a=@b.pdf'":    `the part "a" is a file (@b.pdf)`,
		"curl 'https://a.example?a=%zz'":          `"a=%zz" is not encoded right`,
		"curl https://a.example -d '\xff'":        "the command or its answer is not UTF-8",
	} {
		if _, err := scaffold.FromCurl(command, scaffold.Sources{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", command, err, want)
		}
	}
}
