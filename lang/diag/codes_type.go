package diag

// The codes 2xxx: names and types.
const (
	UnknownName        Code = "LCS2001"
	UnknownFunction    Code = "LCS2002"
	UnknownField       Code = "LCS2003"
	UnknownStep        Code = "LCS2004"
	UnknownService     Code = "LCS2005"
	UnknownType        Code = "LCS2006"
	UnknownExample     Code = "LCS2007"
	UnknownWord        Code = "LCS2008"
	UnknownStub        Code = "LCS2009"
	DuplicateName      Code = "LCS2010"
	RepeatedKey        Code = "LCS2011"
	ReservedName       Code = "LCS2012"
	ReadTooEarly       Code = "LCS2013"
	UnreadableStep     Code = "LCS2014"
	NotReadableHere    Code = "LCS2015"
	NotAValue          Code = "LCS2016"
	NotCallable        Code = "LCS2017"
	NotAssignable      Code = "LCS2018"
	Recursive          Code = "LCS2019"
	WrongType          Code = "LCS2020"
	WrongOperand       Code = "LCS2021"
	NeverEqual         Code = "LCS2022"
	TextPlusNumber     Code = "LCS2023"
	NotACondition      Code = "LCS2024"
	NotAList           Code = "LCS2025"
	IndexOutOfRange    Code = "LCS2026"
	MixedTypes         Code = "LCS2027"
	WrongArguments     Code = "LCS2028"
	WrongArgument      Code = "LCS2029"
	BadLiteral         Code = "LCS2030"
	UnknownKeyName     Code = "LCS2031"
	UnknownShape       Code = "LCS2032"
	Unprintable        Code = "LCS2033"
	IncompleteObject   Code = "LCS2034"
	UnfitExample       Code = "LCS2035"
	HyphenatedHeader   Code = "LCS2036"
	BadHeaderName      Code = "LCS2037"
	WrongUnion         Code = "LCS2038"
	WrongTypeArguments Code = "LCS2039"
	ConflictingSetting Code = "LCS2040"
	SlowPattern        Code = "LCS2041"
	FindsNothing       Code = "LCS2042"
	InvalidExample     Code = "LCS2043"
	UnusualStatus      Code = "LCS2044"
	TooManyInstances   Code = "LCS2045"

	ContradictingHeader Code = "LCS2046"
	HeaderTaken         Code = "LCS2047"

	UnknownVariable Code = "LCS2048"
	MissingVariable Code = "LCS2049"
	UnusedVariable  Code = "LCS2050"
)

// Codes 2xxx from 2020 on: types.
var valueCodes = []Entry{
	{
		Code: WrongType, Name: "wrong-type",
		Occurs: "A value has another type than its place wants, or is a text that a closed set does not have.",
		Example: personStart + `  on timeout { use default { income: "none", tier: "basic" } }
}
`,
		Mend: personStart + `  on timeout { use default { income: 0, tier: "basic" } }
}
`,
	},
	{
		Code: WrongOperand, Name: "wrong-operand",
		Occurs: "An operator stands beside a value that it is not for, or between two values that do not belong together.",
		Example: `lead { mail: string }
if lead.mail > 100 { note "long" }
`,
		Mend: `lead { mail: string }
if lead.mail contains "@" { note "an address" }
`,
	},
	{
		Code: NeverEqual, Name: "never-equal",
		Occurs: "Two values are compared that can never be equal: text with a number, or a closed set with a text that it does not have.",
		Example: personStart + `}
if person.tier == "golden" { note "gold" }
`,
		Mend: personStart + `}
if person.tier == "gold" { note "gold" }
`,
	},
	{
		Code: TextPlusNumber, Name: "text-plus-number",
		Occurs: "'+' stands between a text and something else. It adds numbers, or joins text with text; a text with holes joins the rest.",
		Example: `lead { mail: string, tries: int }
note "{{lead.mail + lead.tries}}"
`,
		Mend: `lead { mail: string, tries: int }
note "{{lead.mail}}{{lead.tries}}"
`,
	},
	{
		Code: NotACondition, Name: "not-a-condition",
		Occurs: "A condition is neither true nor false.",
		Example: `lead { mail: string }
if lead.mail { note "there" }
`,
		Mend: `lead { mail: string }
if lead.mail != "" { note "there" }
`,
	},
	{
		Code: NotAList, Name: "not-a-list",
		Occurs: "A loop goes through something that is no list, or an element of it is asked for.",
		Example: `lead { mail: string }
note "{{lead.mail[0]}}"
`,
		Mend: `lead { mail: string }
note "{{lead.mail.split('@')[0]}}"
`,
	},
	{
		Code: IndexOutOfRange, Name: "index-out-of-range",
		Occurs: "An element is asked for that can never be there: a group that the pattern does not have, or a negative index.",
		Example: `lead { mail: string }
note "{{lead.mail.match(/@(.+)/)[2]}}"
`,
		Mend: `lead { mail: string }
note "{{lead.mail.match(/@(.+)/)[1]}}"
`,
	},
	{
		Code: MixedTypes, Name: "mixed-types",
		Occurs: "The elements of a list, or the two sides of '?:', '??' or '||', have no type in common.",
		Example: `lead { mail: string }
let what = lead.mail == "" ? 0 : "some"
note "{{what}}"
`,
		Mend: `lead { mail: string }
let what = lead.mail == "" ? "none" : "some"
note "{{what}}"
`,
	},
	{
		Code: WrongArguments, Name: "wrong-arguments",
		Occurs: "A call has too many or too few arguments, or names one that the function does not have.",
		Example: `lead { mail: string }
note "{{lead.mail.replace(/@/)}}"
`,
		Mend: `lead { mail: string }
note "{{lead.mail.replace(/@/, ' at ')}}"
`,
	},
	{
		Code: WrongArgument, Name: "wrong-argument",
		Occurs: "An argument has another type than the function takes. The signature is in the message.",
		Example: `lead { mail: string }
note "{{lower(12)}} {{lead.mail}}"
`,
		Mend: `lead { mail: string }
note "{{lower(lead.mail)}}"
`,
	},
	{
		Code: BadLiteral, Name: "bad-literal",
		Occurs: "A literal means nothing to the function or type that takes it: a token that date formats do not have, a pattern or XPath that does not compile, a time zone that is nowhere, a group in a replacement that the pattern lacks. A dollar sign in a replacement is written $$.",
		Example: `note "{{now | date: 'YYYY-MN-DD'}}"
`,
		Mend: `note "{{now | date: 'YYYY-MM-DD'}}"
`,
	},
	{
		Code: UnknownKeyName, Name: "unknown-key-name",
		Occurs: "The name of an output, or of a field that a function works on, has a hole. It must be known when the script is checked.",
		Example: `lead { mail: string }
step person {
  request GET "https://api.example.com/person"
  expect 200 json { income: number }
  map { "{{lead.mail}}": response.income }
}
`,
		Mend: `step person {
  request GET "https://api.example.com/person"
  expect 200 json { income: number }
  map { income: response.income }
}
`,
	},
	{
		Code: UnknownShape, Name: "unknown-shape",
		Occurs: "A value comes from an answer whose shape is not declared and of which there is no example, and stands where its type matters.",
		Example: `step person {
  request GET "https://api.example.com/person"
  expect 200 json
  map { name: lower(response) }
}
`,
		Mend: `step person {
  request GET "https://api.example.com/person"
  expect 200 json { name: string }
  map { name: lower(response.name) }
}
`,
	},
	{
		Code: Unprintable, Name: "unprintable-value",
		Occurs: "A list, an object or a document stands where text is made (in a hole, a header, a form), or what is no data (a document, a service, a pattern, `stats`) where data is kept or sent.",
		Example: `lead { tags: [string] }
note "{{lead.tags}}"
`,
		Mend: `lead { tags: [string] }
note "{{lead.tags.join(', ')}}"
`,
	},
	{
		Code: IncompleteObject, Name: "incomplete-object",
		Occurs: "An object lacks a field that must be there; an example lead lacks one that every lead has.",
		Example: `lead { mail: string, name: string }
example lead "Ann" { mail: "ann@example.com" }
`,
		Mend: `lead { mail: string, name: string }
example lead "Ann" { mail: "ann@example.com", name: "Ann" }
`,
	},
	{
		Code: UnfitExample, Name: "unfit-example",
		Occurs: "An example answer of a step is none that the step would take: another status, another format, or another shape than its 'expect' declares.",
		Example: personStart + `  example 200 json { "income": "much", "tier": "gold" }
}
`,
		Mend: personStart + `  example 200 json { "income": 52000, "tier": "gold" }
}
`,
	},
	{
		Code: HyphenatedHeader, Name: "hyphenated-header",
		Occurs: "A header whose name has hyphens is read with a dot, which subtracts.",
		Example: `step person { request GET "https://api.example.com/person" }
note "{{person.http.headers.X-Request-Id}}"
`,
		Mend: `step person { request GET "https://api.example.com/person" }
note "{{person.http.headers["X-Request-Id"]}}"
`,
	},
	{
		Code: BadHeaderName, Name: "bad-header-name",
		Occurs: "The name of a header has a character that HTTP does not allow there, or is that of a header which the transport writes itself, such as Content-Length.",
		Example: `step person {
  request GET "https://api.example.com/person" { headers { "X Key": "1" } }
}
`,
		Mend: `step person {
  request GET "https://api.example.com/person" { headers { "X-Key": "1" } }
}
`,
	},
	{
		Code: WrongUnion, Name: "wrong-union",
		Occurs: "Alternatives in a type are something else than texts.",
		Example: `lead { age: "old" | int }
`,
		Mend: `lead { age: "old" | "young" }
`,
	},
	{
		Code: WrongTypeArguments, Name: "wrong-type-arguments",
		Occurs: "A type is given arguments that it does not take.",
		Example: `lead { name: string("upper") }
`,
		Mend: `lead { name: string }
`,
	},
	{
		Code: ConflictingSetting, Name: "conflicting-setting",
		Occurs: "A setting has one type in the script and another in a file that it imports. Settings of imports join those of the script.",
		Example: `import "./partner.lcs"
settings { limit: string }
`,
		Files: map[string]string{"partner.lcs": `settings { limit: int }
`},
		Mend: `import "./partner.lcs"
settings { limit: int }
`,
	},
	{
		Code: SlowPattern, Name: "slow-pattern", Severity: Warning,
		Occurs: "A pattern looks around or refers back to a group, and repeats. Matching it may have to try many ways, and is stopped after a second.",
		Example: `lead { mail: string }
if lead.mail matches /^(.+)\1$/ { note "twice the same" }
`,
		Mend: `lead { mail: string }
if lead.mail matches /^.+@.+$/ { note "an address" }
`,
	},
	{
		Code: FindsNothing, Name: "finds-nothing", Severity: Warning,
		Occurs: "A path, a pattern or a place in a list finds nothing in any example of the answer that it reads, or a function is to find something in a list that is written as an empty one.",
		Example: `step person {
  request GET "https://api.example.com/person"
  expect 200 xml
  map { score: response.xpath("//Scoer") }
  example 200 xml "<Person><Score>85</Score></Person>"
}
`,
		Mend: `step person {
  request GET "https://api.example.com/person"
  expect 200 xml
  map { score: response.xpath("//Score") }
  example 200 xml "<Person><Score>85</Score></Person>"
}
`,
	},
	{
		Code: InvalidExample, Name: "invalid-example", Severity: Warning,
		Occurs: "A value of an example lead, a default or an example answer is a text that its type cannot read.",
		Example: `lead { born: date }
example lead "Ann" { born: "in spring" }
`,
		Mend: `lead { born: date }
example lead "Ann" { born: "1990-04-01" }
`,
	},
	{
		Code: UnusualStatus, Name: "unusual-status", Severity: Warning,
		Occurs: "A status is named that HTTP does not have. Some systems answer with one; more often it is a slip.",
		Example: `lead { mail: string }
step send {
  idempotent by lead.mail
  request POST "https://api.example.com/leads" { body json { mail: lead.mail } }
  on 492 { retry 2 }
}
`,
		Mend: `lead { mail: string }
step send {
  idempotent by lead.mail
  request POST "https://api.example.com/leads" { body json { mail: lead.mail } }
  on 429 { retry 2 }
}
`,
	},
	{
		Code: TooManyInstances, Name: "too-many-instances",
		Occurs: "The steps that are made from steps with parameters would together be a flow of more than 512 KB. What is long and the same in all of them is better a 'let' or a file that they share.",
	},
	{
		Code: ContradictingHeader, Name: "contradicting-header",
		Occurs: "The header Content-Type names another format than the body has.",
		Example: `lead { mail: string }
step send {
  request POST "https://api.example.com/leads" {
    headers { Content-Type: "text/xml" }
    body json { mail: lead.mail }
  }
}
`,
		Mend: `lead { mail: string }
step send {
  request POST "https://api.example.com/leads" { body json { mail: lead.mail } }
}
`,
	},
	{
		Code: HeaderTaken, Name: "header-taken",
		Occurs: "A request has a header that the auth or sign of the request, or of its service, sets.",
		Example: `settings { key: secret }
service api {
  base "https://api.example.com"
  auth bearer(settings.key)
}
step person { request GET api "/person" { headers { Authorization: "none" } } }
`,
		Mend: `settings { key: secret }
service api {
  base "https://api.example.com"
  auth bearer(settings.key)
}
step person { request GET api "/person" }
`,
	},
	{
		Code: UnknownVariable, Name: "unknown-variable",
		Occurs: "A GraphQL variable is given, or stands in the query, and the query does not declare it.",
		Example: `lead { mail: string }
step find {
  request POST "https://api.example.com/graphql" {
    body graphql "query ($mail: String!) { lead(mail: $mail) { id } }" variables { mial: lead.mail }
  }
}
`,
		Mend: `lead { mail: string }
step find {
  request POST "https://api.example.com/graphql" {
    body graphql "query ($mail: String!) { lead(mail: $mail) { id } }" variables { mail: lead.mail }
  }
}
`,
	},
	{
		Code: MissingVariable, Name: "missing-variable",
		Occurs: "A GraphQL query declares a variable that must be given, non-null and without a default, and the body does not give it, or gives null.",
		Example: `lead { mail: string }
step find {
  request POST "https://api.example.com/graphql" {
    body graphql "query ($mail: String!, $max: Int!) { lead(mail: $mail, max: $max) { id } }" variables { mail: lead.mail }
  }
}
`,
		Mend: `lead { mail: string }
step find {
  request POST "https://api.example.com/graphql" {
    body graphql "query ($mail: String!, $max: Int = 1) { lead(mail: $mail, max: $max) { id } }" variables { mail: lead.mail }
  }
}
`,
	},
	{
		Code: UnusedVariable, Name: "unused-variable",
		Occurs: "A GraphQL query declares a variable that it never uses. Servers refuse such a query.",
		Example: `lead { mail: string }
step find {
  request POST "https://api.example.com/graphql" {
    body graphql "query ($mail: String!, $max: Int = 1) { lead(mail: $mail) { id } }" variables { mail: lead.mail }
  }
}
`,
		Mend: `lead { mail: string }
step find {
  request POST "https://api.example.com/graphql" {
    body graphql "query ($mail: String!, $max: Int = 1) { lead(mail: $mail, max: $max) { id } }" variables { mail: lead.mail }
  }
}
`,
	},
}
