package diag

// The codes 6xxx. 60xx are files and imports, 61xx names that nobody uses or
// that hide others, 62xx comments that silence a warning.
const (
	UnreadableScript Code = "LCS6001"
	OversizedScript  Code = "LCS6002"
	ImportCycle      Code = "LCS6003"
	ImportPath       Code = "LCS6004"
	TooManyImports   Code = "LCS6005"
	NamelessImport   Code = "LCS6006"
	UnrunImport      Code = "LCS6007"

	UnusedLet      Code = "LCS6101"
	UnusedFunction Code = "LCS6102"
	UnusedType     Code = "LCS6103"
	UnusedPattern  Code = "LCS6104"
	UnusedService  Code = "LCS6105"
	UnusedImport   Code = "LCS6106"
	UnusedTemplate Code = "LCS6107"
	UnusedDefault  Code = "LCS6108"
	ShadowedName   Code = "LCS6109"
	UnusedParam    Code = "LCS6110"

	SilenceWithoutReason Code = "LCS6201"
	SilenceUnknownCode   Code = "LCS6202"
	SilenceError         Code = "LCS6203"
	UnusedSilence        Code = "LCS6204"
)

// pingStart is the script that the examples of silencing grow from.
const pingStart = `flow "Ping"
step ping { request GET "https://api.example.com/ping" }
`

// Codes 6xxx: reuse.
var reuseCodes = []Entry{
	{
		Code: UnreadableScript, Name: "unreadable-script",
		Occurs:  "A script, or a file that it imports, does not exist, is a directory or may not be read.",
		Example: `import "./nowhere.lcs"` + "\n",
	},
	{
		Code: OversizedScript, Name: "oversized-script", Runtime: true,
		Occurs: "A script is larger than 16 MB. It is most likely no script.",
	},
	{
		Code: ImportCycle, Name: "import-cycle",
		Occurs:  "A file imports itself, directly or by way of others.",
		Example: `import "./a.lcs"` + "\n" + `let x = a.y()` + "\n" + `log "{{x}}"` + "\n",
		Files: map[string]string{
			"a.lcs": `import "./b.lcs"` + "\n" + `fn y(): string = "y"` + "\n",
			"b.lcs": `import "./a.lcs"` + "\n",
		},
	},
	{
		Code: ImportPath, Name: "malformed-import-path",
		Occurs:  "The path of an import is not relative to the importing file: it does not begin with ./ or ../, or it is a place on the network.",
		Example: `import "https://scripts.example.com/partner.lcs"` + "\n",
	},
	{
		Code: TooManyImports, Name: "too-many-imports", Runtime: true,
		Occurs: "A script imports more than 1000 files, counting the imports of imports. A link to a directory above may make an endless chain.",
	},
	{
		Code: NamelessImport, Name: "nameless-import",
		Occurs:  "The name of an imported file cannot be a name in a script, and the import does not give another one.",
		Example: `import "./my-partner.lcs"` + "\n",
		Files:   map[string]string{"my-partner.lcs": `type Bid { price: number }` + "\n"},
		Mend:    `import "./my-partner.lcs" as partner` + "\n",
	},
	{
		Code: UnrunImport, Name: "unrun-import", Severity: Warning,
		Occurs: "An imported file has steps or conditions at its top. An import brings declarations only: services, types, patterns, functions, settings and step templates. The rest does not run.",
		Example: `import "./ping.lcs"
let x = ping.y()
log "{{x}}"
`,
		Files: map[string]string{"ping.lcs": `fn y(): string = "y"` + "\n" + `step ping { request GET "https://api.example.com/ping" }` + "\n"},
	},
	{
		Code: UnusedLet, Name: "unused-let", Severity: Warning,
		Occurs:  "A value is named with 'let' and never read. A name that begins with _ says that this is meant.",
		Example: "lead { name: string }\nlet shout = lead.name.upper()\n",
	},
	{
		Code: UnusedFunction, Name: "unused-function", Severity: Warning,
		Occurs:  "A flow declares a function that nothing calls. A file of declarations alone may do so: others import it.",
		Example: pingStart + "fn clean(p: string): string = p.replace(/\\D/g, \"\")\n",
	},
	{
		Code: UnusedType, Name: "unused-type", Severity: Warning,
		Occurs:  "A flow declares a type that nothing names.",
		Example: pingStart + "type Bid { price: number }\n",
	},
	{
		Code: UnusedPattern, Name: "unused-pattern", Severity: Warning,
		Occurs:  "A flow declares a pattern that nothing uses.",
		Example: pingStart + "pattern digits = /\\d+/\n",
	},
	{
		Code: UnusedService, Name: "unused-service", Severity: Warning,
		Occurs:  "A flow declares a service that no request names.",
		Example: pingStart + "service partner { base \"https://partner.example.com\" }\n",
	},
	{
		Code: UnusedImport, Name: "unused-import", Severity: Warning,
		Occurs:  "A flow imports a file and uses nothing of it. Its settings still join those of the flow.",
		Example: pingStart + `import "./lenders.lcs"` + "\n",
		Files:   map[string]string{"lenders.lcs": "type Bid { price: number }\n"},
	},
	{
		Code: UnusedTemplate, Name: "unused-template", Severity: Warning,
		Occurs:  "A flow declares a step with parameters and never makes a step from it.",
		Example: pingStart + "step echo(word: string) { request GET \"https://api.example.com/{{word}}\" }\n",
	},
	{
		Code: UnusedDefault, Name: "unused-default", Severity: Warning,
		Occurs: "A step has a default { } that no 'use default' refers to.",
		Example: lookupStart + `  default { income: 0 }
  on timeout { use default { income: 1 } }
}
`,
		Mend: lookupStart + `  default { income: 0 }
  on timeout { use default }
}
`,
	},
	{
		Code: ShadowedName, Name: "shadowed-name", Severity: Warning,
		Occurs: "A name in a block is the same as one outside of it, which cannot be read in the block any more; or a function has the name of one of the library.",
		Example: `lead { names: [string] }
let name = "all of them"
let shouted = [for name in lead.names: name.upper()]
log "{{name}}: {{shouted.join(", ")}}"
`,
		Mend: `lead { names: [string] }
let name = "all of them"
let shouted = [for n in lead.names: n.upper()]
log "{{name}}: {{shouted.join(", ")}}"
`,
	},
	{
		Code: UnusedParam, Name: "unused-parameter", Severity: Warning,
		Occurs:  "A function or a step template has a parameter that it never reads.",
		Example: "fn greet(name: string, title: string): string = \"dear {{name}}\"\n",
		Mend:    "fn greet(name: string): string = \"dear {{name}}\"\n",
	},
	{
		Code: SilenceWithoutReason, Name: "silence-without-reason",
		Occurs:  "A comment lcs:allow names a warning but does not say why it may stand.",
		Example: pingStart + "# lcs:allow LCS6104\npattern digits = /\\d+/\n",
		Mend:    pingStart + "# lcs:allow LCS6104 the partner's next version needs it\npattern digits = /\\d+/\n",
	},
	{
		Code: SilenceUnknownCode, Name: "silence-of-unknown-code",
		Occurs:  "A comment lcs:allow names no code, or one that does not exist.",
		Example: pingStart + "# lcs:allow LCS9999 because\n",
	},
	{
		Code: SilenceError, Name: "silence-of-error",
		Occurs:  "A comment lcs:allow names an error. Only warnings and notes can be silenced.",
		Example: pingStart + "# lcs:allow LCS3201 because\n",
	},
	{
		Code: UnusedSilence, Name: "unused-silence", Severity: Warning,
		Occurs:  "A comment lcs:allow silences nothing: the warning is gone, or stands on another line.",
		Example: pingStart + "# lcs:allow LCS6104 no longer true\n",
	},
}
