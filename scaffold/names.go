package scaffold

import (
	"net"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// nameless are parts of a path that name nothing: versions, numbers, values.
var nameless = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(v\d+([._]\d+)*|api|rest|\d+|[0-9a-f]{8,}|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|.*[{}\x{E000}%].*)$`)
})

// stepName makes a name of the end of a path without its ending: /v2/leads/7/validate is
// leads_validate.
func stepName(address string) string {
	parts := slices.DeleteFunc(strings.Split(address, "/"), func(part string) bool { return part == "" || nameless().MatchString(part) })
	if len(parts) > 2 {
		parts = parts[len(parts)-2:]
	}
	if n := len(parts); n > 0 {
		parts[n-1] = strings.TrimSuffix(parts[n-1], path.Ext(parts[n-1])) // LeadService.asmx, leads.php
	}
	return ownName(strings.Join(parts, "_"), "send")
}

// serviceName makes a name of a host: that of its domain.
func serviceName(host string) string {
	if host == "localhost" || net.ParseIP(host) != nil || strings.ContainsRune(host, variableBegin) {
		return "api"
	}
	labels := strings.Split(host, ".")
	if n := len(labels); n > 1 {
		labels = labels[:n-1]
		if n > 2 && len(labels[n-2]) <= 3 { // co.uk
			labels = labels[:n-2]
		}
	}
	name := ownName(labels[len(labels)-1], "api")
	return strings.Replace(name, "_call", "_api", 1)
}

// titleOf names a host in a title.
func titleOf(host string) string {
	if strings.ContainsRune(host, variableBegin) {
		return "the API"
	}
	return host
}

// isPlain reports whether anybody on the way could read what is sent to a URL.
func isPlain(u *url.URL) bool { return u.Scheme == "http" && !isLoopback(u.Hostname()) }

// isLoopback reports whether a host is this machine.
func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
