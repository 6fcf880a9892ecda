package interp

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"

	"lcs/lang/diag"
)

// Journal keeps what becomes of the leads of a run, so that the run can be
// taken up after it was killed. Its methods are called from several tasks at
// once.
type Journal interface {
	// Write keeps notes, all of them or none. With safe it returns when not
	// even a power cut loses them.
	Write(safe bool, notes ...Note) error
	// Notes returns what was kept about a lead that has not come out, oldest
	// first.
	Notes(lead int) ([]Note, error)
	// Standing says how far the run came before it was taken up; it is asked once,
	// before the first lead.
	Standing() Standing
}

// Note is one thing to keep about a lead.
type Note struct {
	Lead int // its index in the run
	Kind NoteKind
	Tag  string // what it is about, see the kinds
	Body []byte
}

// NoteKind says what a note is about.
type NoteKind byte

// The kinds. They are part of the format of journals.
const (
	LeadWaited   NoteKind = 1 + iota // the lead comes from the queue of an earlier run, with the body of its LeadParked
	LeadBegun                        // tag: a digest of all leads up to this one
	LeadParked                       // tag: the step at which the lead waits for a later run
	LeadDone                         // tag: its outcome
	RequestSent                      // tag: the step
	StepAgain                        // tag: the step whose handler wants the request repeated
	StepFinished                     // tag: the step
	BatchJoined                      // tag: the step; the batch is about to be sent
	BatchSent                        // these three with the last lead of a batch; tag: the batch
	BatchAgain
	BatchAnswered
)

// Standing is how far a run came.
type Standing struct {
	Waiting int    // its first leads, which an earlier run had queued
	Out     int    // leads that came out: the first ones
	Digest  string // of the last of these
	Begun   int    // one more than the last lead that was begun
	Taken   int    // how often the run was taken up
}

// recorder writes the journal of a run and reads it when the run is taken up. A
// nil recorder keeps nothing: that is a run without a journal.
type recorder struct {
	run      *Run
	journal  Journal
	standing Standing
	digest   string // of all leads read so far

	mu     sync.Mutex
	broken error
	stop   func(error) // ends the run
}

func newRecorder(r *Run, j Journal) *recorder {
	if j == nil {
		return nil
	}
	return &recorder{run: r, journal: j, stop: func(error) {}}
}

// write keeps notes. A journal that cannot be written ends the run: what comes
// after could not be taken up.
func (k *recorder) write(safe bool, notes ...Note) error {
	k.mu.Lock()
	broken := k.broken
	k.mu.Unlock()
	if broken != nil {
		return broken
	}
	err := k.journal.Write(safe, notes...)
	if err != nil {
		k.fail(fmt.Errorf("the state cannot be written: %w", err))
	}
	return err
}

// fail ends the run.
func (k *recorder) fail(err error) {
	if k == nil {
		return
	}
	k.mu.Lock()
	if k.broken == nil {
		k.broken = err
		k.stop(err)
	}
	k.mu.Unlock()
}

// entry is how a lead goes on: from the start, from where it was, or it has
// its result.
type entry struct {
	index  int
	record Record
	past   *past
	done   *Result // nil: not yet
}

// ErrOtherLeads is that of an input which is not the one that the run began
// with.
var ErrOtherLeads = errors.New("the leads are not those that the run began with")

// entries are the leads of a run in their order: those of the queue, then those
// of the input. Leads that have come out are left out.
func (r *Run) entries(leads iter.Seq2[Record, *diag.Diagnostic], fail func(error)) iter.Seq2[entry, *diag.Diagnostic] {
	return func(yield func(entry, *diag.Diagnostic) bool) {
		n := 0
		if k := r.recorder; k != nil {
			for ; n < k.standing.Waiting; n++ {
				if n < k.standing.Out {
					continue
				}
				e, err := k.earlier(n)
				if err != nil {
					fail(err)
					return
				}
				if !yield(e, nil) {
					return
				}
			}
		}
		for record, problem := range leads {
			e, out, err := r.recorder.next(n, record, problem)
			if err != nil {
				fail(err)
				return
			}
			n++
			if !out && !yield(e, problem) {
				return
			}
		}
		if err := r.recorder.ended(n); err != nil {
			fail(err)
		}
	}
}

// next is the entry of the i-th lead, which the input gives, unless that has
// come out.
func (k *recorder) next(i int, in Record, problem *diag.Diagnostic) (e entry, out bool, err error) {
	if k == nil {
		return entry{index: i, record: in}, false, nil
	}
	k.follow(in, problem)
	if i < k.standing.Out {
		if i == k.standing.Out-1 && k.digest != k.standing.Digest {
			return entry{}, false, k.otherLead(i)
		}
		return entry{}, true, nil
	}
	if i < k.standing.Begun {
		if e, err = k.earlier(i); e.past != nil && e.past.digest != "" && e.past.digest != k.digest {
			err = k.otherLead(i)
		}
	}
	if e.past == nil {
		e.past = &past{seed: k.run.options.Seed, number: i, digest: k.digest}
	}
	if e.done != nil {
		e.done.Came = in.Value
	}
	e.index, e.record = i, in
	return e, false, err
}

// otherLead is the error of the i-th lead, which is not the one that it was.
func (k *recorder) otherLead(i int) error {
	return fmt.Errorf("%w: lead %d differs, or one before it", ErrOtherLeads, i-k.standing.Waiting+1)
}

// ended judges the length of the input, of which n leads came.
func (k *recorder) ended(n int) error {
	if k == nil || n >= k.standing.Begun {
		return nil
	}
	return fmt.Errorf("%w: there are %d, and the run had begun %d", ErrOtherLeads, n-k.standing.Waiting, k.standing.Begun-k.standing.Waiting)
}

// begun keeps that a lead sets out.
func (k *recorder) begun(n int, p *past) {
	if k != nil {
		_ = k.write(false, Note{n, LeadBegun, p.digest, begunBody(p)})
	}
}

// follow adds a lead to the digest of all.
func (k *recorder) follow(in Record, problem *diag.Diagnostic) {
	e := encoder{to: []byte(k.digest)}
	if problem != nil {
		e.text(problem.Message)
	} else {
		e.value(in.Value)
	}
	sum := sha256.Sum256(e.to)
	k.digest = string(sum[:16])
}

// earlier is the entry of a lead of which something is known from before.
func (k *recorder) earlier(i int) (entry, error) {
	e := entry{index: i}
	notes, err := k.journal.Notes(i)
	if err != nil || len(notes) == 0 {
		return e, err
	}
	if e.record, e.past, err = k.run.pastOf(notes, k.run.options.Seed, i); err != nil {
		return e, err
	}
	// Behind the result there may be notes of a step that ran beside the lead.
	done := slices.IndexFunc(notes, func(n Note) bool { return n.Kind == LeadDone })
	if done < 0 {
		return e, nil
	}
	if e.done, err = decodeResult(notes[done], i); err != nil {
		return e, err
	}
	e.done.Came = e.record.Value
	return e, nil
}

// done keeps a lead's result. A lead that the end of the run has cut short has
// none: it is taken up.
func (k *recorder) done(x *execution, in Record) {
	if k == nil || x.result.cut {
		return
	}
	var notes []Note
	if x.result.Outcome == Queued {
		parked, err := k.parked(x, in)
		if err != nil {
			k.fail(err)
			x.result.cut = true
			return
		}
		notes = append(notes, parked)
	}
	x.result.cut = k.write(false, append(notes, x.result.note())...) != nil
}

// unreadable keeps the result of a lead that could not be read.
func (k *recorder) unreadable(e entry, r *Result) {
	if k != nil {
		e.past.started = r.Started
		_ = k.write(false, Note{e.index, LeadBegun, e.past.digest, begunBody(e.past)}, r.note())
	}
}

// sending keeps that a request is about to be sent. One that must not be
// repeated is on the disk before it is on the wire, with all that came before.
func (k *recorder) sending(x *execution, a *attempting, p *prepared) error {
	if k == nil {
		return nil
	}
	w := underWay{key: a.idem, sent: k.run.clock.Now(), method: p.request.Method}
	w.doubtful = a.keyed == nil && !repeatable(w.method)
	if x.batch != nil {
		return k.sendingBatch(a, x.batch, w)
	}
	if x.result.Index < 0 || w.key == "" && !w.doubtful {
		return nil
	}
	a.doubtful = a.doubtful || w.doubtful
	return k.write(w.doubtful, Note{x.result.Index, RequestSent, a.name, w.sentBody()})
}

// repeatable reports whether a request of that method asks and changes nothing.
// PUT and DELETE may be repeated at once; hours later they could undo what
// happened since.
func repeatable(method string) bool {
	return method == "GET" || method == "HEAD" || method == "OPTIONS"
}

// again keeps that the script wants the request repeated, at a moment: what was
// sent until then is in doubt no more.
func (k *recorder) again(x *execution, a *attempting, due time.Time) {
	switch {
	case k == nil || !a.doubtful && a.queued == 0:
		return
	case x.batch != nil:
		_ = k.write(false, x.batch.note(BatchAgain, nil))
	case x.result.Index >= 0:
		w := underWay{key: a.idem, due: due, queued: a.queued}
		_ = k.write(false, Note{x.result.Index, StepAgain, a.name, w.againBody()})
	}
	a.doubtful = false
}

// finished keeps what a step came to, for the steps after it.
func (k *recorder) finished(x *execution, a *attempting) {
	if k == nil || x.result.Index < 0 {
		return
	}
	_ = k.write(false, Note{x.result.Index, StepFinished, a.name, x.finishedBody(a)})
}
