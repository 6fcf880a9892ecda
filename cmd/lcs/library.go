package main

import (
	"github.com/spf13/cobra"

	"lcs/stdlib"
)

// libraryFlags are lists that a user has instead of those of the library.
type libraryFlags struct{ freeMail, disposableMail string }

func (l *libraryFlags) bind(command *cobra.Command) {
	f := command.Flags()
	f.StringVar(&l.freeMail, "free-mail", "", "the domains of free mail, for email.is_free, from `FILE`")
	f.StringVar(&l.disposableMail, "disposable-mail", "", "the domains of throw-away mail, for email.is_disposable, from `FILE`")
}

// library builds the library with the user's lists.
func (l *libraryFlags) library() (*stdlib.Library, error) {
	if l.freeMail == "" && l.disposableMail == "" {
		return stdlib.New(), nil
	}
	var mail stdlib.MailDomains
	for name, list := range map[string]**stdlib.DomainList{l.freeMail: &mail.Free, l.disposableMail: &mail.Disposable} {
		if name == "" {
			continue
		}
		text, err := readScript(name)
		if err != nil {
			return nil, wrongUse("the list '%s' cannot be read: %v", name, err)
		}
		*list = stdlib.ReadDomainList(string(text))
	}
	return stdlib.NewWith(mail), nil
}
