package main

import (
	"github.com/spf13/cobra"

	"lcs/intake"
	"lcs/interp"
)

// callFlags say whom a script calls, and with which settings.
type callFlags struct {
	settingsFiles []string
	set           []string
	sandbox       bool
	allowPrivate  bool
	testMode      bool
	limitFlags
}

func (k *callFlags) bind(command *cobra.Command) {
	f := command.Flags()
	f.StringArrayVar(&k.settingsFiles, "settings", nil, "read settings from `FILE` (.toml, .json or .env); may come again")
	f.StringArrayVar(&k.set, "set", nil, "give a setting as `NAME=VALUE`; may come again")
	f.BoolVar(&k.sandbox, "sandbox", false, "send nothing out: a server in this process answers from the steps' examples")
	f.BoolVar(&k.allowPrivate, "allow-private", false, "allow calls to private and loopback addresses")
	f.BoolVar(&k.testMode, "test-mode", false, "set flow.test_mode")
	k.limitFlags.bind(command)
}

// settings collects the settings that were given.
func (k *callFlags) settings(c *console) (map[string]interp.Setting, error) {
	given, problems := intake.ReadSettings(k.settingsFiles, c.environ, k.set)
	if len(problems) > 0 {
		c.report(problems)
		return nil, reported(exitUsage)
	}
	out := make(map[string]interp.Setting, len(given))
	for name, s := range given {
		out[name] = interp.Setting{Value: s.Value, Place: s.Place}
	}
	return out, nil
}
