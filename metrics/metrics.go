// Package metrics lets Prometheus read the figures of a run while it lasts.
//
// A Server listens for as long as the run goes on; what it answers, summary
// writes.
package metrics

import (
	"errors"
	"net"
	nethttp "net/http"
	"time"
)

// Path is where the figures are.
const Path = "/metrics"

// contentType is that of the text format of Prometheus.
const contentType = "text/plain; version=0.0.4; charset=utf-8"

// Server answers who asks for the figures.
type Server struct {
	address net.Addr
	server  *nethttp.Server
	served  chan error
}

// Serve listens on an address such as ":9090" or "127.0.0.1:0". It asks for the
// figures, in the text format of Prometheus, each time that it is asked.
func Serve(address string, figures func() []byte) (*Server, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	mux := nethttp.NewServeMux()
	mux.HandleFunc("GET "+Path, func(w nethttp.ResponseWriter, _ *nethttp.Request) {
		w.Header().Set("Content-Type", contentType)
		_, _ = w.Write(figures())
	})
	s := &Server{
		address: listener.Addr(),
		server:  &nethttp.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second},
		served:  make(chan error, 1),
	}
	go func() { s.served <- s.server.Serve(listener) }()
	return s, nil
}

// URL is where the figures are to be had on this machine.
func (s *Server) URL() string {
	host, port, err := net.SplitHostPort(s.address.String())
	if ip := net.ParseIP(host); err == nil && ip.IsUnspecified() {
		return "http://localhost:" + port + Path
	}
	return "http://" + s.address.String() + Path
}

// Close stops the server and waits for it.
func (s *Server) Close() error {
	err := s.server.Close()
	if served := <-s.served; err == nil && !errors.Is(served, nethttp.ErrServerClosed) {
		err = served
	}
	return err
}
