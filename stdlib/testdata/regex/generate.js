// Makes cases.json, what JavaScript does with patterns: node generate.js > cases.json
//
// A case without characters beyond U+FFFF runs without the flag u, as scripts
// write it; one with them runs with u, since a character is one here.

const patterns = [
  // literals, classes, dots
  "a", "abc", "", ".", "..", "a.c", "[abc]", "[^abc]", "[a-c]+", "[a-cx-z]", "[\\w-]+", "[-a]", "[a-]", "[]", "[^]", "[\\]]", "[\\d\\s]", "[^\\d]",
  "[\\b]", "[.*+]", "a\\.c", "\\/", "\\-", "\\_", "\\$", "]", "a{", "a{,3}", "}", "{}", "a{2}b", "\\{", "[\\d-x]", "[a-\\d]", "[\\w-]", "[+-]",
  // escapes
  "\\d", "\\D", "\\w", "\\W", "\\s", "\\S", "\\t|\\n", "\\x41", "\\u0041", "\\u00e9", "\\0", "\\cJ", "\\c", "\\xZ", "\\u12", "\\101", "\\8", "\\p", "\\a",
  "\\e", "\\k", "[\\cJ]", "[\\101]", "\\7",
  // assertions
  "^", "$", "^a", "a$", "^$", "^a$", "\\b", "\\B", "\\ba", "a\\b", "\\bfoo\\b", "\\Boo", "^\\s+|\\s+$", "(?:^|,)([^,]*)", "$^", "\\b\\w",
  // repetitions
  "a*", "a+", "a?", "a*?", "a+?", "a??", "a{2}", "a{2,}", "a{1,2}", "a{0}", "a{0,1}", "a{2,3}?", "ab*c", "(ab)+", "(?:ab)+", "(a|b)+", "(a|b)*c", "x*",
  ".*", ".+", ".*?", ".+?b", "<.*>", "<.*?>", "\"[^\"]*\"", "(a+)+b", "a*a*a*b", "(?:a?){3}a{3}", "[^,]*,?", "\\d{3}-\\d{4}", "(?:)*", "(?:a|)+", "a{1,2}{2}",
  // groups
  "(a)(b)?(c)", "(a)|(b)", "(?:(a)|(b))+", "(?:(a)|b)*", "((a)|(b))*", "(a*)*", "(a*)+", "(a?)*?b", "(|a)*", "(|a)+", "(a|)+", "(a|ab)(c|bcd)(d*)", "(z)((a+)?(b+)?(c))*",
  "(a?)?", "(a*)?", "(?:(\\d+)|(\\w+))+", "(?:a(b)?)*", "(a(b)?)+", "(?:(x)?y)*", "(\\w+) (\\w+)", "(\\d{4})-(\\d{2})-(\\d{2})", "(?<year>\\d{4})-(?<month>\\d{2})",
  "(?<a>x)|(?<b>y)", "((((a))))", "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)", "(?:(?:a)b)c", "()", "(?:|a)b", "(a){2}", "(a|b){2,3}", "(?:(a)|(b)){2}",
  // back references
  "(a)\\1", "(?<=(?:([ab])??|)*(?<=aa*))\\1b", "(?<=(a)?)\\1*?b", "(a|b)\\1", "\\1(a)", "(a)?\\1b", "(\\w)\\1", "(['\"]).*?\\1", "(?<q>['\"]).*?\\k<q>", "(a)\\2", "(?:(a)|b)\\1", "(a\\1)", "(\\w+) \\1", "(?<x>a)\\k<x>", "((a)\\2)+",
  // look-around
  "a(?=b)", "a(?!b)", "(?=a)", "(?=(a+))", "(?=(a+))a*b\\1", "(?!foo)...", "(?<=a)b", "(?<!a)b", "(?<=\\$)\\d+", "(?<!\\d)\\d{2}(?!\\d)", "(?<=(\\d+)(\\d+))$", "(?<=#)(\\w+)(?=#)",
  "(?<=^|,)[^,]+", "(?<=a|bc)d", "(?<=(a)\\1)b", "(?<=\\1(a))b", "(?=.*\\d)(?=.*[a-z]).+", "(?<=a+)b", "(?<=(?<!b)a)c", "(?!(a))\\w\\1", "(?=(a)|b)\\w", "(?:(?=(\\d))\\d)+", "(?<=\\b)a", "(?=a){2}a",
  "(.*?)a(?!(a+)b\\2c)\\2(.*)", "\\d+(?=%)", "\\B(?=(\\d{3})+(?!\\d))", "(?<=^\\s*)#.*$", "^(?!.*spam).*$",
  // what people write
  "\\D", "\\s+", "[^0-9.]", "^\\+?1?", "([^@]+)@(.+)", "ID: (\\d+)", "price: \\$(\\d+\\.\\d{2})", "&(?:amp|lt|gt);", "\\s*[,;]\\s*", "\\r?\\n", "[\\s,]+", "^0+", "(\\d+)(?:\\.(\\d+))?",
  "^(\\w+)\\s(\\w+)$", "[A-Z]", "(foo|bar)baz", "\\|", "^.{3}", ".{3}$", "(?:\\+|00)(\\d{1,3})", "[aeiou]", "(\\w)(\\w*)", "\\$\\{(\\w+)\\}", "<(\\w+)[^>]*>([\\s\\S]*?)<\\/\\1>", "\\bthe\\b",
  "k", "s", "[k-s]", "ß", "é", "[à-ü]", "ς", "Ω", "ǆ", "[^k]", "ſ", "[^a-z]", "\\W", "ı", "İ", "ﬁ", "μ", "Å", "θ",
];

const inputs = [
  "", "a", "b", "ab", "aaa", "abc", "abcabc", "aab aab", "bbb", "xaxbxc", "zaacbbbcac", "a\nb", "a\r\nb\r\n", "line1\nline2\u2028line3\u2029", "  padded  ", "foo bar foo baz foobar",
  "(512) 555-0123", "2026-03-02", "accepted with ID: 12345 and price: $45.00", "a,b,,c", "a, b;c", "#John#Doe#Smith", "it's \"quoted\" 'text'", "1234567.891", "<b>bold</b><i>x</i>",
  "user@example.com", "the cat and the hat", "ABC abc", "\t\u00a0\ufeff x \u3000", "caf\u00e9 \u00c9t\u00e9", "K\u212a ss\u017f \u00df\u1e9e", "\u03a3\u03c3\u03c2 \u03a9\u2126 \u00b5\u03bc\u039c", "\u0130\u0131iI", "\u01c4\u01c5\u01c6", "\u00c5\u212b\u00e5 \u03b8\u03d1\u0398\u03f4",
  "a{,3} {} a{2}b ]}", "\\ / - _ $ . |", "\u0000a\u0001", "aaaaaaaaaaaaaaaaaaaac", "abcdefghij", "100% of 50%", "00123", "bcd ad abcd ac bac", "\u{1F600}x\u{1F600}", "k\u{10400}\u{10428}", "spam and eggs", "${name} {x}",
];

const replacements = ["", "-", "[$&]", "<$1>", "$2$1", "$$", "$`|$'", "$10", "$01", "$0", "$<year>/$<month>", "$<x>", "$", "$3!", "$<q"];

const flagSets = ["", "g", "i", "gi", "m", "gm", "s", "gs", "gimsu".slice(0, 4)];

// A small generator, so that the file is the same every time.
let seed = 20260301;
function random(n) {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return (seed >>> 8) % n;
}

const beyond = (s) => /[\u{10000}-\u{10FFFF}]/u.test(s);

function run(pattern, flags, input, replacement) {
  const unicode = beyond(pattern) || beyond(input);
  let re;
  try {
    re = new RegExp(pattern, unicode ? flags + "u" : flags);
  } catch {
    if (unicode) return null; // not a pattern under u
    return { error: true };
  }
  const all = new RegExp(pattern, [...new Set(re.flags + "g")].join(""));
  const m = input.match(re);
  return {
    test: new RegExp(re.source, re.flags).test(input),
    match: m === null ? [] : Array.from(m, (x) => (x === undefined ? null : x)),
    all: Array.from(input.matchAll(all), (m) => [m.index === undefined ? 0 : Buffer.byteLength(input.slice(0, m.index)), ...Array.from(m, (x) => (x === undefined ? null : x))]),
    replace: input.replace(re, replacement),
    split: input.split(new RegExp(pattern, re.flags.replace("g", ""))).map((x) => (x === undefined ? null : x)),
  };
}

// V8 finds \B between the two halves of a character, although u is set.
const splitsCharacter = (e) => !e.error && [e.replace, ...e.split].some((s) => s !== null && !s.isWellFormed());

const cases = [];
for (const pattern of patterns) {
  for (let i = 0; i < 6; i++) {
    const flags = flagSets[random(flagSets.length)];
    const input = inputs[random(inputs.length)];
    const replacement = replacements[random(replacements.length)];
    const expected = run(pattern, flags, input, replacement);
    if (expected !== null && !splitsCharacter(expected)) cases.push({ pattern, flags, input, replacement, expected });
  }
}

// Patterns put together at random, on short texts of few letters, where most
// of the rules for groups and repetitions are to be met.
function piece(depth) {
  switch (random(depth > 3 ? 5 : 13)) {
    case 0: return "a";
    case 1: return "b";
    case 2: return ".";
    case 3: return "[ab]";
    case 4: return "[^a]";
    case 5: return "(" + sequence(depth + 1) + ")";
    case 6: return "(?:" + sequence(depth + 1) + ")";
    case 7: return "(" + sequence(depth + 1) + "|" + sequence(depth + 1) + ")";
    case 8: return "\\" + (1 + random(3));
    case 9: return "(?=" + sequence(depth + 1) + ")";
    case 10: return "(?!" + sequence(depth + 1) + ")";
    case 11: return "(?<=" + sequence(depth + 1) + ")";
    default: return "(?:" + sequence(depth + 1) + "|)";
  }
}
function sequence(depth) {
  let s = "";
  for (let i = 0, n = 1 + random(3); i < n; i++) {
    const p = piece(depth);
    const look = p.startsWith("(?<=");
    s += p + (look ? "" : ["", "", "", "*", "+", "?", "*?", "+?", "{2}", "{1,2}", "??", "{0,2}?"][random(12)]);
  }
  return s;
}
const letters = ["", "a", "b", "ab", "ba", "aab", "abab", "baab", "abba", "aaabbb", "abcab", "cab\nab"];
for (let i = 0; i < 1500; i++) {
  const pattern = sequence(0);
  if (pattern.length > 60) continue;
  const flags = ["", "g", "gi", "m"][random(4)];
  const input = letters[random(letters.length)];
  const replacement = ["<$1>", "[$&]", "$2-$1"][random(3)];
  cases.push({ pattern, flags, input, replacement, expected: run(pattern, flags, input, replacement) });
}

process.stdout.write("[\n" + cases.map((c) => JSON.stringify(c)).join(",\n") + "\n]\n");
