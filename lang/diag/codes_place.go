package diag

// MalformedGraphQL is of the checker; the other codes of this group are of
// lang/place.
const MalformedGraphQL Code = "LCS4012"

// Codes 4xxx: encoding by place.
var placeCodes = []Entry{
	{
		Code: "LCS4001",
		Name: "malformed-json",
		Occurs: "A JSON template could come out as text that is no JSON: in some branch of an {{#if}}, or with no item, one or several items in an {{#each}}. " +
			"The message ends with the case. Holes that touch a number or another value, and values where a key must come, are malformed in every case.",
		Example: `flow "Example"

lead { ids: [string] }

step push {
  request POST "https://api.example.com/leads" {
    body json """
      [{{#each lead.ids}}"{{this}}",{{/each}}]
    """
  }
}
`,
		Mend: `flow "Example"

lead { ids: [string] }

step push {
  request POST "https://api.example.com/leads" {
    body json """
      [{{#each lead.ids}}"{{this}}"{{#unless @last}},{{/unless}}{{/each}}]
    """
  }
}
`,
	},
	{
		Code: "LCS4002",
		Name: "malformed-xml",
		Occurs: "An XML template could come out as text that is no well-formed XML: an element that is not closed, or closed twice, in some branch or with some number of items; " +
			"an attribute given twice; an entity that XML does not have; characters that XML forbids.",
		Example: `flow "Example"

lead { name: string?, gold: bool = false }

step push {
  request POST "https://api.example.com/leads" {
    body xml """
      <lead>{{#if lead.gold}}<gold>{{/if}}{{lead.name}}</lead>
    """
  }
}
`,
		Mend: `flow "Example"

lead { name: string?, gold: bool = false }

step push {
  request POST "https://api.example.com/leads" {
    body xml """
      <lead>{{#if lead.gold}}<gold/>{{/if}}{{lead.name}}</lead>
    """
  }
}
`,
	},
	{
		Code: "LCS4003",
		Name: "malformed-url",
		Occurs: "The text of a URL cannot be sent as it stands: a scheme other than http and https, a host that is missing or has a user name, " +
			"a character that must be percent-encoded, a percent sign without two hexadecimal digits, or a whole URL behind a service.",
		Example: `flow "Example"

lead { id: string }

step push {
  request GET "https://api.example.com/all leads/{{lead.id}}"
}
`,
		Mend: `flow "Example"

lead { id: string }

step push {
  request GET "https://api.example.com/all%20leads/{{lead.id}}"
}
`,
	},
	{
		Code:   "LCS4004",
		Name:   "malformed-form",
		Occurs: "A form that is written as text has a character that must be percent-encoded, or a percent sign without two hexadecimal digits. What stands in {{ }} is encoded by itself.",
		Example: `flow "Example"

lead { id: string }

step push {
  request POST "https://api.example.com/leads" {
    body form """source=web site&id={{lead.id}}"""
  }
}
`,
		Mend: `flow "Example"

lead { id: string }

step push {
  request POST "https://api.example.com/leads" {
    body form """source=web%20site&id={{lead.id}}"""
  }
}
`,
	},
	{
		Code: "LCS4005",
		Name: "misplaced-value",
		Occurs: "A value stands where no encoding keeps it in its place: the name of an XML element or attribute, a comment, a processing instruction, " +
			"a document type, an attribute without quotes, or the scheme of a URL.",
		Example: `flow "Example"

lead { id: string }

step push {
  request POST "https://api.example.com/leads" {
    body xml """
      <lead><!-- {{lead.id}} --></lead>
    """
  }
}
`,
		Mend: `flow "Example"

lead { id: string }

step push {
  request POST "https://api.example.com/leads" {
    body xml """
      <lead id="{{lead.id}}"/>
    """
  }
}
`,
	},
	{
		Code: "LCS4006",
		Name: "unsafe-host",
		Occurs: "A value would choose the host that is called: it stands in the host or port of a URL, or at its beginning. " +
			"Only a setting, a value of a closed set and one of type url may.",
		Example: `flow "Example"

lead { region: string }

step push {
  request GET "https://{{lead.region}}.example.com/leads"
}
`,
		Mend: `flow "Example"

lead { region: "us" | "eu" }

step push {
  request GET "https://{{lead.region}}.example.com/leads"
}
`,
	},
	{
		Code:   "LCS4007",
		Name:   "malformed-header",
		Occurs: "The text of a header has a character that cannot be sent in one: a line break or another control character.",
		Example: `flow "Example"

step push {
  request GET "https://api.example.com/leads" {
    headers { X-Note: "first line\nsecond line" }
  }
}
`,
		Mend: `flow "Example"

step push {
  request GET "https://api.example.com/leads" {
    headers { X-Note: "first line, second line" }
  }
}
`,
	},
	{
		Code: "LCS4008",
		Name: "two-places",
		Occurs: "A value would stand in one place in one case and in another place in another case, say within quotes and without. " +
			"It can be encoded for one place only.",
		Example: `flow "Example"

lead { id: string, quoted: bool = true }

step push {
  request POST "https://api.example.com/leads" {
    body json """
      {{#if lead.quoted}}"{{/if}}{{lead.id}}{{#if lead.quoted}}"{{/if}}
    """
  }
}
`,
		Mend: `flow "Example"

lead { id: string, quoted: bool = true }

step push {
  request POST "https://api.example.com/leads" {
    body json """
      {{#if lead.quoted}}"{{lead.id}}"{{else}}{{lead.id}}{{/if}}
    """
  }
}
`,
	},
	{
		Code: "LCS4009",
		Name: "too-many-cases",
		Occurs: "A template has so many cases that differ in what is open, at one point, that it cannot be proved that each comes out well-formed: " +
			"more than 256 at once. It happens when many {{#if}} open something that others close.",
		Example: `flow "Example"

lead { a: bool, b: bool, c: bool, d: bool, e: bool, f: bool, g: bool, h: bool, i: bool }

step push {
  request POST "https://api.example.com/leads" {
    body xml """
      <lead>
        {{#if lead.a}}<a>{{/if}}{{#if lead.b}}<b>{{/if}}{{#if lead.c}}<c>{{/if}}
        {{#if lead.d}}<d>{{/if}}{{#if lead.e}}<e>{{/if}}{{#if lead.f}}<f>{{/if}}
        {{#if lead.g}}<g>{{/if}}{{#if lead.h}}<h>{{/if}}{{#if lead.i}}<i>{{/if}}
        {{#if lead.i}}</i>{{/if}}{{#if lead.h}}</h>{{/if}}{{#if lead.g}}</g>{{/if}}
        {{#if lead.f}}</f>{{/if}}{{#if lead.e}}</e>{{/if}}{{#if lead.d}}</d>{{/if}}
        {{#if lead.c}}</c>{{/if}}{{#if lead.b}}</b>{{/if}}{{#if lead.a}}</a>{{/if}}
      </lead>
    """
  }
}
`,
		Mend: `flow "Example"

lead { a: bool, b: bool }

step push {
  request POST "https://api.example.com/leads" {
    body xml """
      <lead>{{#if lead.a}}<a/>{{/if}}{{#if lead.b}}<b/>{{/if}}</lead>
    """
  }
}
`,
	},
	{
		Code:   "LCS4010",
		Name:   "raw-header",
		Occurs: "A raw value, {{{ }}}, stands in a header, where a line break in it would begin another header.",
		Example: `flow "Example"

lead { id: string }

step push {
  request GET "https://api.example.com/leads" {
    headers { X-Lead: "lead {{{lead.id}}}" }
  }
}
`,
		Mend: `flow "Example"

lead { id: string }

step push {
  request GET "https://api.example.com/leads" {
    headers { X-Lead: "lead {{lead.id}}" }
  }
}
`,
	},
	{
		Code:   "LCS4011",
		Name:   "graphql-hole",
		Occurs: "A value stands in the text of a GraphQL query, where it could end the query and begin another. GraphQL has variables for that.",
		Example: `flow "Example"

lead { id: string }

step find {
  request POST "https://api.example.com/graphql" {
    body graphql """
      query { lead(id: "{{lead.id}}") { score } }
    """
  }
}
`,
		Mend: `flow "Example"

lead { id: string }

step find {
  request POST "https://api.example.com/graphql" {
    body graphql """
      query($id: ID!) { lead(id: $id) { score } }
    """ variables { id: lead.id }
  }
}
`,
	},
	{
		Code:   MalformedGraphQL,
		Name:   "malformed-graphql",
		Occurs: "The text of a GraphQL query cannot be read, or has two operations, of which nothing would say which is meant.",
		Example: `step find {
  request POST "https://api.example.com/graphql" { body graphql "query { leads { id }" }
}
`,
		Mend: `step find {
  request POST "https://api.example.com/graphql" { body graphql "query { leads { id } }" }
}
`,
	},
}
