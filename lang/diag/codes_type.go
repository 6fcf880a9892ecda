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
)

// Codes 2xxx: names and types.
var typeCodes = []Entry{	{
		Code: SlowPattern, Name: "slow-pattern", Severity: Warning,
		Occurs: "A pattern looks around or refers back to a group, and repeats. Matching it may have to try many ways, and is stopped after a second.",
		Example: `lead { mail: string }
if lead.mail matches /^(.+)\1$/ { note "twice the same" }
`,
		Mend: `lead { mail: string }
if lead.mail matches /^.+@.+$/ { note "an address" }
`,
	},
}
