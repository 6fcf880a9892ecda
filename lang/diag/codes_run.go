package diag

// Codes 72xx: while a script runs.
var runCodes = []Entry{
	{
		Code: "LCS7200", Name: "internal-error", Severity: Error, Runtime: true,
		Occurs: "The script was checked without errors and still could not be compiled. This is a defect of lcs, not of the script: please report it with the script.",
	},
	{
		Code: "LCS7201", Name: "missing-setting", Severity: Error, Runtime: true,
		Occurs:  "A setting without a default was given no value: neither by --set, nor in a --settings file, nor by the environment.",
		Example: "flow \"Leads\"\n\nsettings { key: secret }\n\nlead { email: email }\n\nstep a {\n  request GET \"https://api.example.com/a\" { headers { X-Key: settings.key } }\n  expect 200 none\n}\n",
		Mend:    "lcs run flow.lcs --set key=…",
	},
	{
		Code: "LCS7202", Name: "unfit-setting", Severity: Error, Runtime: true,
		Occurs: "The value given for a setting is not of the setting's type.",
	},
	{
		Code: "LCS7203", Name: "unknown-setting", Severity: Error, Runtime: true,
		Occurs: "--set gives a value to a setting that the script does not declare.",
	},
	{
		Code: "LCS7204", Name: "unusable-service", Severity: Error, Runtime: true,
		Occurs: "A service cannot be used as it is declared: its certificates cannot be read.",
	},
	{
		Code: "LCS7205", Name: "failed-lead", Severity: Error, Runtime: true,
		Occurs: "An expression outside of a step failed while a lead ran: `x!` of a missing value, or a result that is out of range. The lead ends with the outcome error; the others go on.",
	},
	{
		Code: "LCS7206", Name: "unmet-field", Severity: Warning, Runtime: true,
		Occurs: "The leads have no column for a field that the script declares: in CSV no column has its name or one of those behind `from`; or one is spelled another way, as `First Name` for `first_name`. It is said once for an input, at its first lead.",
	},
	{
		Code: "LCS7301", Name: "failed-assertion", Severity: Error, Runtime: true,
		Occurs: "A test's assertion does not hold. The values of its parts stand below it.",
	},
	{
		Code: "LCS7302", Name: "broken-test", Severity: Error, Runtime: true,
		Occurs: "A test could not be run to its end: a file of leads cannot be read, `at` got something that is no moment, or an expression failed.",
	},
	{
		Code: "LCS7303", Name: "unused-stub", Severity: Warning, Runtime: true,
		Occurs: "A test gives an answer that no request asks for: the step is not reached, answers from its cache, or asks less often. The test says something that is not so; take the answer out, or find out why it is not asked for.",
	},
}
