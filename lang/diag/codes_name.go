package diag

// personStart is the script that most examples of this range grow from.
const personStart = `lead { mail: string, age: int? }

step person {
  request GET "https://api.example.com/person" { query { mail: lead.mail } }
  expect 200 json { income: number, tier: "gold" | "basic" }
  map { income: response.income, tier: response.tier }
`

// Codes 200x and 201x: names.
var nameCodes = []Entry{
	{
		Code: UnknownName, Name: "unknown-name",
		Occurs: "A name stands for nothing at this place: it is misspelt, declared later or elsewhere, or known only in another kind of block, such as 'response' before there is an answer.",
		Example: `lead { mail: string }
note "hello {{laed.mail}}"
`,
		Mend: `lead { mail: string }
note "hello {{lead.mail}}"
`,
	},
	{
		Code: UnknownFunction, Name: "unknown-function",
		Occurs: "A function is called that neither the library nor the script has.",
		Example: `lead { mail: string }
note "{{lead.mail | lowr}}"
`,
		Mend: `lead { mail: string }
note "{{lead.mail | lower}}"
`,
	},
	{
		Code: UnknownField, Name: "unknown-field",
		Occurs: "A field is read or given that the lead, the settings, a step, an answer or an object does not have.",
		Example: `lead { mail: string }
note "hello {{lead.mial}}"
`,
		Mend: `lead { mail: string }
note "hello {{lead.mail}}"
`,
	},
	{
		Code: UnknownStep, Name: "unknown-step",
		Occurs: "A test stubs a step that the script does not have, or a step is made from a template that is nowhere.",
		Example: personStart + `}
test "a stub" {
  stub persom 500
  run
  assert outcome == "error"
}
`,
		Mend: personStart + `}
test "a stub" {
  stub person 500
  run
  assert outcome == "error"
}
`,
	},
	{
		Code: UnknownService, Name: "unknown-service",
		Occurs: "A request, a fallback or a stub names a service that is not declared.",
		Example: `service crm { base "https://crm.example.com" }
step send { request POST crn "/leads" }
`,
		Mend: `service crm { base "https://crm.example.com" }
step send { request POST crm "/leads" }
`,
	},
	{
		Code: UnknownType, Name: "unknown-type",
		Occurs: "A type is named that is neither built in, nor in the library, nor declared with 'type'.",
		Example: `lead { mail: strin }
note "{{lead.mail}}"
`,
		Mend: `lead { mail: string }
note "{{lead.mail}}"
`,
	},
	{
		Code: UnknownExample, Name: "unknown-example",
		Occurs: "A test names an example lead, or an example answer, that the script does not have.",
		Example: `lead { mail: string }
example lead "Ann" { mail: "ann@example.com" }
test "a lead" {
  lead "Anne"
  run
  assert outcome == "success"
}
`,
		Mend: `lead { mail: string }
example lead "Ann" { mail: "ann@example.com" }
test "a lead" {
  lead "Ann"
  run
  assert outcome == "success"
}
`,
	},
	{
		Code: UnknownWord, Name: "unknown-word",
		Occurs: "A word of a closed set is wrong: the method of a request, the format of a body or an answer, the way to authenticate, the level of a trace.",
		Example: `step send { request PSOT "https://api.example.com/leads" }
`,
		Mend: `step send { request POST "https://api.example.com/leads" }
`,
	},
	{
		Code: UnknownStub, Name: "unknown-stub",
		Occurs: "A test stubs something of a step or service that never sends: only STEP, STEP.fallback and SERVICE.auth do, and a step without a fallback has none.",
		Example: personStart + `}
test "a stub" {
  stub person.fallback 500
  run
  assert outcome == "success"
}
`,
		Mend: personStart + `}
test "a stub" {
  stub person 500
  run
  assert outcome == "error"
}
`,
	},
	{
		Code: DuplicateName, Name: "duplicate-name",
		Occurs: "Two declarations in one place have the same name.",
		Example: `let greeting = "hello"
let greeting = "good morning"
note "{{greeting}}"
`,
		Mend: `let greeting = "hello"
let morning  = "good morning"
note "{{greeting}}, {{morning}}"
`,
	},
	{
		Code: RepeatedKey, Name: "repeated-key",
		Occurs: "One object, map, query or set of headers has the same name twice.",
		Example: `lead { mail: string }
step send { request POST "https://api.example.com/leads" { body json { mail: lead.mail, mail: "none" } } }
`,
		Mend: `lead { mail: string }
step send { request POST "https://api.example.com/leads" { body json { mail: lead.mail } } }
`,
	},
	{
		Code: ReservedName, Name: "taken-name",
		Occurs: "An output in map { } has a name that every step has already (response, outcome, http, source, stats), or that of a statement of the same step (price, reference, reason).",
		Example: `step person {
  request GET "https://api.example.com/person"
  expect 200 json { state: string }
  map { outcome: response.state }
}
`,
		Mend: `step person {
  request GET "https://api.example.com/person"
  expect 200 json { state: string }
  map { state: response.state }
}
`,
	},
	{
		Code: ReadTooEarly, Name: "read-too-early",
		Occurs: "What a step gives is read before the step has run, or in the step itself.",
		Example: `note "{{person.outcome}}"
step person { request GET "https://api.example.com/person" }
`,
		Mend: `step person { request GET "https://api.example.com/person" }
note "{{person.outcome}}"
`,
	},
	{
		Code: UnreadableStep, Name: "unreadable-step",
		Occurs: "What a step gives is read where nobody can know it: beside it in parallel { }, or after a step with 'background', for which nothing waits.",
		Example: `parallel {
  step first { request GET "https://api.example.com/first" }
  step second when first.outcome == "success" { request GET "https://api.example.com/second" }
}
`,
		Mend: `step first { request GET "https://api.example.com/first" }
step second when first.outcome == "success" { request GET "https://api.example.com/second" }
`,
	},
	{
		Code: NotReadableHere, Name: "not-readable-here",
		Occurs: "The lead is read where there is none: in a function, which knows its parameters only, or in the request of a batch, which serves many leads.",
		Example: `lead { mail: string }
fn domain(): string = lead.mail | lower
note "{{domain()}}"
`,
		Mend: `lead { mail: string }
fn domain(mail: string): string = mail | lower
note "{{domain(lead.mail)}}"
`,
	},
	{
		Code: NotAValue, Name: "not-a-value",
		Occurs: "A function or an import stands where a value is wanted.",
		Example: `fn greeting(): string = "hello"
note "{{greeting}}"
`,
		Mend: `fn greeting(): string = "hello"
note "{{greeting()}}"
`,
	},
	{
		Code: NotCallable, Name: "not-callable",
		Occurs: "Something is called that is no function.",
		Example: `lead { mail: string }
note "{{lead.mail | lead.mail}}"
`,
	},
	{
		Code: NotAssignable, Name: "not-assignable",
		Occurs: "A value is given to something else than a declared field of the lead.",
		Example: `settings { region: string = "us" }
settings.region = "eu"
`,
		Mend: `settings { region: string = "us" }
let region = "eu"
note "{{settings.region}} {{region}}"
`,
	},
	{
		Code: Recursive, Name: "recursive-declaration",
		Occurs: "A type contains itself, or a function calls itself, directly or through others.",
		Example: `fn twice(n: number): number = twice(n - 1) * 2
note "{{twice(3)}}"
`,
		Mend: `fn twice(n: number): number = n * 2
note "{{twice(3)}}"
`,
	},
}
