package interp_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const fieldsScript = `flow "Fields"
lead {
  id:         string
  first_name: string
  email:      email from "E-mail"
  phone:      phone?
  value:      number = 0
  state:      "TX" | "CA" = "TX"
}
`

// What is spelled another way is found, and said with what would mend it.
func TestUnmetFields(t *testing.T) {
	t.Parallel()
	p := compile(t, "fields.lcs", fieldsScript)
	for _, test := range []struct {
		name, columns string
		fixed         bool
		want          string
	}{
		{"all are there", "id,first_name,email,phone,value,state,more", true, ""},
		{"under another name", "first_name,E-mail", true, ""},
		{"spelled another way", "FIRST NAME,e_mail,Phone,VALUE,State", true, `
4:3 leads.csv has no 'first_name': 'FIRST NAME' is near; rename it, or say that it is the field: first_name: string from "FIRST NAME"
5:3 leads.csv has no 'email': 'e_mail' is near; rename it, or say that it is the field: email: email from "E-mail", "e_mail"
6:3 leads.csv has no 'phone': 'Phone' is near; rename it, or say that it is the field: phone: phone? from "Phone"
7:3 leads.csv has no 'value': 'VALUE' is near; rename it, or say that it is the field: value: number from "VALUE" = 0
8:3 leads.csv has no 'state': 'State' is near; rename it, or say that it is the field: state: "TX" | "CA" from "State" = "TX"
`},
		{"a slip", "frist_name,email,phones,values", true, `
4:3 leads.csv has no 'first_name': 'frist_name' is near; rename it, or say that it is the field: first_name: string from "frist_name"
`},
		{"another field's", "email,phone", true, `
4:3 leads.csv has no 'first_name': its columns are email, phone; say in which column it comes: first_name: string from "…"
`},
		{"many others", "email" + strings.Repeat(",x", 30), true, `
4:3 leads.csv has no 'first_name': its columns are email` + strings.Repeat(", x", 19) + ` and 11 more; say in which column it comes: first_name: string from "…"
`},
		{"without a name", ",email,", true, `
4:3 leads.csv has no 'first_name': its columns are email; say in which column it comes: first_name: string from "…"
`},
		{"no columns", "", true, `
4:3 leads.csv has no 'first_name' and no other column; say in which column it comes: first_name: string from "…"
5:3 leads.csv has no 'email' and no other column; say in which column it comes: email: email from "E-mail", "…"
`},
		{"of one lead, which may lack what others have", "email", false, ""},
		{"of one lead, spelled another way", "email,firstName", false, `
4:3 leads.csv has no 'first_name': 'firstName' is near; rename it, or say that it is the field: first_name: string from "firstName"
`},
	} {
		var got strings.Builder
		for _, d := range p.UnmetFields("leads.csv", strings.Split(test.columns, ","), test.fixed) {
			line, column := d.Span.Position()
			got.WriteString(fmt.Sprintf("%d:%d %s; %s\n", line, column, d.Message, d.Help))
		}
		if diff := cmp.Diff(strings.TrimPrefix(test.want, "\n"), got.String()); diff != "" {
			t.Errorf("%s: -want +got\n%s", test.name, diff)
		}
	}
}
