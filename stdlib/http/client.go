package http

import (
	"context"
	"crypto/tls"
	"net"
	nethttp "net/http"
	"net/netip"
	"net/url"
	"sync"
	"time"

	"lcs/clock"
	"lcs/limits"
)

// Config says how a client reaches its service. The zero value is a client for
// the public internet.
type Config struct {
	Clock clock.Clock // the system's when nil

	// Pool is the greatest number of requests in flight, and so of connections;
	// 0 is no limit. Who waits for a place does so before the attempt's timeout
	// begins.
	Pool     int
	DNSCache time.Duration // how long an address is kept; 0: not
	TLS      *tls.Config   // nil: TLS 1.2 or newer, with the system's authorities

	AllowPrivate bool           // let requests go to private addresses
	Allowed      []netip.Prefix // private networks that requests may go to

	// Proxy is the proxy of a request; nil: what the environment says.
	Proxy func(*nethttp.Request) (*url.URL, error)

	// Route, when it has an answer, sends a request to base instead, with the
	// same path and query, and with the origin and the step that it is for in
	// the headers Lcs-Origin and Lcs-Step. The guard does not hold for it.
	Route func(*Request) (base string, ok bool)

	Limits    *limits.Limits // nil: the defaults
	UserAgent string         // "lcs" when empty
	Resolver  Resolver       // nil: the system's; DNSCache is for those of package net only
}

// Resolver finds the addresses of a host; *net.Resolver is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Limits of what is set by no script.
const (
	dialTimeout        = 10 * time.Second
	handshakeTimeout   = 10 * time.Second
	idleTimeout        = 90 * time.Second
	idleConnections    = 256 // per host, when the pool has no size
	defaultMaxResponse = 10 << 20
)

// Client sends requests to one service. It is a Sender.
type Client struct {
	config    Config
	clock     clock.Clock
	pool      *clock.Semaphore // nil: no limit
	added     nethttp.Header   // to a request that has no such headers
	transport *nethttp.Transport
	dialer    *dialer
	inFlight  sync.WaitGroup
}

// NewClient returns a client with connections of its own. Close it.
func NewClient(config Config) *Client {
	c := &Client{config: config, clock: config.Clock}
	if c.clock == nil {
		c.clock = clock.System()
	}
	if config.Pool > 0 {
		c.pool = clock.NewSemaphore(c.clock, config.Pool)
	}
	if c.config.UserAgent == "" {
		c.config.UserAgent = "lcs"
	}
	c.added = nethttp.Header{"User-Agent": {c.config.UserAgent}, "Accept-Encoding": {acceptedEncodings}}
	c.dialer = newDialer(config)
	idle := config.Pool
	if idle <= 0 {
		idle = idleConnections
	}
	c.transport = &nethttp.Transport{
		DialContext:            c.dialer.dial,
		Proxy:                  c.dialer.proxy,
		TLSClientConfig:        tlsConfig(config.TLS),
		TLSHandshakeTimeout:    handshakeTimeout,
		MaxConnsPerHost:        max(config.Pool, 0),
		MaxIdleConnsPerHost:    idle,
		IdleConnTimeout:        idleTimeout,
		MaxResponseHeaderBytes: int64(config.Limits.Of(limits.AnswerHeaders)),
		DisableCompression:     true, // answers are decompressed here, within bounds
		ForceAttemptHTTP2:      true,
	}
	return c
}

// Close waits for the requests in flight and closes the connections. Cancel
// the requests' contexts to have them end sooner.
func (c *Client) Close() {
	c.inFlight.Wait()
	c.transport.CloseIdleConnections()
	c.dialer.close()
}

// Connections returns how many connections were opened so far, and how many
// are open.
func (c *Client) Connections() (opened, open int) { return c.dialer.counts() }

var _ Sender = (*Client)(nil)
var _ Resolver = (*net.Resolver)(nil)
