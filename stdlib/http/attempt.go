package http

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	nethttp "net/http"
	"net/url"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
)

// Send makes one attempt: it sends r, follows redirects, and reads the answer.
func (c *Client) Send(ctx context.Context, r *Request) *Exchange {
	c.inFlight.Add(1)
	defer c.inFlight.Done()
	x := &Exchange{Request: r, Started: c.clock.Now()}
	if c.pool != nil {
		if err := c.pool.Acquire(ctx); err != nil {
			x.fail(ended(err, "a free connection came", c.clock.Now().Sub(x.Started)))
			x.Duration = c.clock.Now().Sub(x.Started)
			return x
		}
		defer c.pool.Release()
		x.Started = c.clock.Now()
	}
	a := &attempt{client: c, request: r, exchange: x, outer: ctx, ctx: ctx, spent: spent{clock: c.clock}}
	if r.Timeout > 0 {
		var cancel context.CancelFunc
		a.ctx, cancel = c.clock.WithDeadline(ctx, x.Started.Add(r.Timeout))
		defer cancel()
	}
	if err := a.run(); err != nil {
		x.fail(a.explain(err))
	}
	x.Duration = c.clock.Now().Sub(x.Started)
	x.Timing, x.Reused = a.spent.result(x.Started.Add(x.Duration))
	return x
}

func (x *Exchange) fail(kind Kind, message string) {
	x.Kind, x.Message = kind, message
}

// attempt is one Send on its way.
type attempt struct {
	client   *Client
	request  *Request
	exchange *Exchange
	outer    context.Context // the caller's
	ctx      context.Context // ends at the attempt's timeout as well
	spent    spent
	came     int // bytes of the answer's body
}

// hop is one request of an attempt: the first, or one that a redirect asks for.
type hop struct {
	method string
	url    *url.URL
	header nethttp.Header
	cookie string // the script's own; header has those of the jar as well
	body   []byte
}

func (a *attempt) run() error {
	h, err := a.firstHop()
	if err != nil {
		return err
	}
	for followed := 0; ; followed++ {
		res, err := a.roundTrip(h)
		if err != nil {
			return err
		}
		next, err := h.redirect(a.request, res)
		if next != nil && followed >= a.request.Follow {
			err = &failure{Network, fmt.Sprintf("redirected more than %d times, at last to %s", followed, next.url.Host)}
		}
		if err != nil {
			res.Body.Close()
			return err
		}
		if next == nil {
			if followed > 0 {
				a.exchange.From = h.url.String()
			}
			return a.read(res)
		}
		discard(res.Body)
		a.carryCookies(h, next, res)
		h = next
	}
}

func (a *attempt) firstHop() (*hop, error) {
	r := a.request
	u, err := r.parsedURL()
	if err != nil {
		return nil, err
	}
	h := &hop{method: r.Method, url: u, header: a.client.headerOf(r), cookie: r.Cookie, body: r.Body}
	if u.User != nil {
		if h.header.Get("Authorization") == "" {
			password, _ := u.User.Password()
			h.header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(u.User.Username()+":"+password)))
		}
		anonymous := *u
		anonymous.User = nil
		h.url = &anonymous
	}
	if r.Jar == nil {
		h.cookie = h.header.Get("Cookie")
	}
	if r.Packs() {
		h.body = r.Sent()
		h.header.Set("Content-Encoding", "gzip")
	}
	return h, nil
}

// headerOf returns the headers of a request with those that a client adds. The
// values are shared, and so never changed in place.
func (c *Client) headerOf(r *Request) nethttp.Header {
	header := make(nethttp.Header, len(r.Header)+3)
	maps.Copy(header, r.Header)
	for name, values := range c.added {
		if given := header[name]; len(given) == 0 || given[0] == "" {
			header[name] = values
		}
	}
	return header
}

// carryCookies keeps what a redirect sets and gives the next request its own.
func (a *attempt) carryCookies(h, next *hop, res *nethttp.Response) {
	header := next.cookie
	if jar := a.request.Jar; jar != nil {
		now := a.client.clock.Now()
		jar.Take(h.url, res.Header, now)
		header = jar.Header(next.url, next.cookie, now)
	}
	next.header.Del("Cookie")
	if header != "" {
		next.header.Set("Cookie", header)
	}
}

func checkURL(u *url.URL) error {
	if u.Scheme != "http" && u.Scheme != "https" {
		return &failure{Network, fmt.Sprintf("cannot send to a URL of scheme %q: http and https are known", u.Scheme)}
	}
	if u.Hostname() == "" {
		return &failure{Network, "the URL has no host"}
	}
	return nil
}

// urlProblem leaves the URL out of the error: it may hold secrets.
func urlProblem(err error) string {
	var e *url.Error
	if errors.As(err, &e) {
		err = e.Err
	}
	return err.Error()
}

func compress(body []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(body) // a buffer takes everything
	_ = w.Close()
	return out.Bytes()
}

func (a *attempt) roundTrip(h *hop) (*nethttp.Response, error) {
	ctx := a.spent.watch(a.ctx)
	target := h.url
	header := h.header
	if route := a.client.config.Route; route != nil {
		if base, ok := route(a.request); ok {
			b, err := url.Parse(base)
			if err != nil {
				return nil, &failure{Network, "not a URL: " + urlProblem(err)}
			}
			a.client.dialer.trust(b)
			ctx = context.WithValue(ctx, routed{}, true)
			target = new(url.URL)
			*target = *h.url
			target.Scheme, target.Host = b.Scheme, b.Host
			header = header.Clone()
			header.Set("Lcs-Origin", h.url.Scheme+"://"+h.url.Host)
			header.Set("Lcs-Step", a.request.Step)
			if a.request.Via != "" {
				header.Set("Lcs-Via", a.request.Via)
			}
		}
	}
	req, err := nethttp.NewRequestWithContext(ctx, h.method, "", bytes.NewReader(h.body))
	if err != nil {
		return nil, &failure{Network, "cannot be sent: " + trimNet(err)}
	}
	req.URL, req.Header = target, header
	if len(h.body) == 0 {
		req.Body, req.GetBody = nil, nil
	}
	req.Host = target.Host
	if host := header.Get("Host"); host != "" {
		req.Host = host
	}
	return a.client.transport.RoundTrip(req)
}

// read takes in the answer. Where its body cannot be had whole, the error of a
// good answer is what counts, and the status of a bad one.
func (a *attempt) read(res *nethttp.Response) error {
	defer res.Body.Close()
	x := a.exchange
	x.Status, x.Header = res.StatusCode, res.Header
	limit := a.request.MaxResponse
	if limit <= 0 {
		limit = defaultMaxResponse
	}
	raw := &rawBody{Reader: res.Body}
	body, err := readBody(raw, res.Header, res.ContentLength, limit)
	a.came = raw.read
	x.Body = body
	switch {
	case err == nil:
		return nil
	case raw.err != nil && raw.err != io.EOF:
		// The connection's failure, whatever the decoder made of it.
		if raw.err == io.ErrUnexpectedEOF {
			return &failure{Network, endedEarly(raw.read, res.ContentLength)}
		}
		return raw.err
	case a.ctx.Err() != nil:
		return context.Cause(a.ctx)
	case x.Status >= 400:
		x.Message = err.Error()
		return nil
	}
	return &failure{Parse, err.Error()}
}

func endedEarly(came int, length int64) string {
	if length > 0 {
		return fmt.Sprintf("the answer ended early: %d of %d bytes came", came, length)
	}
	return fmt.Sprintf("the answer ended early, after %d bytes", came)
}

// discard reads the rest of a body that nobody wants, if it is short, so that
// the connection can be used again.
func discard(body io.ReadCloser) {
	_, _ = io.CopyN(io.Discard, body, 64<<10)
	_ = body.Close()
}

// explain says what went wrong. Who ended the wait comes before what the
// transport made of it.
func (a *attempt) explain(err error) (Kind, string) {
	var f *failure
	if errors.As(err, &f) {
		return f.kind, f.message
	}
	if cause := context.Cause(a.outer); cause != nil {
		return ended(cause, a.spent.awaited(a.came), a.client.clock.Now().Sub(a.exchange.Started))
	}
	if a.ctx.Err() != nil {
		return Timeout, fmt.Sprintf("not within %s: %s", a.request.Timeout, a.spent.missing(a.came))
	}
	kind, message := explainNetwork(err, a.spent.sent(), a.client.config.Limits)
	if strings.HasPrefix(message, "connection ") {
		message += a.spent.refusal()
	}
	return kind, message
}

// ended says that the caller's context was done.
func ended(cause error, awaited string, after time.Duration) (Kind, string) {
	if errors.Is(cause, context.DeadlineExceeded) {
		return Timeout, fmt.Sprintf("the deadline passed before %s, after %s", awaited, after.Round(time.Millisecond))
	}
	return Network, "cancelled before " + awaited
}
