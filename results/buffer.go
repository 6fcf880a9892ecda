package results

import (
	"bufio"
	"context"
	"io"
	"sync"
	"time"

	"lcs/clock"
)

// latency is how long a result may stay in a buffer, for whoever reads them as
// they come.
const latency = 50 * time.Millisecond

// Buffer gathers what is written, so that not every result costs a call of the
// system, and passes it on when it is full or a moment old.
type Buffer struct {
	mu    sync.Mutex
	out   *bufio.Writer
	fresh bool // something was written since it was last looked at

	cancel context.CancelFunc
	task   clock.Group
}

// NewBuffer returns a buffer before out. Close it.
func NewBuffer(c clock.Clock, out io.Writer) *Buffer {
	b := &Buffer{out: bufio.NewWriterSize(out, 64<<10), task: c.NewGroup()}
	ctx, cancel := context.WithCancel(context.Background())
	b.cancel = cancel
	b.task.Go(func() {
		for c.Sleep(ctx, latency) == nil {
			_ = b.Flush() // the next Write has its error
		}
	})
	return b
}

// Write writes p, now or a moment later. It returns the error of an earlier one,
// too.
func (b *Buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fresh = true
	return b.out.Write(p)
}

// Flush passes on what was written.
func (b *Buffer) Flush() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.fresh {
		return nil
	}
	b.fresh = false
	return b.out.Flush()
}

// Close passes on what was written and ends the buffer, not what is behind it.
func (b *Buffer) Close() error {
	b.cancel()
	b.task.Wait()
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.out.Flush()
}
