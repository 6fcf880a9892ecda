package stdlib

import (
	_ "embed"
	"strings"
	"sync"
)

// DomainList is a set of mail domains. A domain is in it when it or one that
// it is a part of is listed.
type DomainList struct{ names map[string]bool }

// ReadDomainList reads domains between white space; lines that begin with #
// are comments.
func ReadDomainList(text string) *DomainList {
	l := &DomainList{names: make(map[string]bool, strings.Count(text, ".")/2)}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, name := range strings.Fields(line) {
			l.names[strings.ToLower(strings.TrimPrefix(name, "@"))] = true
		}
	}
	return l
}

// Has reports whether mail to domain goes to one of the list.
func (l *DomainList) Has(domain string) bool {
	domain = strings.ToLower(domain)
	for {
		if l.names[domain] {
			return true
		}
		_, parent, ok := strings.Cut(domain, ".")
		if !ok || !strings.Contains(parent, ".") {
			return false
		}
		domain = parent
	}
}

// MailDomains are the lists behind email's is_free and is_disposable.
type MailDomains struct{ Free, Disposable *DomainList }

//go:embed data/free_mail.txt
var freeMailText string

//go:embed data/disposable_mail.txt
var disposableMailText string

// defaultMailDomains are our own lists, of what is common; they are read when
// the first address is asked about.
var defaultMailDomains = sync.OnceValue(func() MailDomains {
	return MailDomains{Free: ReadDomainList(freeMailText), Disposable: ReadDomainList(disposableMailText)}
})
