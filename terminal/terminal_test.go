package terminal_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lcs/terminal"
)

func TestPaint(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		screen terminal.Screen
		text   string
		style  terminal.Style
		want   string
	}{
		{terminal.Screen{}, "error", terminal.Red, "error"},
		{terminal.Screen{Color: true}, "error", terminal.Red, "\x1b[31merror\x1b[0m"},
		{terminal.Screen{Color: true}, "error", terminal.BoldRed, "\x1b[1;31merror\x1b[0m"},
		{terminal.Screen{Color: true}, "plain", "", "plain"},
		{terminal.Screen{Color: true}, "", terminal.Red, ""},
	} {
		if got := test.screen.Paint(test.text, test.style); got != test.want {
			t.Errorf("%q in %q is %q, not %q", test.text, test.style, got, test.want)
		}
	}
}

func TestPlural(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0 leads", 1: "1 lead", 2: "2 leads", 1000: "1000 leads"} {
		if got := terminal.Plural(n, "lead"); got != want {
			t.Errorf("%d: %q", n, got)
		}
	}
}

func TestShortened(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text string
		most int
		want string
	}{
		{"not on the list", 15, "not on the list"},
		{"not on the lists", 15, "not on the l..."},
		{"two\nlines\tand  more ", 20, "two lines and more"},
		{"\x1b[2J\x07cle\u009bar", 20, "\uFFFD[2J\uFFFDcle\uFFFDar"},
		{"pay \u202e001 now", 20, "pay \uFFFD001 now"},
		{"ééééé", 4, "é..."},
		{"", 3, ""},
	} {
		if got := terminal.Shortened(test.text, test.most); got != test.want {
			t.Errorf("%q in %d is %q, not %q", test.text, test.most, got, test.want)
		}
	}
}

func TestWrapped(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text  string
		width int
		want  []string
	}{
		{"timeout, network, dropped", 30, []string{"timeout, network, dropped"}},
		{"timeout, network, dropped", 17, []string{"timeout, network,", "dropped"}},
		{"timeout, network, dropped", 16, []string{"timeout,", "network, dropped"}},
		{"a https://partner.example/very/long b", 8, []string{"a", "https://partner.example/very/long", "b"}},
		{"é é é", 3, []string{"é é", "é"}},
		{"", 8, []string{""}},
	} {
		if d := cmp.Diff(test.want, terminal.Wrapped(test.text, test.width)); d != "" {
			t.Errorf("%q in %d: want -, got +:\n%s", test.text, test.width, d)
		}
	}
}

// No word is lost, and only a word that is longer than a line makes one longer.
func TestWrappedLosesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOf(rapid.StringMatching(`[a-zé,]{1,12}`)).Draw(t, "words")
		width := rapid.IntRange(1, 40).Draw(t, "width")
		lines := terminal.Wrapped(strings.Join(words, " "), width)
		if got := strings.Join(lines, " "); got != strings.Join(words, " ") {
			t.Fatalf("%q", lines)
		}
		for _, line := range lines {
			if len([]rune(line)) > width && strings.Contains(line, " ") {
				t.Fatalf("%q is longer than %d", line, width)
			}
		}
	})
}

func TestTime(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"0s": "0s", "999ns": "999ns", "1234ns": "1.23us", "1.2345ms": "1.23ms", "999.6ms": "1s", "12.345s": "12.3s", "1h2m3s": "1h2m0s",
	} {
		d, err := time.ParseDuration(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := terminal.Time(d); got != want {
			t.Errorf("%s is %s, not %s", text, got, want)
		}
	}
}

func TestPadded(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text  string
		width int
		want  string
	}{{"é", 3, "é  "}, {"abc", 3, "abc"}, {"abcd", 3, "abcd"}} {
		if got := terminal.Padded(test.text, test.width); got != test.want {
			t.Errorf("%q in %d is %q", test.text, test.width, got)
		}
	}
}

func TestDefinitions(t *testing.T) {
	t.Parallel()
	got := terminal.Definitions([]terminal.Definition{{"min", "the least of the values"}, {"größte", "it"}, {"none", ""}}, 24)
	want := "  min     the least of\n          the values\n  größte  it\n  none\n"
	if got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
