package diag_test

import (
	"strings"
	"testing"

	"lcs/lang/diag"
)

func TestRelevel(t *testing.T) {
	t.Parallel()
	list := diag.List{
		{Code: diag.UnusedSetting, Severity: diag.Warning},
		{Code: diag.RetryWithoutKey, Severity: diag.Warning},
		{Code: diag.IndependentSteps, Severity: diag.Note},
		{Code: diag.MisplacedItem, Severity: diag.Error},
	}
	for name, test := range map[string]struct {
		deny, allow []string
		want        string
	}{
		"nothing":            {nil, nil, "8001 warning, 8002 warning, 8003 note, 3201 error"},
		"one denied":         {[]string{"LCS8002"}, nil, "8001 warning, 8002 error, 8003 note, 3201 error"},
		"one allowed":        {nil, []string{"unused-setting"}, "8002 warning, 8003 note, 3201 error"},
		"warnings denied":    {[]string{"warnings"}, nil, "8001 error, 8002 error, 8003 note, 3201 error"},
		"notes denied":       {[]string{"notes"}, nil, "8001 warning, 8002 warning, 8003 error, 3201 error"},
		"warnings allowed":   {nil, []string{"warnings"}, "8003 note, 3201 error"},
		"all allowed":        {nil, []string{"warnings", "notes"}, "3201 error"},
		"all allowed but":    {[]string{"8001"}, []string{"warnings", "notes"}, "8001 error, 3201 error"},
		"all denied but":     {[]string{"warnings", "notes"}, []string{"8003"}, "8001 error, 8002 error, 3201 error"},
		"an error stays one": {nil, []string{"LCS3201"}, "8001 warning, 8002 warning, 8003 note, 3201 error"},
	} {
		got, err := diag.Relevel(list, test.deny, test.allow)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var parts []string
		for _, d := range got {
			parts = append(parts, strings.TrimPrefix(string(d.Code), "LCS")+" "+d.Severity.String())
		}
		if s := strings.Join(parts, ", "); s != test.want {
			t.Errorf("%s: got %s; want %s", name, s, test.want)
		}
	}
	if list[1].Severity != diag.Warning {
		t.Error("the list that was given has changed")
	}
	if _, err := diag.Relevel(list, []string{"LCS9999"}, nil); err == nil {
		t.Error("LCS9999 can be denied")
	}
}
