package trace

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"io"
	nethttp "net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// har is a HAR 1.2 file in the making. Where the file allows it the end is
// written after each entry, and the next entry over it: so it is whole whenever
// the process ends.
type har struct {
	mu      sync.Mutex
	out     io.Writer
	seek    io.Seeker // nil: out cannot go back
	count   int
	started bool
	err     error
	creator harCreator
}

const harEnd = "\n]}}\n"

// NewHAR returns a writer of HAR. The name and version are those of the program
// that it says it was made by.
func NewHAR(out io.Writer, name, version string) Writer {
	w := &har{out: out, creator: harCreator{name, version}}
	if s, ok := out.(io.Seeker); ok {
		if _, err := s.Seek(0, io.SeekCurrent); err == nil {
			w.seek = s
		}
	}
	w.begin()
	return w
}

// begin writes the head, so that a run without attempts is a HAR as well.
func (w *har) begin() {
	creator, err := encode(w.creator)
	w.err = err
	w.put(fmt.Appendf(nil, `{"log":{"version":"1.2","creator":%s,"entries":[`, creator))
}

// put writes something, and the end after it.
func (w *har) put(text []byte) {
	if w.err != nil {
		return
	}
	if w.seek != nil {
		if w.started {
			if _, w.err = w.seek.Seek(-int64(len(harEnd)), io.SeekCurrent); w.err != nil {
				return
			}
		}
		text = append(text, harEnd...)
	}
	w.started = true
	_, w.err = w.out.Write(text)
}

// Write appends an entry. After an error nothing is written.
func (w *har) Write(e *Entry) {
	text, err := encode(harEntryOf(e))
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		w.err = err
	}
	separator := ",\n"
	if w.count == 0 {
		separator = "\n"
	}
	w.count++
	w.put(append([]byte(separator), text...))
}

// Close writes the end, where it is not yet there, and returns the first error.
func (w *har) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.seek == nil && w.err == nil {
		_, w.err = io.WriteString(w.out, harEnd)
	}
	return w.err
}

// The parts of HAR 1.2, see http://www.softwareishard.com/blog/har-12-spec/.
// Names that begin with _ are our own, as the format has it.
type (
	harCreator struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}

	harEntry struct {
		Started  string      `json:"startedDateTime"`
		Time     float64     `json:"time"`
		Request  harRequest  `json:"request"`
		Response harResponse `json:"response"`
		Cache    struct{}    `json:"cache"`
		Timings  harTimings  `json:"timings"`
		Comment  string      `json:"comment,omitempty"`
		Lead     int         `json:"_lead,omitempty"`
		Place    string      `json:"_place,omitempty"`
		Step     string      `json:"_step"`
		Via      string      `json:"_via,omitempty"`
		Attempt  int         `json:"_attempt"`
		Reused   bool        `json:"_reused"`
		Error    *Error      `json:"_error,omitempty"`
	}

	harRequest struct {
		Method      string       `json:"method"`
		URL         string       `json:"url"`
		Version     string       `json:"httpVersion"`
		Cookies     []harPair    `json:"cookies"`
		Headers     []harPair    `json:"headers"`
		Query       []harPair    `json:"queryString"`
		Post        *harPostData `json:"postData,omitempty"`
		HeadersSize int          `json:"headersSize"`
		BodySize    int          `json:"bodySize"`
	}

	harResponse struct {
		Status      int        `json:"status"`
		StatusText  string     `json:"statusText"`
		Version     string     `json:"httpVersion"`
		Cookies     []harPair  `json:"cookies"`
		Headers     []harPair  `json:"headers"`
		Content     harContent `json:"content"`
		Redirect    string     `json:"redirectURL"`
		HeadersSize int        `json:"headersSize"`
		BodySize    int        `json:"bodySize"`
		Error       string     `json:"_error,omitempty"` // as browsers have it
	}

	harPair struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}

	harPostData struct {
		Type    string    `json:"mimeType"`
		Params  []harPair `json:"params"`
		Text    string    `json:"text"`
		Coding  string    `json:"_encoding,omitempty"` // base64
		Comment string    `json:"comment,omitempty"`
	}

	harContent struct {
		Size     int    `json:"size"`
		Type     string `json:"mimeType"`
		Text     string `json:"text,omitempty"`
		Encoding string `json:"encoding,omitempty"` // base64
		Comment  string `json:"comment,omitempty"`
	}

	harTimings struct {
		Blocked float64 `json:"blocked"`
		DNS     float64 `json:"dns"`
		Connect float64 `json:"connect"`
		Send    float64 `json:"send"`
		Wait    float64 `json:"wait"`
		Receive float64 `json:"receive"`
		SSL     float64 `json:"ssl"`
	}
)

// unknownVersion is that of HTTP: which one was used is not kept.
const unknownVersion = "unknown"

func (e *Error) text() string { return strings.TrimSuffix(e.Kind+": "+e.Message, ": ") }

func harEntryOf(e *Entry) harEntry {
	return harEntry{
		Started: e.Time.Format(time.RFC3339Nano), Time: e.Timing.Total,
		Request: harRequestOf(&e.Request), Response: harResponseOf(e), Timings: harTimingsOf(e),
		Comment: comment(e),
		Lead:    e.Lead, Place: e.Place, Step: e.Step, Via: e.Via, Attempt: e.Attempt, Reused: e.Reused, Error: e.Error,
	}
}

// comment says in a line what the attempt was for.
func comment(e *Entry) string {
	var parts []string
	if e.Lead > 0 {
		parts = append(parts, fmt.Sprintf("lead %d", e.Lead))
	}
	parts = append(parts, fmt.Sprintf("step %s, attempt %d", e.Step, e.Attempt))
	if e.Via != "" {
		parts = append(parts, e.Via)
	}
	if e.Error != nil {
		parts = append(parts, e.Error.text())
	}
	return strings.Join(append(parts, e.Warnings...), ", ")
}

// harTimingsOf: of a connection that was there already DNS, connect and TLS do
// not apply, which is -1. There connect includes TLS. What our own figures do
// not cover was the wait to be sent.
func harTimingsOf(e *Entry) harTimings {
	t := harTimings{Blocked: -1, DNS: -1, Connect: -1, SSL: -1, Wait: e.Timing.Wait, Receive: e.Timing.Read}
	known := e.Timing.Wait + e.Timing.Read
	if !e.Reused {
		t.DNS, t.Connect = e.Timing.DNS, e.Timing.Connect+e.Timing.TLS
		if e.Timing.TLS > 0 {
			t.SSL = e.Timing.TLS
		}
		known += t.DNS + t.Connect
	}
	t.Send = max(float64(int((e.Timing.Total-known)*1000+0.5))/1000, 0)
	return t
}

func harRequestOf(r *Request) harRequest {
	out := harRequest{
		Method: r.Method, URL: r.URL, Version: unknownVersion, Headers: harHeaders(r.Headers),
		Cookies: cookies(r.Headers["Cookie"]), Query: queryOf(r.URL), HeadersSize: -1, BodySize: cmp.Or(r.Packed, r.Size),
	}
	if text, coding := r.harText(); text != "" {
		out.Post = &harPostData{Type: mediaType(r.Headers), Params: []harPair{}, Text: text, Coding: coding, Comment: r.harComment()}
	}
	return out
}

func harResponseOf(e *Entry) harResponse {
	out := harResponse{Cookies: []harPair{}, Headers: []harPair{}, HeadersSize: -1, BodySize: -1, Content: harContent{Type: "x-unknown"}}
	if e.Error != nil {
		out.Error = e.Error.text()
	}
	r := e.Response
	if r == nil {
		return out
	}
	out.Status, out.StatusText, out.Version = r.Status, nethttp.StatusText(r.Status), unknownVersion
	out.Headers, out.Cookies = harHeaders(r.Headers), setCookies(r.Headers["Set-Cookie"])
	out.Redirect = r.Headers.Get("Location")
	text, coding := r.harText()
	out.Content = harContent{Size: r.Size, Type: mediaType(r.Headers), Text: text, Encoding: coding, Comment: r.harComment()}
	return out
}

func (b Body) harText() (text, coding string) {
	if b.Base64 != nil {
		return base64.StdEncoding.EncodeToString(b.Base64), "base64"
	}
	return b.Text, ""
}

func (b Body) harComment() string {
	if b.Cut == 0 {
		return ""
	}
	return fmt.Sprintf("%d bytes were left out at the end", b.Cut)
}

// harComment says of a packed body that its text is what was packed: who sends
// it again has to pack it.
func (r *Request) harComment() string {
	cut := r.Body.harComment()
	if r.Packed == 0 {
		return cut
	}
	return strings.TrimSuffix("it was sent packed with gzip; "+cut, "; ")
}

func mediaType(h nethttp.Header) string { return cmp.Or(h.Get("Content-Type"), "x-unknown") }

func harHeaders(h nethttp.Header) []harPair {
	out := []harPair{}
	for name, values := range h {
		for _, v := range values {
			out = append(out, harPair{name, v})
		}
	}
	slices.SortStableFunc(out, func(a, b harPair) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// queryOf reads the query. Its escapes are left where resolving one could make
// something readable that is masked otherwise.
func queryOf(address string) []harPair {
	out := []harPair{}
	_, query, _ := strings.Cut(address, "?")
	query, _, _ = strings.Cut(query, "#")
	for pair := range strings.SplitSeq(query, "&") {
		if pair == "" {
			continue
		}
		name, v, _ := strings.Cut(pair, "=")
		out = append(out, harPair{unescaped(name), unescaped(v)})
	}
	return out
}

func unescaped(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil && !strings.Contains(plain, "%") {
		return plain
	}
	return s
}

func cookies(lines []string) []harPair {
	out := []harPair{}
	for _, line := range lines {
		for part := range strings.SplitSeq(line, ";") {
			if name, v, ok := strings.Cut(strings.TrimSpace(part), "="); ok {
				out = append(out, harPair{name, v})
			}
		}
	}
	return out
}

func setCookies(lines []string) []harPair {
	out := []harPair{}
	for _, line := range lines {
		first, _, _ := strings.Cut(line, ";")
		out = append(out, cookies([]string{first})...)
	}
	return out
}
