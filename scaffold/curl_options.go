package scaffold

import (
	"fmt"
	nethttp "net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"lcs/lang/check"
)

// call is a curl command, read.
type call struct {
	method   string
	url      string
	headers  []pair
	data     []string // of -d and its kin, to be joined with &
	parts    []pair   // of -F
	json     bool     // --json
	get      bool     // -G
	user     string
	bearer   string
	timeout  time.Duration // 0: none
	follow   bool
	unheeded []string // options that a script has no word for
}

type pair struct{ name, value string }

// takesValue are curl's options with a value, by the name under which they are
// read; those that say nothing about the request are empty.
var takesValue = map[string]string{
	"-X": "method", "--request": "method", "-H": "header", "--header": "header", "--url": "url",
	"-d": "data", "--data": "data", "--data-raw": "raw", "--data-ascii": "data", "--data-binary": "data", "--data-urlencode": "urlencode",
	"--json": "json", "-F": "form", "--form": "form", "--form-string": "form", "-u": "user", "--user": "user",
	"--oauth2-bearer": "bearer", "-A": "agent", "--user-agent": "agent", "-e": "referer", "--referer": "referer",
	"-b": "cookie", "--cookie": "cookie", "-m": "timeout", "--max-time": "timeout",
	"--connect-timeout": "", "--retry": "", "--retry-delay": "", "--retry-max-time": "", "-o": "", "--output": "", "-w": "", "--write-out": "",
	"-c": "", "--cookie-jar": "", "-D": "", "--dump-header": "", "--stderr": "", "--trace": "", "--trace-ascii": "", "--limit-rate": "",
	"--ciphers": "", "--interface": "", "--proto": "", "--max-filesize": "", "--keepalive-time": "", "--dns-servers": "", "--local-port": "",
	"-y": "", "--speed-time": "", "-Y": "", "--speed-limit": "", "--expect100-timeout": "", "--happy-eyeballs-timeout-ms": "",
	"-K": "unheeded", "--config": "unheeded", "-r": "unheeded", "--range": "unheeded", "-z": "unheeded", "--time-cond": "unheeded",
	"-U": "unheeded", "--proxy-user": "unheeded", "--noproxy": "unheeded", "--unix-socket": "unheeded", "--aws-sigv4": "unheeded",
	"--cert-type": "unheeded", "--key-type": "unheeded", "--pass": "unheeded", "--pinnedpubkey": "unheeded", "--request-target": "unheeded",
	"-x": "unheeded", "--proxy": "unheeded", "--cert": "unheeded", "-E": "unheeded", "--key": "unheeded", "--cacert": "unheeded", "--capath": "unheeded",
	"--resolve": "unheeded", "--connect-to": "unheeded", "-T": "unheeded", "--upload-file": "unheeded", "--tls-max": "unheeded", "--max-redirs": "unheeded",
}

// readCurl reads the options of a curl command.
func readCurl(words []string, readFile func(string) ([]byte, error)) (*call, error) {
	c := &call{}
	for i := 0; i < len(words); i++ {
		word := words[i]
		if !strings.HasPrefix(word, "-") || word == "-" {
			if err := c.setURL(word); err != nil {
				return nil, err
			}
			continue
		}
		name, attached := word, ""
		if !strings.HasPrefix(word, "--") {
			for len(name) > 2 && !knownValue(name[:2]) { // -sSL is three flags
				c.flag(name[:2])
				name = "-" + name[2:]
			}
			name, attached = name[:2], name[2:]
		}
		meaning, valued := takesValue[name]
		if !valued {
			c.flag(name)
			continue
		}
		if attached == "" {
			if i++; i == len(words) {
				return nil, fmt.Errorf("the option %s has no value", name)
			}
			attached = words[i]
		}
		if err := c.option(name, meaning, attached, readFile); err != nil {
			return nil, err
		}
	}
	if c.url == "" {
		return nil, fmt.Errorf("the command names no URL")
	}
	return c, nil
}

// setURL takes the one URL of the command.
func (c *call) setURL(text string) error {
	if c.url != "" {
		return fmt.Errorf("want a command with one URL, and this one has two: %s and %s", holes(c.url), holes(text))
	}
	c.url = text
	return nil
}

func knownValue(name string) bool { _, known := takesValue[name]; return known }

func (c *call) flag(name string) {
	switch name {
	case "-G", "--get":
		c.get = true
	case "-I", "--head":
		c.method = nethttp.MethodHead
	case "-L", "--location":
		c.follow = true
	case "-k", "--insecure":
		c.unheeded = append(c.unheeded, name+": lcs always checks certificates; one of your own is  tls { ca \"./ca.pem\" }")
	}
}

func (c *call) option(name, meaning, given string, readFile func(string) ([]byte, error)) error {
	switch meaning {
	case "method":
		c.method = strings.ToUpper(given)
		if !slices.Contains(check.Methods, c.method) {
			return fmt.Errorf("a script has no method %q: it has %s", holes(given), strings.Join(check.Methods, ", "))
		}
	case "url":
		return c.setURL(given)
	case "header":
		return c.addHeader(given)
	case "data", "json":
		text, err := dataOf(given, readFile)
		if err != nil {
			return err
		}
		c.data, c.json = append(c.data, text), c.json || meaning == "json"
	case "urlencode":
		text, err := encodedData(given, readFile)
		if err != nil {
			return err
		}
		c.data = append(c.data, text)
	case "raw":
		c.data = append(c.data, given)
	case "form":
		field, text, _ := strings.Cut(given, "=")
		text, _, _ = strings.Cut(text, ";type=")
		c.parts = append(c.parts, pair{field, text})
	case "user":
		c.user = given
	case "bearer":
		c.bearer = given
	case "agent":
		c.headers = append(c.headers, pair{"User-Agent", given})
	case "referer":
		c.headers = append(c.headers, pair{"Referer", given})
	case "cookie":
		c.headers = append(c.headers, pair{"Cookie", given})
	case "timeout":
		seconds, err := strconv.ParseFloat(given, 64)
		if err != nil || !(seconds >= 0 && seconds <= maxSeconds) {
			return fmt.Errorf("the option %s takes seconds, and %q are none", name, holes(given))
		}
		c.timeout = time.Duration(seconds * float64(time.Second)).Round(time.Millisecond)
	case "unheeded":
		c.unheeded = append(c.unheeded, name) // without its value, which may be a secret
	}
	return nil
}

// maxSeconds is the longest timeout that is taken over: a year.
const maxSeconds = 366 * 24 * 60 * 60

// addHeader takes a header; one without a value says that curl's own is not sent.
func (c *call) addHeader(given string) error {
	name, text, _ := strings.Cut(given, ":")
	name, text = strings.TrimSpace(name), strings.TrimSpace(text)
	if text == "" {
		return nil
	}
	if name == "" || strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~") != "" {
		return fmt.Errorf("%q is no name of a header", holes(name))
	}
	c.headers = append(c.headers, pair{name, text})
	return nil
}

// dataOf is what an option's value says: itself, or with @ the text of a file.
func dataOf(given string, readFile func(string) ([]byte, error)) (string, error) {
	name, isFile := strings.CutPrefix(given, "@")
	switch {
	case !isFile:
		return given, nil
	case name == "-":
		return "", fmt.Errorf("the body comes from stdin (@-): put its text there, or name a file")
	case readFile == nil:
		return "", fmt.Errorf("the body is in a file, %s, which is not at hand", name)
	}
	text, err := readFile(name)
	if err != nil {
		return "", fmt.Errorf("the body cannot be read: %w", err)
	}
	if !utf8.Valid(text) {
		return "", fmt.Errorf("the body in %s is not UTF-8", name)
	}
	return strings.TrimSuffix(string(text), "\n"), nil
}

// encodedData is a value of --data-urlencode: CONTENT, =CONTENT, NAME=CONTENT,
// @FILE or NAME@FILE.
func encodedData(given string, readFile func(string) ([]byte, error)) (string, error) {
	at := strings.IndexAny(given, "=@")
	if at < 0 {
		return url.QueryEscape(given), nil
	}
	name, text := given[:at], given[at+1:]
	if given[at] == '@' {
		var err error
		if text, err = dataOf(given[at:], readFile); err != nil {
			return "", err
		}
	}
	if name != "" {
		name += "="
	}
	return name + url.QueryEscape(text), nil
}
