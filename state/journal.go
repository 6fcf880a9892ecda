package state

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"lcs/interp"
)

// Run is what a journal says of its run.
type Run struct {
	ID      string    `json:"id"`
	Script  string    `json:"script"` // digest of the script with its imports
	Title   string    `json:"title"`
	Started time.Time `json:"started"`
	Seed    uint64    `json:"seed"`
	Input   string    `json:"input"`  // name; empty: the queue alone
	Output  string    `json:"output"` // name; empty: stdout
	Errors  string    `json:"errors"` // name of the file with the leads that failed; empty: none
}

// Extent is how much of the files of a run has been written, in bytes. As the
// size of files, what is below 0 is not known.
type Extent struct {
	Results int64 `json:"results"`
	Failed  int64 `json:"failed"` // the leads that ended in an error
}

// Plus returns the extent when so much more has been written.
func (e Extent) Plus(more Extent) Extent {
	return Extent{e.Results + more.Results, e.Failed + more.Failed}
}

// within reports whether files of this size have all of it.
func (e Extent) within(size Extent) bool {
	return (size.Results < 0 || e.Results <= size.Results) && (size.Failed < 0 || e.Failed <= size.Failed)
}

// head is the first frame of a journal with a run: the run, and what became of
// the leads whose notes were dropped.
type head struct {
	Run      Run            `json:"run"`
	Waiting  int            `json:"waiting"` // its first leads, which were queued before
	Out      int            `json:"out"`
	Written  Extent         `json:"written"` // with what came of these
	Digest   []byte         `json:"digest"`
	Outcomes map[string]int `json:"outcomes"`
	Taken    int            `json:"taken"`
	Begun    int            `json:"-"` // one more than the last lead with a note
}

// maxAhead bounds how far a lead with a note can be from those that came out.
const maxAhead = 1 << 26

// The first byte of a frame says what it is.
const (
	frameHeadOf = 'H' // head, as JSON
	frameNote   = 'N' // a note of a lead of the run
	frameQueued = 'Q' // a lead in the queue, which is no lead of the run
	frameOut    = 'O' // how many leads have come out, and the extent of the files then
)

// Journal keeps the notes of one run, and the queue. It implements
// interp.Journal.
type Journal struct {
	log       *log
	compactAt int64        // the size from which notes that nobody needs are dropped
	flushed   func() error // makes the files of the run last; nil: nobody can

	mu      sync.Mutex
	head    head
	running bool // there is a run that is not finished
	leads   map[int]*lead
	queue   []ref // leads that wait for a later run
	taken   interp.Standing
	came    []came // since the journal was opened, and before Resume
	live    int64  // bytes that are needed
}

// lead is what the journal knows of a lead that has not come out.
type lead struct {
	notes   []ref
	digest  string
	outcome string
	parked  ref // the note with which it waits for a later run
}

// came is how far the run had come at one moment.
type came struct {
	out     int
	written Extent
}

// defaultCompactAt is the size from which a journal is looked at for what is
// needed no more.
const defaultCompactAt = 64 << 20

func openJournal(name string) (*Journal, error) {
	j := &Journal{leads: map[int]*lead{}, compactAt: defaultCompactAt}
	j.head.Outcomes = map[string]int{}
	l, err := openLog(name, 'j', j.read)
	if err != nil {
		return nil, err
	}
	j.log = l
	return j, nil
}

// errNote is that of a frame with a good checksum that says nothing.
var errNote = errors.New("the journal has a note that cannot be read: it is from another lcs")

// read takes in a frame when the journal is opened.
func (j *Journal) read(at ref, payload []byte) error {
	if len(payload) == 0 {
		return errNote
	}
	rest := payload[1:]
	switch payload[0] {
	case frameHeadOf:
		j.running = true
		if err := json.Unmarshal(rest, &j.head); err != nil {
			return errNote
		}
		if j.head.Outcomes == nil {
			j.head.Outcomes = map[string]int{}
		}
		if j.head.Out < 0 || j.head.Waiting < 0 {
			return errNote
		}
		j.head.Begun = j.head.Out
		j.came = []came{{j.head.Out, j.head.Written}}
	case frameQueued:
		j.queue = append(j.queue, at)
	case frameOut:
		out, n := binary.Uvarint(rest)
		if n <= 0 {
			return errNote
		}
		rest = rest[n:]
		results, n := binary.Varint(rest)
		if n <= 0 {
			return errNote
		}
		failed, n := binary.Varint(rest[n:])
		if n <= 0 || out > uint64(j.head.Begun) {
			return errNote
		}
		j.came = append(j.came, came{int(out), Extent{results, failed}})
	case frameNote:
		n, ok := parseNote(rest)
		if !ok || n.Lead-j.head.Out > maxAhead {
			return errNote
		}
		j.know(n, at)
	default:
		return errNote
	}
	return nil
}

// know takes in a note that stands at a place.
func (j *Journal) know(n interp.Note, at ref) {
	if n.Lead < j.head.Out {
		return
	}
	l := j.leads[n.Lead]
	if l == nil {
		l = &lead{}
		j.leads[n.Lead] = l
	}
	l.notes = append(l.notes, at)
	j.live += int64(at.size)
	j.head.Begun = max(j.head.Begun, n.Lead+1)
	switch n.Kind {
	case interp.LeadBegun:
		l.digest = n.Tag
	case interp.LeadParked:
		l.parked = at
	case interp.LeadDone:
		l.outcome = n.Tag
	}
}

func appendNote(to []byte, n interp.Note) []byte {
	to = append(to, byte(n.Kind))
	to = binary.AppendUvarint(to, uint64(n.Lead))
	to = binary.AppendUvarint(to, uint64(len(n.Tag)))
	to = append(to, n.Tag...)
	return append(to, n.Body...)
}

func parseNote(from []byte) (n interp.Note, ok bool) {
	if len(from) == 0 {
		return n, false
	}
	n.Kind, from = interp.NoteKind(from[0]), from[1:]
	number, size := binary.Uvarint(from)
	if size <= 0 || number > 1<<48 {
		return n, false
	}
	from = from[size:]
	length, size := binary.Uvarint(from)
	if size <= 0 || length > uint64(len(from)-size) {
		return n, false
	}
	from = from[size:]
	n.Lead, n.Tag, n.Body = int(number), string(from[:length]), from[length:]
	return n, true
}

func noteFrame(n interp.Note) func([]byte) []byte {
	return func(to []byte) []byte { return appendNote(append(to, frameNote), n) }
}

// Write keeps notes, unless their lead has come out.
func (j *Journal) Write(safe bool, notes ...interp.Note) error {
	j.mu.Lock()
	frames := make([]func([]byte) []byte, 0, len(notes))
	for _, n := range notes {
		if n.Lead < j.head.Out { // something runs on beside a lead that came out
			j.mu.Unlock()
			return nil
		}
		frames = append(frames, noteFrame(n))
	}
	refs, err := j.log.append(frames...)
	if err == nil {
		for i, n := range notes {
			j.know(n, refs[i])
		}
		if j.log.size > j.compactAt && j.log.size > 4*j.live {
			err = j.compact()
		}
	}
	j.mu.Unlock()
	if err == nil && safe {
		err = j.log.sync()
	}
	return err
}

// Notes returns the notes of a lead that has not come out.
func (j *Journal) Notes(n int) ([]interp.Note, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	l := j.leads[n]
	if l == nil {
		return nil, nil
	}
	notes := make([]interp.Note, 0, len(l.notes))
	for _, at := range l.notes {
		payload, err := j.log.payload(at)
		if err != nil {
			return nil, err
		}
		note, ok := parseNote(payload[1:])
		if !ok {
			return nil, errNote
		}
		notes = append(notes, note)
	}
	return notes, nil
}

// Standing is how far the run had come when it was taken up; of a new one, that
// it has not begun.
func (j *Journal) Standing() interp.Standing {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.taken
}

// Unfinished returns the run that was killed; false: there is none.
func (j *Journal) Unfinished() (Run, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.head.Run, j.running
}

// Queued is the number of leads that wait in the queue.
func (j *Journal) Queued() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return len(j.queue)
}

// Begin begins a run. The leads in the queue become its first ones.
func (j *Journal) Begin(run Run) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.head = head{Run: run, Waiting: len(j.queue), Outcomes: map[string]int{}, Begun: len(j.queue)}
	waiting := j.queue
	j.leads, j.queue, j.running, j.live = map[int]*lead{}, nil, true, 0
	err := j.log.replace(func(put func(func([]byte) []byte) (ref, error)) error {
		if _, err := put(j.headFrame); err != nil {
			return err
		}
		for i, at := range waiting {
			payload, err := j.log.payload(at)
			if err != nil {
				return err
			}
			n := interp.Note{Lead: i, Kind: interp.LeadWaited, Body: payload[1:]}
			at, err := put(noteFrame(n))
			if err != nil {
				return err
			}
			j.know(n, at)
		}
		return nil
	})
	j.taken = interp.Standing{Waiting: j.head.Waiting, Begun: j.head.Begun}
	return err
}

func (j *Journal) headFrame(to []byte) []byte {
	text, _ := json.Marshal(j.head) // of texts and numbers alone
	return append(append(to, frameHeadOf), text...)
}

// ShortFileError is that of a file of the run which lacks what was written to it.
type ShortFileError struct {
	Failed      bool // it is the one with the leads that ended in an error, not that of the results
	Wanted, Has int64
}

func (e *ShortFileError) Error() string {
	return fmt.Sprintf("it should have %d bytes or more, and has %d: bring it back as it was", e.Wanted, e.Has)
}

// Resumed is how far a run had come that is taken up.
type Resumed struct {
	Out      int            // leads that have come out
	Outcomes map[string]int // of these
	Done     int            // leads that are done beside them
	UnderWay int
	Written  Extent // where the files end that have what came of those that came out
}

// Resume takes up the run that was killed. Of its files, size is how much they
// have; where nobody knows, what came out is what was said to have come out.
func (j *Journal) Resume(size Extent) (Resumed, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	at := -1
	for i, c := range j.came {
		if c.written.within(size) {
			at = i
		}
	}
	if j.head.Waiting > j.head.Begun {
		return Resumed{}, errNote
	}
	if at < 0 {
		wanted := j.came[0].written
		if size.Results >= 0 && size.Results < wanted.Results {
			return Resumed{}, &ShortFileError{false, wanted.Results, size.Results}
		}
		return Resumed{}, &ShortFileError{true, wanted.Failed, size.Failed}
	}
	reached := j.came[at]
	j.came = nil
	j.emitted(reached.out)
	j.head.Taken++
	j.head.Written = reached.written
	err := j.compact()
	j.taken = interp.Standing{
		Waiting: j.head.Waiting, Out: j.head.Out, Digest: string(j.head.Digest), Begun: j.head.Begun, Taken: j.head.Taken,
	}
	r := Resumed{Out: j.head.Out, Outcomes: maps.Clone(j.head.Outcomes), Written: reached.written}
	for _, l := range j.leads {
		if l.outcome != "" {
			r.Done++
		} else if l.digest != "" || len(l.notes) > 1 { // and not only queued before
			r.UnderWay++
		}
	}
	return r, err
}

// CameOut says that the results of the first out leads have come out, and how
// much of the files is written now.
func (j *Journal) CameOut(out int, written Extent) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	_, err := j.log.append(func(to []byte) []byte {
		to = binary.AppendUvarint(append(to, frameOut), uint64(out))
		return binary.AppendVarint(binary.AppendVarint(to, written.Results), written.Failed)
	})
	j.head.Written = written
	j.emitted(out)
	return err
}

// emitted drops the notes of leads that have come out; those that wait for a
// later run are in the queue from here on.
func (j *Journal) emitted(out int) {
	for ; j.head.Out < out; j.head.Out++ {
		l := j.leads[j.head.Out]
		delete(j.leads, j.head.Out)
		if l == nil {
			continue
		}
		for _, at := range l.notes {
			j.live -= int64(at.size)
		}
		j.head.Digest = []byte(l.digest)
		j.head.Outcomes[l.outcome]++
		if l.outcome == string(interp.Queued) && l.parked.size > 0 {
			j.queue = append(j.queue, l.parked)
			j.live += int64(l.parked.size)
		}
	}
}

// Finish ends the run: what is kept of it are the leads in the queue.
func (j *Journal) Finish() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.emitted(j.head.Begun)
	j.running = false
	j.leads = map[int]*lead{}
	return j.compact()
}

// FlushOutput sets what makes the files of the run last. The journal calls it
// before it forgets results that have come out.
func (j *Journal) FlushOutput(flush func() error) {
	j.mu.Lock()
	j.flushed = flush
	j.mu.Unlock()
}

// compact writes the journal anew with what is needed of it.
func (j *Journal) compact() error {
	if j.flushed != nil {
		if err := j.flushed(); err != nil {
			return err
		}
	}
	queue := make([]ref, 0, len(j.queue))
	leads := make(map[int]*lead, len(j.leads))
	j.live = 0
	err := j.log.replace(func(put func(func([]byte) []byte) (ref, error)) error {
		if j.running {
			if _, err := put(j.headFrame); err != nil {
				return err
			}
		}
		for _, at := range j.queue {
			at, err := j.copy(put, at, frameQueued)
			if err != nil {
				return err
			}
			queue = append(queue, at)
		}
		for _, n := range slices.Sorted(maps.Keys(j.leads)) {
			moved := *j.leads[n]
			moved.notes = nil
			for _, at := range j.leads[n].notes {
				parked := at == moved.parked
				at, err := j.copy(put, at, frameNote)
				if err != nil {
					return err
				}
				if moved.notes = append(moved.notes, at); parked {
					moved.parked = at
				}
			}
			leads[n] = &moved
		}
		return nil
	})
	if err == nil {
		j.queue, j.leads = queue, leads
	}
	return err
}

// copy puts a frame into the new file. A note that becomes an entry of the queue
// leaves behind what it had as a note.
func (j *Journal) copy(put func(func([]byte) []byte) (ref, error), at ref, as byte) (ref, error) {
	payload, err := j.log.payload(at)
	if err != nil {
		return ref{}, err
	}
	body := payload[1:]
	if as == frameQueued && payload[0] == frameNote {
		n, ok := parseNote(body)
		if !ok {
			return ref{}, errNote
		}
		body = n.Body
	}
	j.live += int64(len(body) + 1)
	return put(func(to []byte) []byte { return append(append(to, as), body...) })
}
