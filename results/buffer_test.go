package results_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"lcs/clock"
	"lcs/results"
)

// What is written comes out a moment later, and all of it in the end.
func TestBuffer(t *testing.T) {
	t.Parallel()
	sim := clock.NewSimulated(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	sim.Run(func() {
		var out bytes.Buffer
		b := results.NewBuffer(sim, &out)
		if _, err := b.Write([]byte("a\n")); err != nil || out.Len() > 0 {
			t.Errorf("%v; at once %q", err, out.String())
		}
		sim.Advance(60 * time.Millisecond)
		if out.String() != "a\n" {
			t.Errorf("a moment later %q", out.String())
		}
		_, _ = b.Write([]byte("b\n"))
		if err := b.Flush(); err != nil || out.String() != "a\nb\n" {
			t.Errorf("%v; flushed %q", err, out.String())
		}
		_, _ = b.Write([]byte("c\n"))
		if err := b.Close(); err != nil || out.String() != "a\nb\nc\n" {
			t.Errorf("%v; closed %q", err, out.String())
		}
	})
}

var errFull = errors.New("the disk is full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

// An error of what is behind is told with the next write, and at the end.
func TestBufferBeforeAFullDisk(t *testing.T) {
	t.Parallel()
	sim := clock.NewSimulated(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	sim.Run(func() {
		b := results.NewBuffer(sim, full{})
		_, _ = b.Write([]byte("a\n"))
		sim.Advance(time.Second)
		if _, err := b.Write([]byte("b\n")); !errors.Is(err, errFull) {
			t.Errorf("the next write: %v", err)
		}
		if err := b.Close(); !errors.Is(err, errFull) {
			t.Errorf("the end: %v", err)
		}
	})
}
