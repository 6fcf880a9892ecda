package main

import (
	"bufio"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A dialogue is what a partner expects and says, as curl -v would show it:
//
//	# The first answer is slow.
//	> POST /score 2 times
//	> X-Api-Key: k-1
//	> !Cookie
//	>
//	> {"email":"ann@example.com"}
//	< 200 after 20ms
//	< Content-Type: application/json
//	<
//	< {"score":7}
//
// A request is answered by the first exchange that fits it and is not used up.
// One that is never used up says `always`. What is not written is not looked
// at. A value is that text; or /a pattern/; or, for signatures,
// {hmac_sha256 KEY WORD…}, where the words METHOD, PATH and BODY and the names
// of headers stand for those of the request.
//
// In place of a status an answer is `drop`, which closes the connection, or
// `hang`, which says nothing until the caller leaves. `after D` waits;
// `together N` answers none before N requests wait for it.
type dialogue struct {
	exchanges []*exchange
}

// exchange is one request that is expected, and its answer.
type exchange struct {
	line         int // in the file
	method, path string
	header       []expected
	body         string
	hasBody      bool
	left         int // how often it still answers
	always       bool

	answer reply
}

// expected is a header that must be there with that value, or must not.
type expected struct {
	name, value string
	absent      bool
}

// reply is an answer of the partner.
type reply struct {
	status   int
	drop     bool
	hang     bool
	after    time.Duration
	together int
	header   http.Header
	body     string
}

// heard is a request as it came, its body unpacked.
type heard struct {
	method, path string
	header       http.Header
	body         string
}

// parseDialogue reads a dialogue.
func parseDialogue(text string) (*dialogue, error) {
	d := &dialogue{}
	var asked, answered []string
	at, n := 0, 0
	finish := func() error {
		if asked == nil {
			return nil
		}
		e, err := parseExchange(asked, answered)
		if err != nil {
			return fmt.Errorf("line %d: %w", at, err)
		}
		e.line = at
		d.exchanges = append(d.exchanges, e)
		asked, answered = nil, nil
		return nil
	}
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		n++
		line := lines.Text()
		side, rest := "", ""
		if line != "" {
			side, rest = line[:1], strings.TrimPrefix(line[1:], " ")
		}
		switch side {
		case "", "#":
		case ">":
			if answered != nil {
				if err := finish(); err != nil {
					return nil, err
				}
			}
			if asked == nil {
				at = n
			}
			asked = append(asked, rest)
		case "<":
			answered = append(answered, rest)
		default:
			return nil, fmt.Errorf("line %d is neither a request (>) nor an answer (<)", n)
		}
	}
	return d, finish()
}

func parseExchange(asked, answered []string) (*exchange, error) {
	e := &exchange{left: 1, answer: reply{header: http.Header{}}}
	words := strings.Fields(asked[0])
	switch {
	case len(words) == 2:
	case len(words) == 3 && words[2] == "always":
		e.always, e.left = true, math.MaxInt
	case len(words) == 4 && words[3] == "times":
		var err error
		if e.left, err = strconv.Atoi(words[2]); err != nil {
			return nil, err
		}
	default:
		return nil, fmt.Errorf("%q is not METHOD PATH, with N times or always", asked[0])
	}
	e.method, e.path = words[0], words[1]
	head, body, hasBody := cutEmpty(asked[1:])
	e.body, e.hasBody = body, hasBody
	for _, line := range head {
		if name, absent := strings.CutPrefix(line, "!"); absent {
			e.header = append(e.header, expected{name: name, absent: true})
			continue
		}
		name, value, ok := strings.Cut(line, ": ")
		if !ok {
			return nil, fmt.Errorf("%q is no header", line)
		}
		e.header = append(e.header, expected{name: name, value: value})
	}
	if len(answered) == 0 {
		return nil, fmt.Errorf("%s has no answer", asked[0])
	}
	return e, e.answer.parse(answered)
}

func (r *reply) parse(lines []string) error {
	words := strings.Fields(lines[0])
	for i := 0; i < len(words); i++ {
		var err error
		switch word := words[i]; word {
		case "drop":
			r.drop = true
		case "hang":
			r.hang = true
		case "after", "together":
			i++
			if i == len(words) {
				return fmt.Errorf("%q ends behind %s", lines[0], word)
			}
			if word == "after" {
				r.after, err = time.ParseDuration(words[i])
			} else {
				r.together, err = strconv.Atoi(words[i])
			}
		default:
			r.status, err = strconv.Atoi(word)
		}
		if err != nil {
			return err
		}
	}
	head, body, _ := cutEmpty(lines[1:])
	r.body = body
	for _, line := range head {
		name, value, ok := strings.Cut(line, ": ")
		if !ok {
			return fmt.Errorf("%q is no header", line)
		}
		r.header.Add(name, value)
	}
	return nil
}

// cutEmpty parts a head from the body behind an empty line.
func cutEmpty(lines []string) (head []string, body string, hasBody bool) {
	i := slices.Index(lines, "")
	if i < 0 {
		return lines, "", false
	}
	return lines[:i], strings.Join(lines[i+1:], "\n"), true
}

// next takes the exchange that answers a request; nil when none fits.
func (d *dialogue) next(h *heard) *exchange {
	for _, e := range d.exchanges {
		if e.left > 0 && e.differs(h) == "" {
			if !e.always {
				e.left--
			}
			return e
		}
	}
	return nil
}

// unfit says for a request that nothing answers what the exchanges of its
// method and path would have wanted.
func (d *dialogue) unfit(h *heard) string {
	out := ""
	for _, e := range d.exchanges {
		switch why := e.differs(h); {
		case e.method != h.method || e.path != h.path:
		case why == "":
			out += fmt.Sprintf("line %d is used up\n", e.line)
		default:
			out += fmt.Sprintf("line %d does not fit: %s\n", e.line, why)
		}
	}
	return out + "nothing answers\n" + h.String()
}

// differs says what about a request is not as expected; "" when all is.
func (e *exchange) differs(h *heard) string {
	if e.method != h.method || e.path != h.path {
		return "another method or path"
	}
	for _, want := range e.header {
		got, there := h.header[http.CanonicalHeaderKey(want.name)]
		switch value := strings.Join(got, ", "); {
		case want.absent && there:
			return fmt.Sprintf("it has a %s", want.name)
		case !want.absent && !there:
			return fmt.Sprintf("it has no %s", want.name)
		case !want.absent && !fits(want.value, value, h):
			return fmt.Sprintf("its %s is %q, want %s", want.name, value, want.value)
		}
	}
	if e.hasBody && !fits(e.body, h.body, h) {
		return "its body is not\n" + e.body
	}
	return ""
}

// fits compares a text with what is written for it: itself, a pattern, or a
// signature over the request.
func fits(want, got string, h *heard) bool {
	if len(want) > 1 && want[0] == '/' && want[len(want)-1] == '/' {
		return regexp.MustCompile(`^(?s:` + want[1:len(want)-1] + `)$`).MatchString(got)
	}
	words := strings.Fields(strings.Trim(want, "{}"))
	if len(words) < 2 || words[0] != "hmac_sha256" {
		return want == got
	}
	mac := hmac.New(sha256.New, []byte(words[1]))
	for _, word := range words[2:] {
		_, _ = io.WriteString(mac, h.part(word))
	}
	return got == hex.EncodeToString(mac.Sum(nil))
}

func (h *heard) part(name string) string {
	switch name {
	case "METHOD":
		return h.method
	case "PATH":
		return h.path
	case "BODY":
		return h.body
	}
	return h.header.Get(name)
}

// String writes a request as a dialogue does, without the headers that every
// request of the client has.
func (h *heard) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "> %s %s\n", h.method, h.path)
	for _, name := range slices.Sorted(headerNames(h.header)) {
		for _, value := range h.header[name] {
			fmt.Fprintf(&b, "> %s: %s\n", name, value)
		}
	}
	if h.body != "" {
		b.WriteString(">\n")
		for line := range strings.Lines(h.body) {
			fmt.Fprintf(&b, "> %s\n", strings.TrimSuffix(line, "\n"))
		}
	}
	return b.String()
}

// TestDialogue: a request finds its exchange, or hears why there is none.
func TestDialogue(t *testing.T) {
	t.Parallel()
	d, err := parseDialogue(`# signed
> POST /a
> X-Sum: {hmac_sha256 key METHOD PATH BODY}
> !Cookie
>
> /\{"n":\d+\}/
< 200 after 20ms together 3
< X-One: 1
<
< first
< second

> POST /a 2 times
< drop
> GET /b always
< hang
`)
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, []byte("key"))
	_, _ = io.WriteString(mac, `POST/a{"n":1}`)
	sum := hex.EncodeToString(mac.Sum(nil))
	signed := func(sum, body string, more ...string) *heard {
		h := &heard{method: "POST", path: "/a", header: http.Header{"X-Sum": {sum}}, body: body}
		for _, name := range more {
			h.header.Set(name, "1")
		}
		return h
	}
	first := d.exchanges[0]
	for h, want := range map[*heard]string{
		signed(sum, `{"n":1}`):           "",
		signed(sum, `{"n":2}`):           "its X-Sum is",
		signed(sum, `{"n":1}`, "Cookie"): "it has a Cookie",
		signed(sum, `{"n":"1"}`):         "its X-Sum is",
		{method: "POST", path: "/a"}:     "it has no X-Sum",
		{method: "GET", path: "/a"}:      "another method or path",
	} {
		if got := first.differs(h); !strings.HasPrefix(got, want) || want == "" && got != "" {
			t.Errorf("%s: %q, want %q", h, got, want)
		}
	}
	if a := first.answer; a.status != 200 || a.after != 20*time.Millisecond || a.together != 3 || a.body != "first\nsecond" || a.header.Get("X-One") != "1" {
		t.Errorf("the answer is %+v", a)
	}
	h := signed(sum, `{"n":1}`)
	for i, want := range []*exchange{first, d.exchanges[1], d.exchanges[1], nil} {
		if got := d.next(h); got != want {
			t.Errorf("request %d is answered by %+v", i+1, got)
		}
	}
	if got := d.unfit(h); !strings.HasPrefix(got, "line 2 is used up\nline 13 is used up\nnothing answers\n> POST /a\n") {
		t.Errorf("what nobody answers is explained by %q", got)
	}
	for range 3 {
		if e := d.next(&heard{method: "GET", path: "/b"}); e == nil || !e.answer.hang {
			t.Errorf("%+v", e)
		}
	}
	for _, bad := range []string{"hello", "> GET", "> GET /", "> GET / 3 days\n< 200", "> GET /\n> none\n< 200", "> GET /\n< soon", "> GET /\n< 200 after"} {
		if _, err := parseDialogue(bad); err == nil {
			t.Errorf("%q is taken for a dialogue", bad)
		}
	}
}
