package stdlib

import (
	"errors"
	"strings"
	"testing"

	"lcs/limits"
)

func TestMistakesInPatterns(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ pattern, flags, message, at string }{
		{`(a`, "", "never closed", `(`},
		{`a)`, "", "closes no group", `)`},
		{`[a`, "", "never closed", `[`},
		{`*a`, "", "nothing before this '*'", `*`},
		{`a**`, "", "nothing before this '*'", `*`},
		{`{2}`, "", "nothing before this '{'", `{2}`},
		{`a{3,2}`, "", "wrong order", `{3,2}`},
		{`[z-a]`, "", "wrong order", `z-a`},
		{`(?<a>x)(?<a>y)`, "", "already has the name", `(?<a>`},
		{`(?<a>x)\k<b>`, "", "no group has the name 'b'", `\k<b>`},
		{`(?<1>x)`, "", "cannot name a group", `1`},
		{`(?i)x`, "", "no group that begins like this", `(?i`},
		{`(?#x)`, "", "no group that begins like this", `(?#`},
		{`\`, "", "nothing follows this backslash", `\`},
		{`(?<=a)*`, "", "cannot be repeated", `(?<=a)*`},
		{`\p{Nope}`, "", "no property", `\p{Nope}`},
		{`\ud800`, "", "half of a character", `\ud800`},
		{`\u{110000}`, "", "no character has this number", `\u{`},
		{`a`, "x", "no flag 'x'", ""},
		{`a`, "gg", "twice", ""},
		{strings.Repeat("(", 300), "", "nested", ""},
		{strings.Repeat("a", 70_000), "", "64 kB", ""},
	} {
		_, bad := CompileRegex(c.pattern, c.flags)
		if bad == nil {
			t.Errorf("/%.40s/%s compiles", c.pattern, c.flags)
			continue
		}
		if !strings.Contains(bad.Message, c.message) {
			t.Errorf("/%.40s/%s: %q does not say %q", c.pattern, c.flags, bad.Message, c.message)
		}
		if c.at != "" && c.pattern[bad.Start:bad.End] != c.at {
			t.Errorf("/%s/: the complaint is about %q, not %q", c.pattern, c.pattern[bad.Start:bad.End], c.at)
		}
	}
}

func TestPatternsTellTheirGroups(t *testing.T) {
	t.Parallel()
	re, bad := CompileRegex(`(?<year>\d{4})-(\d\d)`, "")
	if bad != nil || re.Groups != 2 || re.Names[0] != "year" || re.Names[1] != "" || re.Backtracks {
		t.Fatalf("%+v, %v", re, bad)
	}
	if back, _ := CompileRegex(`(a+)\1+`, ""); !back.Backtracks {
		t.Error("a back reference with repetitions runs on the engine that backtracks")
	}
	if back, _ := CompileRegex(`a(?=b)`, ""); back.Backtracks {
		t.Error("without repetitions nothing can take long")
	}
}

func TestPropertiesOfCharacters(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{`^\p{L}+$`, "Ünalé李", true}, {`^\p{L}+$`, "a1", false}, {`^\P{L}+$`, "12", true}, {`^\p{Lu}`, "É", true}, {`^\p{Script=Greek}+$`, "Ωμ", true},
		{`^[\p{L}\d ]+$`, "Ann 7", true}, {`^\p{Uppercase}`, "a", false}, {`^\u{1F600}$`, "😀", true}, {`^.$`, "😀", true}, {`\p`, "p", true},
	} {
		re, bad := CompileRegex(c.pattern, "")
		if bad != nil {
			t.Fatalf("%s: %v", c.pattern, bad.Message)
		}
		if got, err := re.Match(c.text); err != nil || got != c.want {
			t.Errorf("/%s/ on %q is %v, %v", c.pattern, c.text, got, err)
		}
	}
}

// What could take for ever ends with an error, soon.
func TestPatternsThatExplode(t *testing.T) {
	t.Parallel()
	var fewer limits.Limits
	if err := fewer.Set("pattern=1000000"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ pattern, text string }{
		{`(?:(a+)|b)*\1c`, strings.Repeat("a", 200)},
		{`(?=(a+)+$)x|(\w*)*y`, strings.Repeat("a", 5000)},
		{`^(?:(?!b)(a|aa)+)+$`, strings.Repeat("a", 100) + "b"},
		{`(.*)\1(.*)\2x`, strings.Repeat("ab", 5000)},
		{`(?:()|a)*?\1{1000000000}b`, strings.Repeat("a", 1000)},
		{`(?:(?=(.))){1000000000}`, "a"},
		{`(?:(?:(?:a?){1000000}){1000000}){1000000}`, "b"},
	} {
		re, bad := CompileRegex(c.pattern, "g")
		if bad != nil {
			t.Fatalf("%s: %s", c.pattern, bad.Message)
		}
		re = re.Within(&fewer) // the steps are counted, not timed
		if _, err := re.replace(c.text, ""); !errors.Is(err, errRegexBudget) {
			t.Errorf("/%s/: %v", c.pattern, err)
		}
	}
}

func TestLargeTexts(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("lead 42, ", 1<<17) // 1.1 MB
	for _, pattern := range []string{`\d+`, `\bzzz\b`, `[^,]*zzz`, `(?<=#)(\w+)`, `(?<!x)zzz`} {
		re, bad := CompileRegex(pattern, "")
		if bad != nil {
			t.Fatal(bad.Message)
		}
		if _, err := re.Match(text); err != nil {
			t.Errorf("/%s/: %v", pattern, err)
		}
	}
	many, _ := CompileRegex(`.`, "g")
	if _, err := many.split(text, -1); err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("a million matches and more: %v", err)
	}
	double, _ := CompileRegex(`e`, "g")
	if _, err := double.replace(strings.Repeat("e", 10_000), "$`$'"); !errors.Is(err, errTooLong) {
		t.Errorf("a result that grows with the square: %v", err)
	}
}

func FuzzRegex(f *testing.F) {
	for _, seed := range [][4]string{
		{`(\d+)-(?<x>a)`, "g", "12-a", "$<x>$1"}, {`(?<=(a)|b)\1*?`, "gi", "abAB", "$&"}, {`[^]\b{2}`, "m", "x\ny", "$$"}, {`(?:(a)|b)*`, "s", "abab", "$1"},
		{`\u{1F600}|\p{L}`, "", "😀", "$'"},
	} {
		f.Add(seed[0], seed[1], seed[2], seed[3])
	}
	f.Fuzz(func(t *testing.T, pattern, flags, text, with string) {
		re, bad := CompileRegex(pattern, flags)
		if bad != nil {
			if bad.Start < 0 || bad.End < bad.Start || bad.End > len(pattern)+len(flags)+1 {
				t.Fatalf("the complaint about /%s/%s stands at %d to %d", pattern, flags, bad.Start, bad.End)
			}
			return
		}
		if len(text) > 2000 {
			return
		}
		if _, err := re.replace(text, with); err != nil && !errors.Is(err, errRegexBudget) && !errors.Is(err, errTooLong) {
			t.Fatal(err)
		}
		if parts, err := re.split(text, -1); err == nil && re.Groups == 0 {
			n := 0
			for _, part := range parts {
				n += len(part.(string))
			}
			if n > len(text) {
				t.Fatalf("the parts of %q are longer than it", text)
			}
		}
	})
}
