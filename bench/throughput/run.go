package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"time"
)

// run is what one run of a program took.
type run struct {
	wall, cpu   time.Duration
	peak        int64 // bytes of memory
	connections int
}

func (r run) seconds() float64    { return r.wall.Seconds() }
func (r run) cpuSeconds() float64 { return r.cpu.Seconds() }
func (r run) megabytes() float64  { return float64(r.peak) / 1e6 }

// sampling is how often the memory of a program is looked at.
const sampling = 20 * time.Millisecond

// measure runs a command with its output in a file.
func measure(command *exec.Cmd, output string) (run, error) {
	out, err := os.Create(output)
	if err != nil {
		return run{}, err
	}
	defer out.Close()
	command.Stdout, command.Stderr = out, os.Stderr
	began := time.Now()
	if err := command.Start(); err != nil {
		return run{}, err
	}
	var r run
	over := make(chan struct{})
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		ticker := time.NewTicker(sampling)
		defer ticker.Stop()
		for {
			select {
			case <-over:
				return
			case <-ticker.C:
				r.peak = max(r.peak, memory(command.Process.Pid, "VmHWM"))
			}
		}
	}()
	err = command.Wait()
	r.wall = time.Since(began)
	close(over)
	<-watched
	r.cpu = command.ProcessState.UserTime() + command.ProcessState.SystemTime()
	return r, err
}

// memory reads a figure of Linux about a process: VmRSS is what it has, VmHWM
// the most that it had. The peak that Wait reports is no use: it has that of the
// process before it became the program.
func memory(pid int, name string) int64 {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, rest, _ := bytes.Cut(status, []byte(name+":"))
	if fields := bytes.Fields(rest); len(fields) > 0 {
		kilobytes, _ := strconv.ParseInt(string(fields[0]), 10, 64)
		return kilobytes << 10
	}
	return 0
}

// watch prints what memory lcs has while it takes leads through.
func (b *bench) watch(leads, inFlight int) error {
	if err := writeLeads(b.file("leads.ndjson"), leads); err != nil {
		return err
	}
	command := b.lcsRun(inFlight)
	out, err := os.Create(b.file("out"))
	if err != nil {
		return err
	}
	defer out.Close()
	command.Stdout, command.Stderr = out, os.Stderr
	began := time.Now()
	if err := command.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	fmt.Println("| seconds | results MB | RSS MB |\n|---|---|---|")
	ticker := time.NewTicker(5 * time.Second)
	defer ticker.Stop()
	for {
		select {
		case err := <-ended:
			fmt.Printf("\n%d leads, %.0f a second\n", leads, float64(leads)/time.Since(began).Seconds())
			return err
		case <-ticker.C:
			written, _ := out.Stat()
			fmt.Printf("| %.0f | %.0f | %.1f |\n", time.Since(began).Seconds(), float64(written.Size())/1e6,
				float64(memory(command.Process.Pid, "VmRSS"))/1e6)
		}
	}
}
