// Command server is the partner of flow.lcs, on loopback. It counts what it saw,
// so that a run can be held against it and not only timed. It ends with its
// standard input.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"lcs/clock"
)

// Seen is what the server saw since it was last asked.
type Seen struct {
	Requests    int `json:"requests"`
	Bad         int `json:"bad"`      // requests without what the task puts into them
	Leads       int `json:"leads"`    // different ones
	Accepted    int `json:"accepted"` // leads with a score of 80 or more
	Connections int `json:"connections"`
}

type partner struct {
	clock clock.Clock
	wait  time.Duration // before each answer

	mu    sync.Mutex
	seen  Seen
	leads map[int]bool
}

type request struct {
	Lead struct {
		ID    int    `json:"id"`
		Email string `json:"email"`
		Phone string `json:"phone"`
		State string `json:"state"`
	} `json:"lead"`
}

// score lies from 60 to 100, so that about half of the leads reach 80.
func score(id int) int { return 60 + (id*7)%41 }

func (p *partner) validate(w http.ResponseWriter, r *http.Request) {
	var in request
	err := json.NewDecoder(r.Body).Decode(&in)
	if p.wait > 0 && p.clock.Sleep(r.Context(), p.wait) != nil {
		return
	}
	good := err == nil && in.Lead.State == r.PathValue("state") && in.Lead.Email != "" && in.Lead.Phone != "" && r.URL.Query().Get("source") != ""
	p.count(in.Lead.ID, good)
	w.Header().Set("Content-Type", "application/json")
	if !good {
		w.WriteHeader(http.StatusBadRequest)
		io.WriteString(w, `{"status":"error","message":"bad request"}`)
		return
	}
	fmt.Fprintf(w, `{"status":"success","data":{"validated":true,"score":%d,"details":{"email_valid":true,"phone_valid":true,"address_confirmed":false}},"meta":{"request_id":"req-%d","processing_time":0.234}}`,
		score(in.Lead.ID), in.Lead.ID)
}

func (p *partner) count(id int, good bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.seen.Requests++
	switch {
	case !good:
		p.seen.Bad++
	case !p.leads[id]:
		p.leads[id] = true
		p.seen.Leads++
		if score(id) >= 80 {
			p.seen.Accepted++
		}
	}
}

func (p *partner) tell(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = json.NewEncoder(w).Encode(p.seen)
	p.seen, p.leads = Seen{}, map[int]bool{}
}

func (p *partner) connection(_ net.Conn, state http.ConnState) {
	if state == http.StateNew {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.seen.Connections++
	}
}

func main() {
	wait := flag.Duration("wait", 0, "time before each answer")
	flag.Parse()
	p := &partner{clock: clock.System(), wait: *wait, leads: map[int]bool{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v2/leads/{state}/validate", p.validate)
	mux.HandleFunc("GET /seen", p.tell)
	server := &http.Server{Handler: mux, ConnState: p.connection}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("http://" + listener.Addr().String())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = server.Shutdown(ctx)
	}()
	if err := server.Serve(listener); err != http.ErrServerClosed {
		log.Fatal(err)
	}
}
