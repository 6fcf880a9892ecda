package diag

// The codes 8xxx: a script that works, and could be better.
const (
	UnusedSetting      Code = "LCS8001"
	RetryWithoutKey    Code = "LCS8002"
	IndependentSteps   Code = "LCS8003"
	OverlappingBranch  Code = "LCS8004"
	DeadBranch         Code = "LCS8005"
	RetryPastDeadline  Code = "LCS8006"
	SharedCache        Code = "LCS8007"
	FallbackToSame     Code = "LCS8008"
	RedundantSelector  Code = "LCS8009"
	UnmatchedUnhandled Code = "LCS8010"
	UnfilledHole       Code = "LCS8011"
)

// Codes 8xxx: advice.
var adviceCodes = []Entry{
	{
		Code: UnusedSetting, Name: "unused-setting", Severity: Warning,
		Occurs:  "A setting is declared and never read. Whoever runs the flow has to give it for nothing.",
		Example: "settings { region: string }\n" + pingStart,
	},
	{
		Code: RetryWithoutKey, Name: "retry-without-key", Severity: Warning,
		Occurs: "A request that may change something at the partner, POST or PATCH, is repeated, and the step does not say 'idempotent'. An attempt that timed out may have been carried out: the partner would get the lead twice. Retries of 429 and 503 alone are safe.",
		Example: `lead { id: string }
step send {
  request POST "https://api.example.com/leads" { body json { id: lead.id } }
  on timeout { retry 3 backoff 1s..10s }
}
`,
		Mend: `lead { id: string }
step send {
  idempotent by lead.id
  request POST "https://api.example.com/leads" { body json { id: lead.id } }
  on timeout { retry 3 backoff 1s..10s }
}
`,
	},
	{
		Code: IndependentSteps, Name: "independent-steps", Severity: Note,
		Occurs: "Steps that only ask, GET or HEAD, follow each other and do not depend on each other. In parallel { } they take as long as the slowest, not as long as all together.",
		Example: `lead { email: string, phone: string }
step by_email { request GET "https://a.example.com/" { query { q: lead.email } } }
step by_phone { request GET "https://b.example.com/" { query { q: lead.phone } } }
`,
		Mend: `lead { email: string, phone: string }
parallel {
  step by_email { request GET "https://a.example.com/" { query { q: lead.email } } }
  step by_phone { request GET "https://b.example.com/" { query { q: lead.phone } } }
}
`,
	},
	{
		Code: OverlappingBranch, Name: "overlapping-branch", Severity: Warning,
		Occurs: "Two conditions of an if chain can hold at once, though they compare one value with constants: some values go by the order of the branches.",
		Example: `lead { value: number }
if lead.value > 10 { note "some" } else if lead.value < 20 { note "few" }
`,
		Mend: `lead { value: number }
if lead.value > 10 { note "some" } else if lead.value <= 10 { note "few" }
`,
	},
	{
		Code: DeadBranch, Name: "dead-branch", Severity: Warning,
		Occurs: "A condition of an if chain can never hold when it is reached: an earlier one takes all its values.",
		Example: `lead { value: number }
if lead.value > 10 { note "some" } else if lead.value > 100 { note "many" }
`,
		Mend: `lead { value: number }
if lead.value > 100 { note "many" } else if lead.value > 10 { note "some" }
`,
	},
	{
		Code: RetryPastDeadline, Name: "retry-past-deadline", Severity: Warning,
		Occurs: "A retry after a timeout is never begun, since one attempt may take as long as the deadline of the step.",
		Example: `step ping {
  deadline 8s
  request GET "https://api.example.com/ping" { timeout 10s }
  on timeout { retry 2 }
}
`,
		Mend: `step ping {
  deadline 8s
  request GET "https://api.example.com/ping" { timeout 2s }
  on timeout { retry 2 }
}
`,
	},
	{
		Code: SharedCache, Name: "shared-cache", Severity: Warning,
		Occurs: "A step caches its answer without a key, and its request depends on the lead. Every lead would get the answer of the first one.",
		Example: `lead { email: string }
step lookup {
  cache 1h
  request GET "https://api.example.com/person" { query { email: lead.email } }
}
`,
		Mend: `lead { email: string }
step lookup {
  cache 1h by lead.email
  request GET "https://api.example.com/person" { query { email: lead.email } }
}
`,
	},
	{
		Code: FallbackToSame, Name: "fallback-to-same", Severity: Warning,
		Occurs: "A step falls back to the service that has just failed.",
		Example: `service api { base "https://api.example.com" }
step ping {
  request GET api "/ping"
  on timeout { fallback to api }
}
`,
		Mend: `service api { base "https://api.example.com" }
service backup { base "https://backup.example.com" }
step ping {
  request GET api "/ping"
  on timeout { fallback to backup }
}
`,
	},
	{
		Code: RedundantSelector, Name: "redundant-selector", Severity: Warning,
		Occurs: "A handler names a failure twice: 503 beside 5xx, or anything technical beside error.",
		Example: `step ping {
  request GET "https://api.example.com/ping"
  on 503, 5xx { skip }
}
`,
		Mend: `step ping {
  request GET "https://api.example.com/ping"
  on 5xx { skip }
}
`,
	},
	{
		Code: UnmatchedUnhandled, Name: "unmatched-unhandled", Severity: Note,
		Occurs: "A batch step matches results to its leads and does not say what becomes of a lead that the answer leaves out. It ends with an error.",
		Example: `lead { id: string }
step bulk {
  collect 100 leads or 5m
  request GET "https://api.example.com/all"
  expect 200 json { results: [{ id: string }] }
  match r in response.results where r.id == lead.id { map { found: r.id } }
}
`,
		Mend: `lead { id: string }
step bulk {
  collect 100 leads or 5m
  request GET "https://api.example.com/all"
  expect 200 json { results: [{ id: string }] }
  match r in response.results where r.id == lead.id { map { found: r.id } }
  on unmatched { queue }
}
`,
	},
	{
		Code: UnfilledHole, Name: "unfilled-hole", Severity: Warning,
		Occurs: "A text has a name of the script in one brace, or in two between single quotes. Holes have two braces and stand in double quotes; this would be sent as it is written.",
		Example: `lead { id: string }
note "lead {lead.id}"
`,
		Mend: `lead { id: string }
note "lead {{lead.id}}"
`,
	},
}
