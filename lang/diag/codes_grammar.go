package diag

// Codes 1xxx: text, tokens and grammar.
var grammarCodes = []Entry{
	{
		Code: "LCS1001", Name: "invalid-utf8", Severity: Error,
		Occurs:  "The script holds bytes that are not UTF-8, mostly because it was saved as Latin-1 or Windows-1252.",
		Example: "note \"caf\xe9\"\n",
		Mend:    "note \"café\"\n",
	},
	{
		Code: "LCS1002", Name: "binary-file", Severity: Error,
		Occurs:  "The file is no text: it holds a zero byte, or it is UTF-16.",
		Example: "note \"a\x00b\"\n",
		Mend:    "note \"ab\"\n",
	},
	{
		Code: "LCS1003", Name: "stray-character", Severity: Error,
		Occurs:  "A character stands where none of the language's signs has it: a semicolon, a curly quote, an invisible mark, a comment of another language, a URL without quotes.",
		Example: "let a = 1;\n",
		Mend:    "let a = 1\n",
	},
	{
		Code: "LCS1004", Name: "unclosed-text", Severity: Error,
		Occurs:  "A text has no closing quote on its line, or one between triple quotes none in the file.",
		Example: "note \"call back\n",
		Mend:    "note \"call back\"\n",
	},
	{
		Code: "LCS1005", Name: "stray-hole-end", Severity: Error,
		Occurs:  "A text holds '}}' without a '{{' before it: most likely the '{{' was lost, and the expression would be sent as it is written.",
		Example: "note \"lead.id}}\"\n",
		Mend:    "note \"{{lead.id}}\"\n",
	},
	{
		Code: "LCS1006", Name: "unclosed-hole", Severity: Error,
		Occurs:  "A '{{' in a text is not closed by '}}' on its line.",
		Example: "note \"to {{lead.id\"\n",
		Mend:    "note \"to {{lead.id}}\"\n",
	},
	{
		Code: "LCS1007", Name: "unknown-escape", Severity: Error,
		Occurs:  "A backslash in a text is followed by a sign that makes no escape. The escapes are \\n \\t \\r \\b \\f \\\" \\' \\\\ \\/ \\{{ \\}} and \\u with four hexadecimal digits.",
		Example: "note \"C:\\data\"\n",
		Mend:    "note \"C:\\\\data\"\n",
	},
	{
		Code: "LCS1008", Name: "malformed-number", Severity: Error,
		Occurs:  "A number is followed by letters that are no unit, or the units of a duration do not get smaller.",
		Example: "let wait = 5min\n",
		Mend:    "let wait = 5m\n",
	},
	{
		Code: "LCS1009", Name: "unclosed-pattern", Severity: Error,
		Occurs:  "A pattern that begins with '/' has no closing '/' on its line.",
		Example: "pattern digits = /\\d+\n",
		Mend:    "pattern digits = /\\d+/\n",
	},
	{
		Code: "LCS1010", Name: "unknown-pattern-flag", Severity: Error,
		Occurs:  "A pattern has a flag other than g, i, m and s, or one of them twice.",
		Example: "pattern digits = /\\d+/x\n",
		Mend:    "pattern digits = /\\d+/g\n",
	},
	{
		Code: "LCS1011", Name: "missing-bracket", Severity: Error,
		Occurs:  "A bracket has no partner. What was open is named, and the message stands where the partner is most likely missing, judged by the indentation.",
		Example: "service crm {\n  base \"https://crm.example.com\"\n\nlet a = 1\n",
		Mend:    "service crm {\n  base \"https://crm.example.com\"\n}\n\nlet a = 1\n",
	},
	{
		Code: "LCS1012", Name: "stray-bracket", Severity: Error,
		Occurs:  "A closing bracket closes nothing.",
		Example: "let a = 1)\n",
		Mend:    "let a = 1\n",
	},
	{
		Code: "LCS1013", Name: "excessive-nesting", Severity: Error,
		Occurs:  "Brackets, texts or blocks stand more than 200 deep in one another.",
		Example: "let a = " + nested(201) + "\n",
	},
	{
		Code: "LCS1014", Name: "unknown-block-tag", Severity: Error,
		Occurs:  "A text has a block tag other than {{#if}}, {{#unless}} and {{#each}} with {{else}}.",
		Example: "note \"{{#wiht true}}a{{/wiht}}\"\n",
	},
	{
		Code: "LCS1015", Name: "unpaired-block-tag", Severity: Error,
		Occurs:  "A block tag of a text has no partner: an {{#if}} without {{/if}}, or an {{else}} or {{/each}} outside of a block.",
		Example: "note \"{{#if true}}a\"\n",
		Mend:    "note \"{{#if true}}a{{/if}}\"\n",
	},
	{
		Code: "LCS1020", Name: "unexpected-token", Severity: Error,
		Occurs:  "A statement goes on differently than it can. The message says what may stand there.",
		Example: "service crm { base \"https://crm.example.com\"  limit 50 1s }\n",
		Mend:    "service crm { base \"https://crm.example.com\"  limit 50 per 1s }\n",
	},
	{
		Code: "LCS1021", Name: "unknown-statement", Severity: Error,
		Occurs:  "A line begins with a word that begins no statement.",
		Example: "nota \"call back\"\n",
		Mend:    "note \"call back\"\n",
	},
	{
		Code: "LCS1022", Name: "missing-separator", Severity: Error,
		Occurs:  "Two entries of an object, or two fields of a shape, stand on one line without a comma between them.",
		Example: "let a = { x: 1 y: 2 }\n",
		Mend:    "let a = { x: 1, y: 2 }\n",
	},
	{
		Code: "LCS1023", Name: "missing-value", Severity: Error,
		Occurs:  "A value is missing: behind an operator, after '=', between '{{' and '}}'. An object in front of a block needs parentheses.",
		Example: "let a = 1 +\n",
		Mend:    "let a = 1 + 2\n",
	},
	{
		Code: "LCS1024", Name: "ambiguous-pipe", Severity: Error,
		Occurs:  "A pipe stands in a branch of '?:' or in the list of a loop, where a ':' behind it would belong to two things. It needs parentheses there.",
		Example: "let a = [for x in [\"b\"] | sort: x]\n",
		Mend:    "let a = [for x in ([\"b\"] | sort): x]\n",
	},
	{
		Code: "LCS1026", Name: "reserved-name", Severity: Error,
		Occurs:  "A let, a step, a parameter or a loop's variable is named by a word that reads as an operator or a constant. As fields and keys these words are free.",
		Example: "let contains = 1\n",
		Mend:    "let content = 1\n",
	},
	{
		Code: "LCS1027", Name: "raw-hole-in-code", Severity: Error,
		Occurs:  "{{{ }}} stands in a value place. It puts text in as it is, which has a meaning in a text only.",
		Example: "let a = {{{1}}}\n",
		Mend:    "let a = {{1}}\n",
	},
	{
		Code: "LCS1028", Name: "computed-title", Severity: Error,
		Occurs:  "A title, a path or another text that is read before there is a lead holds {{ }}.",
		Example: "flow \"leads of {{lead.state}}\"\n",
		Mend:    "flow \"leads\"\n",
	},
	{
		Code: "LCS1029", Name: "excessive-length", Severity: Error,
		Occurs: "One expression has more than 500 operators in a row, or an 'if' more than 500 branches.",
	},
	{
		Code: "LCS1030", Name: "missing-text", Severity: Error,
		Occurs:  "log, note, flag, reject and fail take a text. A value is put into one.",
		Example: "note settings.region\nsettings { region: string }\n",
		Mend:    "note \"{{settings.region}}\"\nsettings { region: string }\n",
	},
	{
		Code: "LCS1031", Name: "bare-secret-type", Severity: Error,
		Occurs:  "'secret' is followed by a type without parentheses. 'secret' alone is a secret text.",
		Example: "settings { pin: secret number }\n",
		Mend:    "settings { pin: secret(number) }\n",
	},
	{
		Code: "LCS1099", Name: "parser-defect", Severity: Error,
		Occurs: "The parser met a state that it should never be in. The file is not at fault.",
	},
}

// nested is an expression n brackets deep.
func nested(n int) string {
	open, closed := make([]byte, n), make([]byte, n)
	for i := range n {
		open[i], closed[i] = '(', ')'
	}
	return string(open) + "1" + string(closed)
}
