package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"time"

	"lcs/clock"
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

// How often the memory of a program is looked at, for its peak and to be shown.
const (
	sampling = 20 * time.Millisecond
	looking  = 5 * time.Second
)

// measure runs a command with its output in a file.
func measure(command *exec.Cmd, output string) (run, error) {
	out, err := os.Create(output)
	if err != nil {
		return run{}, err
	}
	defer out.Close()
	command.Stdout, command.Stderr = out, os.Stderr
	began := clock.System().Now()
	if err := command.Start(); err != nil {
		return run{}, err
	}
	var r run
	ctx, over := context.WithCancel(context.Background())
	defer over()
	watch := clock.System().NewGroup()
	watch.Go(func() {
		for clock.System().Sleep(ctx, sampling) == nil {
			r.peak = max(r.peak, memory(command.Process.Pid, "VmHWM"))
		}
	})
	err = command.Wait()
	r.wall = clock.System().Now().Sub(began)
	over()
	watch.Wait()
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
	if err := b.serve(0); err != nil {
		return err
	}
	defer b.stop()
	command := b.lcsRun(part{inFlight: inFlight})
	out, err := os.Create(b.file("out"))
	if err != nil {
		return err
	}
	defer out.Close()
	command.Stdout, command.Stderr = out, os.Stderr
	began := clock.System().Now()
	since := func() float64 { return clock.System().Now().Sub(began).Seconds() }
	if err := command.Start(); err != nil {
		return err
	}
	fmt.Println("| seconds | results MB | RSS MB |\n|---|---|---|")
	ctx, over := context.WithCancel(context.Background())
	defer over()
	look := clock.System().NewGroup()
	look.Go(func() {
		for clock.System().Sleep(ctx, looking) == nil {
			written, err := out.Stat()
			if err != nil {
				return
			}
			fmt.Printf("| %.0f | %.0f | %.1f |\n", since(), float64(written.Size())/1e6, float64(memory(command.Process.Pid, "VmRSS"))/1e6)
		}
	})
	err = command.Wait()
	over()
	look.Wait()
	fmt.Printf("\n%d leads, %.0f a second\n", leads, float64(leads)/since())
	return err
}
