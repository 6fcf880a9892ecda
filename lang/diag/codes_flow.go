package diag

// The codes 3xxx. 30xx are values that may be missing, 31xx handlers, 32xx the
// places of items and the numbers in them.
const (
	MissingByFailure Code = "LCS3001"
	MissingByData    Code = "LCS3002"
	MissingInJSON    Code = "LCS3003"

	UnknownSelector      Code = "LCS3101"
	RepeatedSelector     Code = "LCS3102"
	EmptyHandler         Code = "LCS3103"
	ImpossibleSelector   Code = "LCS3104"
	UnreachableHandler   Code = "LCS3105"
	UnreachableStatement Code = "LCS3106"
	SpentRecovery        Code = "LCS3107"
	NothingToRefresh     Code = "LCS3108"
	LastGoodWithoutKey   Code = "LCS3109"
	IncompleteDefault    Code = "LCS3110"
	UnknownDefault       Code = "LCS3111"
	NoDefault            Code = "LCS3112"
	ExpectWithoutAnswer  Code = "LCS3113"
	BackgroundEnds       Code = "LCS3114"
	LateRecovery         Code = "LCS3115"

	MisplacedItem     Code = "LCS3201"
	RepeatedItem      Code = "LCS3202"
	RequiredItem      Code = "LCS3203"
	NeedsItem         Code = "LCS3204"
	ConflictingItems  Code = "LCS3205"
	RequestWithoutURL Code = "LCS3206"
	BadAmount         Code = "LCS3207"
)

// lookupStart is the script that most examples of this range grow from.
const lookupStart = `lead { email: string }

step lookup {
  request GET "https://api.example.com/person" { query { email: lead.email } }
  expect 200 json { income: number }
  map { income: response.income }
`

// Codes 3xxx: missing values and handlers.
var flowCodes = []Entry{
	{
		Code: MissingByFailure, Name: "missing-after-failure",
		Occurs: "A step can leave a value out, because a handler skips it, its 'when' does not hold or another step wins, and the value is used without a default.",
		Example: lookupStart + `  on timeout { skip }
}
if lookup.income > 100 { reject "too rich" }
`,
		Mend: lookupStart + `  on timeout { skip }
}
if (lookup.income ?? 0) > 100 { reject "too rich" }
`,
	},
	{
		Code: MissingByData, Name: "missing-in-data",
		Occurs: "A value that the data may lack, an optional field, an element of a list, a group of a regex, stands where it must be there: in arithmetic, in a comparison by size, as an argument or as a condition.",
		Example: `lead { age: int? }
if lead.age > 17 { note "of age" }
`,
		Mend: `lead { age: int? }
if (lead.age ?? 0) > 17 { note "of age" }
`,
	},
	{
		Code: MissingInJSON, Name: "hole-without-value",
		Occurs: "A value that may be missing stands in JSON outside of a text, where nothing cannot be written.",
		Example: `lead { age: int? }
step send {
  request POST "https://api.example.com/leads" { body json { age: lead.age } }
}
`,
		Mend: `lead { age: int? }
step send {
  request POST "https://api.example.com/leads" { body json { age?: lead.age } }
}
`,
	},
	{
		Code: UnknownSelector, Name: "unknown-selector",
		Occurs: "What follows 'on' is no failure: neither a status between 200 and 599, nor a class such as 5xx, nor timeout, network, parse, missing, auth, failure, unmatched or error. Or 'expect' names no status.",
		Example: lookupStart + `  on 700 { skip }
}
`,
		Mend: lookupStart + `  on 500 { skip }
}
`,
	},
	{
		Code: RepeatedSelector, Name: "repeated-selector",
		Occurs: "Two handlers of one step or service name the same failure. The second would never be asked.",
		Example: lookupStart + `  on timeout { note "slow" }
  on timeout { skip }
}
`,
		Mend: lookupStart + `  on timeout {
    note "slow"
    skip
  }
}
`,
	},
	{
		Code: EmptyHandler, Name: "empty-handler",
		Occurs: "A handler has no statement. It would change nothing: the failure ends the lead as it does without it.",
		Example: lookupStart + `  on timeout { }
}
`,
		Mend: lookupStart + `  on timeout { skip }
}
`,
	},
	{
		Code: ImpossibleSelector, Name: "impossible-selector",
		Occurs: "A handler waits for something that cannot happen in its step: a status that is expected, 'failure' without 'success when', 'unmatched' without 'collect', 'auth' without oauth2, 'parse' where nothing is parsed, 'missing' where nothing can be missing.",
		Example: lookupStart + `  on failure { skip }
}
`,
		Mend: lookupStart + `  success when response.income > 0
  on failure { skip }
}
`,
	},
	{
		Code: UnreachableHandler, Name: "unreachable-handler",
		Occurs: "Every failure that a handler waits for is settled by more specific handlers, which never hand it on.",
		Example: lookupStart + `  on timeout, network, parse { skip }
  on 2xx, 3xx, 4xx, 5xx      { skip }
  on error                   { note "never" }
}
`,
		Mend: lookupStart + `  on error { skip }
}
`,
	},
	{
		Code: UnreachableStatement, Name: "unreachable-statement",
		Occurs: "A statement stands after one that always leaves the handler or ends the lead: skip, queue, use default, fail, reject, accept.",
		Example: lookupStart + `  on timeout {
    skip
    flag "slow"
  }
}
`,
		Mend: lookupStart + `  on timeout {
    flag "slow"
    skip
  }
}
`,
	},
	{
		Code: SpentRecovery, Name: "spent-recovery",
		Occurs: "A recovery can never do anything, because one before it has used up what there is: 'retry 2' after 'retry 3' (retries count the attempts of the step in all), a second 'refresh auth'.",
		Example: lookupStart + `  on timeout {
    retry 3
    retry 2 backoff 1s..5s
  }
}
`,
		Mend: lookupStart + `  on timeout { retry 3 backoff 1s..5s }
}
`,
	},
	{
		Code: NothingToRefresh, Name: "nothing-to-refresh",
		Occurs: "'refresh auth' stands in a step whose request has no auth that can change: oauth2(…) or rotate(…).",
		Example: lookupStart + `  on 401 { refresh auth }
}
`,
		Mend: lookupStart + `  on 401 { fail "credentials refused" }
}
`,
	},
	{
		Code: LastGoodWithoutKey, Name: "last-good-without-key",
		Occurs: "'use last_good' does not know which answer is meant: the step has no 'cache' and the statement has no key of its own.",
		Example: lookupStart + `  on timeout { use last_good within 24h }
}
`,
		Mend: lookupStart + `  on timeout { use last_good by lead.email within 24h }
}
`,
	},
	{
		Code: IncompleteDefault, Name: "incomplete-default",
		Occurs: "A default, or the map of a fallback { }, leaves out an output of the step. Later steps could not rely on it.",
		Example: lookupStart + `  on timeout { use default { } }
}
`,
		Mend: lookupStart + `  on timeout { use default { income: 0 } }
}
`,
	},
	{
		Code: UnknownDefault, Name: "unknown-default",
		Occurs: "A default, or the map of a fallback { }, names something that is no output of the step.",
		Example: lookupStart + `  on timeout { use default { income: 0, incomes: 0 } }
}
`,
		Mend: lookupStart + `  on timeout { use default { income: 0 } }
}
`,
	},
	{
		Code: NoDefault, Name: "no-default",
		Occurs: "'use default' stands without values, and the step has no default { } that it could mean.",
		Example: lookupStart + `  on timeout { use default }
}
`,
		Mend: lookupStart + `  default { income: 0 }
  on timeout { use default }
}
`,
	},
	{
		Code: ExpectWithoutAnswer, Name: "expect-without-answer",
		Occurs: "'expect' stands in a handler that also runs when no answer came, so that there is nothing to read.",
		Example: lookupStart + `  on timeout, 422 {
    expect json { message: string }
    reject "refused: {{response.message}}"
  }
}
`,
		Mend: lookupStart + `  on 422 {
    expect json { message: string }
    reject "refused: {{response.message}}"
  }
}
`,
	},
	{
		Code: BackgroundEnds, Name: "background-ends-lead",
		Occurs: "A background step tries to change the fate of its lead: reject, accept, queue, or an assignment to the lead. The lead does not wait for it.",
		Example: `lead { id: string }
step tell {
  background
  request GET "https://hooks.example.com/{{lead.id}}"
  on error { reject "nobody listens" }
}
`,
		Mend: `lead { id: string }
step tell {
  background
  request GET "https://hooks.example.com/{{lead.id}}"
  on error { log warn "nobody listens" }
}
`,
	},
	{
		Code: LateRecovery, Name: "late-recovery",
		Occurs: "A handler of 'unmatched' alone repeats the request. The batch has been answered by then; what is left is to queue, skip, give a default or end the lead.",
		Example: `lead { id: string }
step bulk {
  collect 100 leads or 5m
  request POST "https://api.example.com/batch" { body json { ids: [for l in batch.leads: l.id] } }
  expect 200 json { results: [{ id: string }] }
  match r in response.results where r.id == lead.id { map { found: r.id } }
  on unmatched { retry 2 }
}
`,
		Mend: `lead { id: string }
step bulk {
  collect 100 leads or 5m
  request POST "https://api.example.com/batch" { body json { ids: [for l in batch.leads: l.id] } }
  expect 200 json { results: [{ id: string }] }
  match r in response.results where r.id == lead.id { map { found: r.id } }
  on unmatched { queue }
}
`,
	},
	{
		Code: MisplacedItem, Name: "misplaced-item",
		Occurs: "An item of the language stands in a block in which it means nothing.",
		Example: `step ping {
  request GET "https://api.example.com/ping"
  retry 3
}
`,
		Mend: `step ping {
  request GET "https://api.example.com/ping"
  on 5xx { retry 3 }
}
`,
	},
	{
		Code: RepeatedItem, Name: "repeated-item",
		Occurs: "An item that a block may have once stands in it twice.",
		Example: `step ping {
  request GET "https://api.example.com/ping"
  request GET "https://api.example.com/pong"
}
`,
		Mend: `step ping { request GET "https://api.example.com/ping" }
step pong { request GET "https://api.example.com/pong" }
`,
	},
	{
		Code: RequiredItem, Name: "required-item",
		Occurs: "A block lacks what it cannot do without: a step its request, a service its base, a test its 'run'.",
		Example: `step ping {
  expect 200 none
}
`,
		Mend: `step ping {
  request GET "https://api.example.com/ping"
  expect 200 none
}
`,
	},
	{
		Code: NeedsItem, Name: "needs-item",
		Occurs: "An item has a meaning only beside another one: 'match' needs 'collect'.",
		Example: `lead { id: string }
step find {
  request GET "https://api.example.com/all"
  expect 200 json { results: [{ id: string }] }
  match r in response.results where r.id == lead.id { note "found" }
}
`,
		Mend: `lead { id: string }
step find {
  collect 100 leads or 5m
  request GET "https://api.example.com/all"
  expect 200 json { results: [{ id: string }] }
  match r in response.results where r.id == lead.id { note "found" }
}
`,
	},
	{
		Code: ConflictingItems, Name: "conflicting-items",
		Occurs: "Two items of a step exclude each other, such as 'background' and 'cache'.",
		Example: `step ping {
  background
  cache 1h
  request GET "https://api.example.com/ping"
}
`,
		Mend: `step ping {
  background
  request GET "https://api.example.com/ping"
}
`,
	},
	{
		Code: RequestWithoutURL, Name: "request-without-url",
		Occurs: "A request has no URL, or has one only when a condition holds.",
		Example: `lead { state: string }
step send {
  request GET {
    if lead.state == "TX" { url "https://tx.example.com/" }
  }
}
`,
		Mend: `lead { state: string }
step send {
  request GET {
    if lead.state == "TX" { url "https://tx.example.com/" } else { url "https://us.example.com/" }
  }
}
`,
	},
	{
		Code: BadAmount, Name: "bad-amount",
		Occurs: "A number or a duration that the language itself reads makes no sense: retry 0, a backoff that runs backwards, a limit of 0, a breaker over 100%.",
		Example: lookupStart + `  on timeout { retry 3 backoff 5s..200ms }
}
`,
		Mend: lookupStart + `  on timeout { retry 3 backoff 200ms..5s }
}
`,
	},
}
