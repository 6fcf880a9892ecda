package main

import (
	"strings"

	"github.com/spf13/cobra"

	"lcs/limits"
)

// limitFlags are the flag --limit.
type limitFlags struct{ given []string }

func (l *limitFlags) bind(command *cobra.Command) {
	var defaults []string
	var names []cobra.Completion
	for _, which := range limits.All() {
		defaults = append(defaults, which.String()+"="+which.Default())
		names = append(names, cobra.CompletionWithDesc(which.String()+"=", which.Bounds()))
	}
	command.Flags().StringArrayVar(&l.given, "limit", nil,
		"set a limit as `NAME=N`; may come again. The defaults: "+strings.Join(defaults, " "))
	_ = command.RegisterFlagCompletionFunc("limit", cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp|cobra.ShellCompDirectiveNoSpace))
}

// limits are the limits that were set.
func (l *limitFlags) limits() (*limits.Limits, error) {
	set := &limits.Limits{}
	for _, text := range l.given {
		if err := set.Set(text); err != nil {
			return nil, wrongUse("--limit %v", err)
		}
	}
	return set, nil
}
