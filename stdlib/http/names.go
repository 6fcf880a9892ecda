package http

import (
	"context"
	"net"
	"time"

	"github.com/ncruces/go-dns"
)

// resolverOf returns the resolver of a dialer: system's, with a cache when an
// address is to be kept. Go's resolver waits for a silent name server even when
// all who asked have left; here its questions end with the dialer.
func (d *dialer) resolverOf(system *net.Resolver, keep time.Duration) *net.Resolver {
	if system == nil {
		system = net.DefaultResolver
	}
	dial := system.Dial
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	bounded := &net.Resolver{PreferGo: system.PreferGo, StrictErrors: system.StrictErrors}
	bounded.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		if err := d.ctx.Err(); err != nil {
			return nil, err
		}
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		question := question{stop: context.AfterFunc(d.ctx, func() { conn.Close() })}
		if udp, ok := conn.(*net.UDPConn); ok { // which the resolver has to see
			return &packets{udp, question}, nil
		}
		return &stream{conn, question}, nil
	}
	if keep <= 0 {
		return bounded
	}
	return dns.NewCachingResolver(bounded, dns.MinCacheTTL(keep), dns.MaxCacheTTL(keep), dns.NegativeCache(false))
}

// question is a connection to a name server, which ends with the dialer.
type question struct{ stop func() bool }

type packets struct {
	*net.UDPConn
	question
}

type stream struct {
	net.Conn
	question
}

func (c *packets) Close() error { c.stop(); return c.UDPConn.Close() }
func (c *stream) Close() error  { c.stop(); return c.Conn.Close() }
