package intake_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lcs/intake"
	"lcs/lang/diag"
	"lcs/value"
)

// write makes a file in a directory of its own and returns its name.
func write(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestSettingsFile(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"s.toml", "# ours\napi_key = \"k # 1\"\n\n region='eu'\n", `api_key="k # 1" s.toml:2; region="eu" s.toml:4`},
		{"s.toml", "n = 9007199254740993\nprice = 1.10\non = true\nday = 2026-03-01\nat = 2026-03-01T09:00:00Z\n",
			`n=9007199254740993 s.toml:1; price=1.1 s.toml:2; on=true s.toml:3; day="2026-03-01" s.toml:4; at="2026-03-01T09:00:00Z" s.toml:5`},
		{"s.toml", "tokens = [\"a\", \"b\"]\n[limits]\nb = 1\na = 2\n", `tokens=["a","b"] s.toml:1; limits={"a":2,"b":1} s.toml:2`},
		{"s.toml", "text = \"\"\"\nregion\n\"\"\"\nregion = \"eu\"", `text="region\n" s.toml:1; region="eu" s.toml:4`},
		{"s.toml", "", ``},
		{"s.json", "{\n  \"price\": 1.10,\n  \"region\": null\n}", `price=1.10 s.json:2; region=null s.json:3`},
		{"s.env", "# ours\nAPI_KEY=k-1\nexport LCS_SETTING_REGION=\"e u\" # here\n", `api_key="k-1" s.env:2; region="e u" s.env:3`},
		{".env.local", "A=1", `a="1" .env.local:1`},

		{"s.toml", "a = \"1\"\nb = k-123\n", `s.toml:2:5 LCS7111: expected value but found "k" instead`},
		{"s.toml", "a = \"1\"\na = \"2\"\n", `s.toml:2:1 LCS7111: Key 'a' has already been defined.`},
		{"s.json", "{\"a\": 1,}", `s.json:1:9 LCS7111: invalid character '}' looking for beginning of object key string`},
		{"s.json", "[1]", `s.json:1:1 LCS7111: a file of settings is an object, and this is a list`},
		{"s.env", "a=1\nwhat is this\n", `s.env:2:1 LCS7111: unexpected character`},
		{"s.yaml", "a: 1", `- LCS7111: the name 's.yaml' does not say how its settings are written`},
		{"s.toml", "a = \"\xff\"", `s.toml:1:6 LCS7104: byte 0xff is not UTF-8`},
		{"s.toml", "PK\x03\x04", `- LCS7102: 's.toml' is no text: it looks like a zip archive or an Excel workbook`},
	}
	for _, test := range tests {
		path := write(t, test.name, test.text)
		settings, problem := intake.SettingsFile(path)
		got := strings.ReplaceAll(list(t, settings, problem), filepath.Dir(path)+"/", "")
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s %q: want -, got +:\n%s", test.name, test.text, diff)
		}
	}
}

func list(t testing.TB, settings []intake.Setting, problem *diag.Diagnostic) string {
	t.Helper()
	if problem != nil {
		return show(t, intake.Lead{}, problem)
	}
	var out []string
	for _, s := range settings {
		text, err := value.AppendJSON(nil, s.Value)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprintf("%s=%s %s", s.Name, text, s.Place))
	}
	return strings.Join(out, "; ")
}

func TestSettingsThatAreMalformedStayHidden(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"s.toml": "key = s3cr3t-value", "s.json": `{"key": "s3cr3t-value}`, "s.env": "s3cr3t-value",
	} {
		_, problem := intake.SettingsFile(write(t, name, text))
		if problem == nil {
			t.Fatalf("%s: no diagnostic", name)
		}
		if shown := fmt.Sprintf("%s %s %s %s", problem.Message, problem.Label, problem.Help, problem.Span.File.Text); strings.Contains(shown, "s3cr3t") {
			t.Errorf("%s: the diagnostic shows the value: %s", name, shown)
		}
	}
	if _, problem := intake.ParseSetting("s3cr3t"); problem == nil || strings.Contains(problem.Message, "s3cr3t") {
		t.Errorf("--set without a name: %v", problem)
	}
}

func TestLaterSettingsWin(t *testing.T) {
	t.Parallel()
	first := write(t, "first.toml", "a = \"first\"\nb = \"first\"\nc = \"first\"\nd = \"first\"")
	second := write(t, "second.json", `{"b": "second", "c": "second", "d": "second"}`)
	settings, problems := intake.ReadSettings([]string{first, second},
		[]string{"LCS_SETTING_C=environment", "LCS_SETTING_D=environment", "PATH=/bin", "LCS_SETTING_=x"}, []string{"d=a=b"})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var got []string
	for name, s := range settings {
		got = append(got, fmt.Sprintf("%s=%s at %s", name, s.Value, s.Place))
	}
	slices.Sort(got)
	want := []string{"a=first at " + first + ":1", "b=second at " + second + ":1", "c=environment at LCS_SETTING_C", "d=a=b at --set"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestAllProblemsWithSettingsAreReported(t *testing.T) {
	t.Parallel()
	_, problems := intake.ReadSettings([]string{"missing.toml", write(t, "s.toml", "a = ")}, nil, []string{"novalue", "=x", "a=1"})
	var codes []string
	for _, p := range problems {
		codes = append(codes, string(p.Code))
	}
	if diff := cmp.Diff([]string{"LCS7101", "LCS7111", "LCS7112", "LCS7112"}, codes); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}
