package intake

import (
	"slices"
	"strings"

	"lcs/lang/diag"
)

// Setting is the value of one setting and where it was given.
type Setting struct {
	Name  string
	Value any    // a text, or what a TOML or JSON file says
	Place string // "settings.toml:3", "LCS_SETTING_REGION", "--set"
}

// environmentPrefix marks the variables that are settings.
const environmentPrefix = "LCS_SETTING_"

// EnvironmentSettings returns the settings among the variables of a process:
// LCS_SETTING_API_KEY is api_key.
func EnvironmentSettings(environ []string) []Setting {
	var out []Setting
	for _, variable := range environ {
		name, text, _ := strings.Cut(variable, "=")
		if short, found := strings.CutPrefix(name, environmentPrefix); found && short != "" {
			out = append(out, Setting{strings.ToLower(short), text, name})
		}
	}
	slices.SortFunc(out, func(a, b Setting) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// ParseSetting reads an argument of --set, "name=value".
func ParseSetting(argument string) (Setting, *diag.Diagnostic) {
	name, text, found := strings.Cut(argument, "=")
	name = strings.TrimSpace(name)
	if !found || name == "" {
		// The argument itself is not repeated: it may be a secret.
		problem := diag.New(codeBadSet, diag.Span{}, "an argument of --set has no name, or no '=' after it")
		problem.Help = "write --set name=value"
		return Setting{}, problem
	}
	return Setting{name, text, "--set"}, nil
}

// ReadSettings collects the settings of a run. The later of these wins: the
// files in the order given, the environment, the arguments of --set.
func ReadSettings(files, environ, arguments []string) (map[string]Setting, diag.List) {
	var problems diag.List
	out := make(map[string]Setting)
	take := func(settings []Setting, problem *diag.Diagnostic) {
		if problem != nil {
			problems.Add(problem)
		}
		for _, s := range settings {
			out[s.Name] = s
		}
	}
	for _, name := range files {
		take(SettingsFile(name))
	}
	take(EnvironmentSettings(environ), nil)
	for _, argument := range arguments {
		s, problem := ParseSetting(argument)
		if problem != nil {
			take(nil, problem)
			continue
		}
		take([]Setting{s}, nil)
	}
	return out, problems
}
