package http

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	nethttp "net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"lcs/clock"
)

// OAuth2 says how a token is had for client credentials.
type OAuth2 struct {
	Service      string // whose token it is: the Step of its requests
	TokenURL     string
	ClientID     string
	ClientSecret string
	Scopes       []string
	Style        string     // "basic": id and secret in the header; else in the form
	Params       url.Values // more fields of the form, such as audience
	Timeout      time.Duration
	Retry        *Policy // nil: two retries
}

const (
	tokenTimeout = 10 * time.Second
	tokenLife    = time.Hour // of a token that does not say
	renewBefore  = time.Minute
)

// TokenSource has one token for all who ask. It is fetched when it is needed,
// by one for all; again a little before it expires; and again after it was
// refused.
type TokenSource struct {
	clock  clock.Clock
	sender Sender
	config OAuth2
	flight *clock.SingleFlight[string, string]
	random *rand.Rand // of the one who fetches

	mu      sync.Mutex
	token   string
	renew   time.Time // when to fetch the next
	expires time.Time
}

// NewTokenSource returns a source without a token.
func NewTokenSource(c clock.Clock, sender Sender, config OAuth2) *TokenSource {
	if config.Timeout <= 0 {
		config.Timeout = tokenTimeout
	}
	if config.Retry == nil {
		config.Retry = &Policy{Retries: 2, Min: 200 * time.Millisecond, Max: 5 * time.Second}
	}
	return &TokenSource{
		clock: c, sender: sender, config: config,
		flight: clock.NewSingleFlight[string, string](c),
		random: rand.New(rand.NewPCG(uint64(c.Now().UnixNano()), 0)),
	}
}

// Token returns a token that is good for now.
func (s *TokenSource) Token(ctx context.Context) (string, error) {
	if token, fresh := s.current(); fresh {
		return token, nil
	}
	token, _, err := s.flight.Do(ctx, "", func(ctx context.Context) (string, error) {
		// Another may have fetched between the look and the call.
		if token, fresh := s.current(); fresh {
			return token, nil
		}
		return s.fetch(ctx)
	})
	if err == nil {
		return token, nil
	}
	if token, _ := s.current(); token != "" {
		return token, nil // it could not be renewed early, and is good for a while
	}
	return "", err
}

// Drop forgets a token that was refused. It does nothing when the token has
// been replaced already, so that of many who were refused only one fetches.
func (s *TokenSource) Drop(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token == token {
		s.token = ""
	}
}

// current returns the token, unless it has expired, and whether it is too early
// to renew it.
func (s *TokenSource) current() (token string, fresh bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.clock.Now()
	if s.token == "" || !now.Before(s.expires) {
		return "", false
	}
	return s.token, now.Before(s.renew)
}

func (s *TokenSource) fetch(ctx context.Context) (string, error) {
	for retry := 1; ; retry++ {
		began := s.clock.Now()
		token, life, x, err := s.exchange(ctx)
		if err == nil {
			s.keep(token, began, life)
			return token, nil
		}
		deadline, _ := clock.Deadline(s.clock, ctx)
		wait, again := s.config.Retry.Wait(retry, x, s.random, s.clock.Now(), deadline)
		if !again || !worthRepeating(x) || s.clock.Sleep(ctx, wait) != nil {
			return "", err
		}
	}
}

// keep counts the token's life from before the request, to be on the safe side.
func (s *TokenSource) keep(token string, began time.Time, life time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token = token
	s.expires = began.Add(life)
	s.renew = s.expires.Add(-min(renewBefore, life/10))
}

func worthRepeating(x *Exchange) bool {
	return x != nil && (x.Kind == Timeout || x.Kind == Network || x.Status == nethttp.StatusTooManyRequests || x.Status >= 500)
}

// exchange makes one attempt to have a token.
func (s *TokenSource) exchange(ctx context.Context) (token string, life time.Duration, x *Exchange, err error) {
	transport := &senderTransport{source: s}
	client := &nethttp.Client{
		Transport:     transport,
		CheckRedirect: func(*nethttp.Request, []*nethttp.Request) error { return nethttp.ErrUseLastResponse },
	}
	style := oauth2.AuthStyleInParams
	if s.config.Style == "basic" {
		style = oauth2.AuthStyleInHeader
	}
	config := clientcredentials.Config{
		ClientID: s.config.ClientID, ClientSecret: s.config.ClientSecret, TokenURL: s.config.TokenURL,
		Scopes: s.config.Scopes, EndpointParams: s.config.Params, AuthStyle: style,
	}
	answer, err := config.Token(context.WithValue(ctx, oauth2.HTTPClient, client))
	x = transport.exchange
	if err != nil {
		return "", 0, x, fmt.Errorf("no token from %s: %s", hostOf(s.config.TokenURL), tokenProblem(x, err))
	}
	return answer.AccessToken, lifeOf(answer), x, nil
}

// tokenProblem says in short why there is no token. The answer itself is left
// out: it may repeat the credentials.
func tokenProblem(x *Exchange, err error) string {
	var refused *oauth2.RetrieveError
	switch {
	case x == nil:
		return urlProblem(err)
	case x.Kind != Answered:
		return x.Message
	case errors.As(err, &refused) && refused.ErrorCode != "":
		return fmt.Sprintf("%d %s", x.Status, refused.ErrorCode)
	case x.Status != nethttp.StatusOK:
		return strings.TrimSpace(fmt.Sprintf("%d %s", x.Status, nethttp.StatusText(x.Status)))
	case strings.Contains(err.Error(), "missing access_token"):
		return "the answer has no access_token"
	}
	return "the answer cannot be read"
}

func hostOf(text string) string {
	if u, err := url.Parse(text); err == nil && u.Host != "" {
		return u.Host
	}
	return "the token URL"
}

// lifeOf reads expires_in, which comes as a number or as text.
func lifeOf(t *oauth2.Token) time.Duration {
	var seconds float64
	switch v := t.Extra("expires_in").(type) {
	case float64:
		seconds = v
	case int64:
		seconds = float64(v)
	case json.Number:
		seconds, _ = v.Float64()
	case string:
		seconds, _ = strconv.ParseFloat(v, 64)
	}
	if !(seconds > 0) {
		return tokenLife
	}
	return time.Duration(min(seconds, longestWait.Seconds()) * float64(time.Second))
}

// senderTransport has oauth2 send through a Sender.
type senderTransport struct {
	source   *TokenSource
	exchange *Exchange
}

// RoundTrip sends r as one attempt.
func (t *senderTransport) RoundTrip(r *nethttp.Request) (*nethttp.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body.Close()
	config := t.source.config
	request := &Request{
		Step: config.Service, Via: "auth", Method: r.Method, URL: config.TokenURL,
		Header: r.Header.Clone(), Body: body, Timeout: config.Timeout, MaxResponse: 1 << 20,
	}
	request.SetHeader("Accept", "application/json")
	if text := request.Header.Get("Authorization"); text != "" {
		request.Secrets = append(request.Secrets, Secret{Where: "Authorization", Start: len("Basic "), End: len(text)})
	}
	if secret := []byte("client_secret=" + url.QueryEscape(config.ClientSecret)); bytes.Contains(body, secret) {
		at := bytes.Index(body, secret)
		request.Secrets = append(request.Secrets, Secret{Where: "body", Start: at + len("client_secret="), End: at + len(secret)})
	}
	x := t.source.sender.Send(r.Context(), request)
	t.exchange = x
	if x.Kind != Answered {
		return nil, errors.New(x.Message)
	}
	header := x.Header.Clone()
	if header == nil {
		header = nethttp.Header{}
	}
	if bytes.HasPrefix(bytes.TrimSpace(x.Body), []byte("{")) {
		header.Set("Content-Type", "application/json") // oauth2 would read what is called text as a form
	}
	return &nethttp.Response{
		StatusCode: x.Status, Status: nethttp.StatusText(x.Status), Header: header,
		Body: io.NopCloser(bytes.NewReader(x.Body)), ContentLength: int64(len(x.Body)), Request: r,
	}, nil
}
