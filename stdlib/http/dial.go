package http

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	nethttp "net/http"
	"net/netip"
	"net/url"
	"sync"
	"sync/atomic"
	"syscall"

	"code.dny.dev/ssrf"
)

// dialer opens connections, watches over where they go, and knows which are
// open, so that none outlives the client.
type dialer struct {
	guard    *ssrf.Guardian // nil: any address
	resolver Resolver       // nil: the one of the net.Dialer
	net      net.Dialer
	proxyFor func(*nethttp.Request) (*url.URL, error)
	ctx      context.Context // of dials; they outlive the request that caused them
	cancel   context.CancelFunc

	mu      sync.Mutex
	trusted map[string]bool // host:port of proxies and of the sandbox: chosen by the user, not by a script's data
	conns   map[*openConn]struct{}
	opened  int
	closed  bool
}

func newDialer(config Config) *dialer {
	d := &dialer{
		resolver: config.Resolver,
		proxyFor: config.Proxy,
		trusted:  map[string]bool{},
		conns:    map[*openConn]struct{}{},
	}
	d.ctx, d.cancel = context.WithCancel(context.Background())
	d.net.Timeout = dialTimeout
	if d.proxyFor == nil {
		d.proxyFor = nethttp.ProxyFromEnvironment
	}
	if system, ok := config.Resolver.(*net.Resolver); ok || config.Resolver == nil {
		d.resolver, d.net.Resolver = nil, d.resolverOf(system, config.DNSCache)
	}
	if !config.AllowPrivate {
		var v4, v6 []netip.Prefix
		for _, p := range config.Allowed {
			if p.Addr().Is4() {
				v4 = append(v4, p)
			} else {
				v6 = append(v6, p)
			}
		}
		d.guard = ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...))
	}
	return d
}

// refusedAddress is the guard's no.
type refusedAddress struct{ addr netip.Addr }

func (e *refusedAddress) Error() string {
	return fmt.Sprintf("private address %s refused: allow it with --allow-private", e.addr)
}

func (d *dialer) check(addr netip.Addr) error {
	if d.guard == nil {
		return nil
	}
	if d.guard.SafeAddr(addr.Unmap()) != nil {
		return &refusedAddress{addr}
	}
	return nil
}

// control looks at the address after its resolution, just before connecting:
// no name can be made to mean another address in between.
func (d *dialer) control(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	return d.check(at.Addr())
}

// proxy picks the proxy. It resolves names itself, so that all the guard can
// see is an address in the URL.
//
// The transport asks for it each time that it is about to send. When a kept
// connection ends under a GET, or under a request with an Idempotency-Key, the
// transport would send it again on its own: no attempt, no trace and no retry of
// the script would know. So one that has been on the wire is refused here; what
// is sent again is up to the script.
func (d *dialer) proxy(r *nethttp.Request) (*url.URL, error) {
	if s := spentOf(r.Context()); s != nil && s.onWire() {
		return nil, io.EOF // the end of the connection, which the transport keeps to itself
	}
	if r.Context().Value(routed{}) != nil {
		return nil, nil
	}
	proxy, err := d.proxyFor(r)
	if proxy == nil || err != nil {
		return nil, err
	}
	if addr, err := netip.ParseAddr(r.URL.Hostname()); err == nil {
		if err := d.check(addr); err != nil {
			return nil, err
		}
	}
	d.trust(proxy)
	return proxy, nil
}

// routed marks the context of a request that goes to the sandbox.
type routed struct{}

// trust exempts the host of u from the guard.
func (d *dialer) trust(u *url.URL) {
	d.mu.Lock()
	d.trusted[hostPort(u)] = true
	d.mu.Unlock()
}

func hostPort(u *url.URL) string { return net.JoinHostPort(u.Hostname(), port(u)) }

func port(u *url.URL) string {
	if port := u.Port(); port != "" {
		return port
	}
	switch u.Scheme {
	case "http":
		return "80"
	case "https":
		return "443"
	}
	return "1080" // of SOCKS proxies
}

func (d *dialer) dial(ctx context.Context, network, address string) (net.Conn, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(d.ctx, cancel)()
	if s := spentOf(ctx); s != nil {
		ctx = s.watchDial(ctx)
	}

	n := d.net
	d.mu.Lock()
	trusted := d.trusted[address]
	d.mu.Unlock()
	if !trusted {
		n.Control = d.control
	}
	conn, err := d.connect(ctx, &n, network, address)
	if err != nil {
		return nil, err
	}
	return d.keep(conn)
}

// connect resolves with the given resolver, if there is one, and tries one
// address after the other.
func (d *dialer) connect(ctx context.Context, n *net.Dialer, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if _, err := netip.ParseAddr(host); d.resolver == nil || err == nil {
		return n.DialContext(ctx, network, address)
	}
	addrs, err := d.resolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil, err
	}
	err = &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	for _, addr := range addrs {
		conn, failed := n.DialContext(ctx, network, net.JoinHostPort(addr.Unmap().String(), port))
		if failed == nil {
			return conn, nil
		}
		err = failed
	}
	return nil, err
}

func (d *dialer) keep(conn net.Conn) (net.Conn, error) {
	c := &openConn{Conn: conn, dialer: d}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		conn.Close()
		return nil, net.ErrClosed
	}
	d.conns[c] = struct{}{}
	d.opened++
	return c, nil
}

func (d *dialer) counts() (opened, open int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.opened, len(d.conns)
}

// close ends dials and handshakes that nobody waits for any more.
func (d *dialer) close() {
	d.cancel()
	d.mu.Lock()
	d.closed = true
	left := make([]*openConn, 0, len(d.conns))
	for c := range d.conns {
		left = append(left, c)
	}
	d.mu.Unlock()
	for _, c := range left {
		c.Close()
	}
}

type openConn struct {
	net.Conn
	dialer  *dialer
	written atomic.Int64 // bytes
}

func (c *openConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.written.Add(int64(n))
	return n, err
}

// openConnOf finds the connection below one that the transport has; nil: it is
// one of HTTP/2, which many requests share.
func openConnOf(conn net.Conn) *openConn {
	if secure, ok := conn.(*tls.Conn); ok {
		if secure.ConnectionState().NegotiatedProtocol == "h2" {
			return nil
		}
		conn = secure.NetConn()
	}
	open, _ := conn.(*openConn)
	return open
}

func (c *openConn) Close() error {
	c.dialer.mu.Lock()
	delete(c.dialer.conns, c)
	c.dialer.mu.Unlock()
	return c.Conn.Close()
}
