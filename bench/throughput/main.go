// Command throughput runs flow.lcs beside a hand-written Go loop that does the
// same, in turn on one machine against one server, and prints medians and
// ratios. A run that did not do the work ends the measurement.
//
//	go run ./throughput            # from the folder bench
//	go run ./throughput -memory 1000000
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func main() {
	leads := flag.Int("leads", 10_000, "leads of one run")
	rounds := flag.Int("rounds", 5, "runs of each, in turn")
	inFlight := flag.Int("c", 50, "leads in flight in the parts after the first")
	gogc := flag.String("gogc", "400", "lcs's GOGC in the third part")
	wait := flag.Duration("wait", 20*time.Millisecond, "time before each answer in the last part, as a partner far away takes")
	memory := flag.Int("memory", 0, "in place of all this, watch lcs's memory over one run of so many leads")
	lcs := flag.String("lcs", "", "the lcs to measure; empty: the one of this folder's parent")
	flag.Parse()
	log.SetFlags(0)
	b, err := newBench(*lcs)
	if err != nil {
		log.Fatal(err)
	}
	if *memory > 0 {
		err = b.watch(*memory, *inFlight)
	} else {
		err = b.compare(*leads, *rounds, []part{{inFlight: 1}, {inFlight: *inFlight}, {inFlight: *inFlight, gogc: *gogc}, {inFlight: *inFlight, wait: *wait}})
	}
	b.remove()
	if err != nil {
		log.Fatal(err)
	}
}

// part is one comparison: so many leads in flight, a server that waits so long
// before each answer, and how often lcs collects its memory.
type part struct {
	inFlight int
	wait     time.Duration
	gogc     string // empty: as often as it does by itself
}

func (p part) String() string {
	switch {
	case p.wait > 0:
		return fmt.Sprintf("%d, the server waits %s", p.inFlight, p.wait)
	case p.gogc != "":
		return fmt.Sprintf("%d, lcs with GOGC=%s", p.inFlight, p.gogc)
	}
	return fmt.Sprint(p.inFlight)
}

// bench is the programs of a measurement, in a folder that goes with it.
type bench struct {
	folder, lcs, url string
	server           *exec.Cmd
}

func newBench(lcs string) (*bench, error) {
	folder, err := os.MkdirTemp("", "throughput-")
	if err != nil {
		return nil, err
	}
	b := &bench{folder: folder, lcs: lcs}
	if b.lcs == "" {
		b.lcs = b.file("lcs")
		if err := build("..", b.lcs, "./cmd/lcs"); err != nil {
			return nil, err
		}
	}
	for _, name := range []string{"goloop", "server"} {
		if err := build(".", b.file(name), "./throughput/"+name); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// serve starts the server; its standard input, which ends it, is the process's.
func (b *bench) serve(wait time.Duration) error {
	b.server = exec.Command(b.file("server"), "-wait", wait.String())
	if _, err := b.server.StdinPipe(); err != nil { // whose end ends the server
		return err
	}
	out, err := b.server.StdoutPipe()
	if err != nil {
		return err
	}
	if err := b.server.Start(); err != nil {
		return err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	b.url = strings.TrimSpace(line)
	return err
}

func build(module, to, pkg string) error {
	command := exec.Command("go", "build", "-C", module, "-o", to, pkg)
	command.Stderr = os.Stderr
	return command.Run()
}

// stop ends the server.
func (b *bench) stop() {
	_ = b.server.Process.Kill()
	_ = b.server.Wait()
}

func (b *bench) remove() { _ = os.RemoveAll(b.folder) }

func (b *bench) file(name string) string { return filepath.Join(b.folder, name) }

func (b *bench) lcsRun(p part) *exec.Cmd {
	command := exec.Command(b.lcs, "run", filepath.Join("throughput", "flow.lcs"), "--quiet", "--allow-private",
		"--set", "partner_url="+b.url, "--leads", b.file("leads.ndjson"), "--concurrency", fmt.Sprint(p.inFlight))
	if p.gogc != "" {
		command.Env = append(os.Environ(), "GOGC="+p.gogc)
	}
	return command
}

func (b *bench) goLoop(inFlight int) *exec.Cmd {
	return exec.Command(b.file("goloop"), "-url", b.url, "-leads", b.file("leads.ndjson"), "-c", fmt.Sprint(inFlight))
}

// seen is what the server saw since it was last asked.
type seen struct {
	Requests, Bad, Leads, Accepted, Connections int
}

func (b *bench) seen() (s seen, err error) {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Get(b.url + "/seen")
	if err != nil {
		return s, err
	}
	defer response.Body.Close()
	return s, json.NewDecoder(response.Body).Decode(&s)
}

// measured runs a command, and holds what it did against what the server saw.
func (b *bench) measured(command *exec.Cmd, leads int) (run, error) {
	if _, err := b.seen(); err != nil {
		return run{}, err
	}
	r, err := measure(command, b.file("out"))
	if err != nil {
		return r, fmt.Errorf("%s: %w", command, err)
	}
	s, err := b.seen()
	if err != nil {
		return r, err
	}
	r.connections = s.Connections - 1 // that of the question
	out, err := os.ReadFile(b.file("out"))
	if err != nil {
		return r, err
	}
	accepted := strings.Count("\n"+string(out), "\n{\"outcome\":\"success\"")
	if s.Requests != leads || s.Leads != leads || s.Bad != 0 || strings.Count(string(out), "\n") != leads {
		return r, fmt.Errorf("%s: the server saw %+v of %d leads", command, s, leads)
	}
	if accepted != s.Accepted {
		return r, fmt.Errorf("%s: %d leads accepted, not %d", command, accepted, s.Accepted)
	}
	return r, nil
}

// compare runs both programs in turn, and prints a table.
func (b *bench) compare(leads, rounds int, parts []part) error {
	if err := writeLeads(b.file("leads.ndjson"), leads); err != nil {
		return err
	}
	fmt.Println("| in flight | | leads/s | CPU µs/lead | peak RSS MB | connections |")
	fmt.Println("|---|---|---|---|---|---|")
	for _, p := range parts {
		if err := b.part(p, leads, rounds); err != nil {
			return err
		}
	}
	return nil
}

// part runs one comparison, and prints its rows.
func (b *bench) part(p part, leads, rounds int) error {
	if err := b.serve(p.wait); err != nil {
		return err
	}
	defer b.stop()
	var loops, ours []run
	for range rounds {
		loop, err := b.measured(b.goLoop(p.inFlight), leads)
		if err != nil {
			return err
		}
		our, err := b.measured(b.lcsRun(p), leads)
		if err != nil {
			return err
		}
		loops, ours = append(loops, loop), append(ours, our)
	}
	row(p, "Go loop", loops, leads)
	row(p, "**lcs**", ours, leads)
	ratio := func(of func(run) float64) float64 {
		var all []float64
		for i := range ours {
			all = append(all, of(ours[i])/of(loops[i]))
		}
		return median(all)
	}
	fmt.Printf("| %s | ratio | %.2f | %.2f | %.2f | |\n", p, 1/ratio(run.seconds), ratio(run.cpuSeconds), ratio(run.megabytes))
	return nil
}

func row(p part, name string, runs []run, leads int) {
	of := func(f func(run) float64) float64 {
		var all []float64
		for _, r := range runs {
			all = append(all, f(r))
		}
		return median(all)
	}
	most := 0
	for _, r := range runs {
		most = max(most, r.connections)
	}
	fmt.Printf("| %s | %s | %.0f | %.0f | %.1f | %d |\n", p, name, float64(leads)/of(run.seconds),
		of(run.cpuSeconds)*1e6/float64(leads), of(run.megabytes), most)
}

func median(all []float64) float64 {
	all = slices.Sorted(slices.Values(all))
	if n := len(all); n%2 == 0 {
		return (all[n/2-1] + all[n/2]) / 2
	}
	return all[len(all)/2]
}
