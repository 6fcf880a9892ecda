package diag

// The codes 5xxx: secrets.
const (
	SecretShown       Code = "LCS5001"
	SecretOnLead      Code = "LCS5002"
	SecretUnencrypted Code = "LCS5003"
	SecretHost        Code = "LCS5004"
	SecretElsewhere   Code = "LCS5005"
	SensitiveShown    Code = "LCS5006"
)

// Codes 5xxx: secrets.
var secretCodes = []Entry{
	{
		Code: SecretShown, Name: "secret-shown",
		Occurs: "A secret, or what was computed from one, stands in a text that people read: a log, a note, a flag, a reason.",
		Example: `settings { key: secret }
log info "called with {{settings.key}}"
`,
		Mend: `settings { key: secret }
log info "called with {{settings.key | sha256 | hex}}"
`,
	},
	{
		Code: SecretOnLead, Name: "secret-on-lead",
		Occurs: "A secret is put onto the lead, which is printed with its result.",
		Example: `settings { key: secret }
lead { token: string? }
lead.token = settings.key
`,
		Mend: `settings { key: secret }
lead { token: secret? }
lead.token = settings.key
`,
	},
	{
		Code: SecretUnencrypted, Name: "secret-unencrypted",
		Occurs: "A request that carries a secret goes over plain http, where everyone on the way can read it.",
		Example: `settings { key: secret }
step send { request POST "http://api.example.com/leads" { headers { X-Key: settings.key } } }
`,
		Mend: `settings { key: secret }
step send { request POST "https://api.example.com/leads" { headers { X-Key: settings.key } } }
`,
	},
	{
		Code: SecretHost, Name: "secret-in-host",
		Occurs: "A secret is part of the host of a URL, which is looked up in the open.",
		Example: `settings { key: secret }
step send { request POST "https://{{settings.key}}.example.com/leads" }
`,
		Mend: `settings { key: secret }
step send { request POST "https://api.example.com/leads" { headers { X-Key: settings.key } } }
`,
	},
	{
		Code: SecretElsewhere, Name: "secret-elsewhere",
		Occurs: "'fallback to' would send a secret of the first system to another one, because it stands in the request itself. What the first service declares stays there.",
		Example: `settings { key: secret }
service first  { base "https://first.example.com" }
service second { base "https://second.example.com" }
step send {
  request GET first "/leads" { headers { X-Key: settings.key } }
  on timeout { fallback to second }
}
`,
		Mend: `settings { key: secret }
service first {
  base    "https://first.example.com"
  headers { X-Key: settings.key }
}
service second { base "https://second.example.com" }
step send {
  request GET first "/leads"
  on timeout { fallback to second }
}
`,
	},
	{
		Code: SensitiveShown, Name: "sensitive-shown", Severity: Warning,
		Occurs: "A social security number, a credential or a date of birth stands in a text that people read. Traces mask these types; a log does not.",
		Example: `lead { ssn: ssn }
log info "got {{lead.ssn}}"
`,
		Mend: `lead { ssn: ssn }
log info "got {{lead.ssn.valid}}"
`,
	},
}
