// Package sandbox answers for the systems that a script calls.
//
// A Server listens on loopback and gives each step the example that stands
// beside it in the script, so that a run takes the whole way through HTTP
// without a network. In comes a compiled program; out goes the route that sends
// its requests here.
package sandbox

import (
	"errors"
	"fmt"
	"net"
	nethttp "net/http"
	"time"

	"lcs/clock"
	"lcs/interp"
	"lcs/stdlib/http"
)

// Server is a running sandbox.
type Server struct {
	base   string
	server *nethttp.Server
	served chan error
}

// Start starts a sandbox for a program on a free port of loopback.
func Start(program *interp.Program) (*Server, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &Server{
		base:   "http://" + listener.Addr().String(),
		server: &nethttp.Server{Handler: &responder{program, clock.System()}, ReadHeaderTimeout: 10 * time.Second},
		served: make(chan error, 1),
	}
	go func() { s.served <- s.server.Serve(listener) }()
	return s, nil
}

// Route sends every request to the sandbox; it is meant for interp.Options.
func (s *Server) Route(*http.Request) (base string, ok bool) { return s.base, true }

// Close stops the server and waits for it.
func (s *Server) Close() error {
	err := s.server.Close()
	if served := <-s.served; err == nil && !errors.Is(served, nethttp.ErrServerClosed) {
		err = served
	}
	return err
}

// responder answers with the examples of a program.
type responder struct {
	program *interp.Program
	clock   clock.Clock
}

// token is what the sandbox gives to whoever asks for one.
const token = `{"access_token":"example-token","token_type":"Bearer","expires_in":3600}`

// ServeHTTP answers one request. Its headers say which step it is of.
func (a *responder) ServeHTTP(w nethttp.ResponseWriter, r *nethttp.Request) {
	step, via := r.Header.Get("Lcs-Step"), r.Header.Get("Lcs-Via")
	if via == "auth" {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, token)
		return
	}
	replies := a.program.Replies(step, via == "fallback")
	if len(replies) == 0 {
		nethttp.Error(w, fmt.Sprintf("step '%s' has no example to answer with", step), nethttp.StatusNotImplemented)
		return
	}
	// The checker makes sure that the first example is an answer the step takes.
	reply := replies[0]
	if reply.After > 0 && a.clock.Sleep(r.Context(), reply.After) != nil {
		return
	}
	for name, values := range reply.Header {
		w.Header()[name] = values
	}
	if reply.Status != 0 {
		w.WriteHeader(reply.Status)
	}
	_, _ = w.Write(reply.Body)
}
