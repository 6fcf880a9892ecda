package state

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"lcs/interp"
)

var now = time.Date(2026, 3, 1, 2, 14, 0, 0, time.UTC)

func open(t testing.TB, dir string) *State {
	t.Helper()
	s, err := Open(dir, now, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// note makes a note; the body is the text of its tag.
func note(lead int, kind interp.NoteKind, tag string) interp.Note {
	return interp.Note{Lead: lead, Kind: kind, Tag: tag, Body: []byte("body of " + tag)}
}

func write(t testing.TB, j *Journal, notes ...interp.Note) {
	t.Helper()
	for _, n := range notes {
		if err := j.Write(n.Kind == interp.RequestSent, n); err != nil {
			t.Fatal(err)
		}
	}
}

func tags(t testing.TB, j *Journal, lead int) string {
	t.Helper()
	notes, err := j.Notes(lead)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, n := range notes {
		if n.Lead != lead || string(n.Body) != "body of "+n.Tag && n.Kind != interp.LeadWaited {
			t.Fatalf("note %+v of lead %d", n, lead)
		}
		out = append(out, fmt.Sprintf("%d:%s", n.Kind, n.Tag))
	}
	return strings.Join(out, " ")
}

// smallRun is a run of three leads: one has come out, one is done, one is under
// way.
func smallRun(t testing.TB, j *Journal) {
	t.Helper()
	if err := j.Begin(Run{ID: "r", Script: "s", Title: "x", Started: now, Seed: 1 << 63, Input: "leads.csv"}); err != nil {
		t.Fatal(err)
	}
	write(t, j,
		note(0, interp.LeadBegun, "d0"), note(1, interp.LeadBegun, "d1"),
		note(0, interp.StepFinished, "score"), note(0, interp.LeadDone, "success"),
		note(2, interp.LeadBegun, "d2"), note(1, interp.LeadParked, "push"), note(1, interp.LeadDone, "queued"),
	)
	if err := j.CameOut(1, Extent{100, 10}); err != nil {
		t.Fatal(err)
	}
	write(t, j, note(2, interp.RequestSent, "sell"))
}

func TestARunIsTakenUpWhereItWas(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	smallRun(t, s.Journal())
	_ = s.Close() // with nothing more said, as after a kill

	j := open(t, dir).Journal()
	run, unfinished := j.Unfinished()
	if !unfinished || run.ID != "r" || run.Seed != 1<<63 || !run.Started.Equal(now) {
		t.Fatalf("%+v %t", run, unfinished)
	}
	got, err := j.Resume(Extent{130, -1})
	want := Resumed{Out: 1, Outcomes: map[string]int{"success": 1}, Done: 1, UnderWay: 1, Written: Extent{100, 10}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("%+v, %v, want %+v", got, err, want)
	}
	if got, want := j.Standing(), (interp.Standing{Out: 1, Digest: "d0", Begun: 3, Taken: 1}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	for lead, want := range []string{"", "2:d1 3:push 4:queued", "2:d2 5:sell", ""} {
		if got := tags(t, j, lead); got != want {
			t.Errorf("lead %d has %q, want %q", lead, got, want)
		}
	}
}

// Results that were lost with the end of the output come out of the journal
// again, as far as it still has them.
func TestAnOutputThatIsShorterThanItWas(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	smallRun(t, s.Journal())
	if err := s.Journal().CameOut(2, Extent{Results: 200}); err != nil {
		t.Fatal(err)
	}
	_ = s.Close()
	s = open(t, dir)
	got, err := s.Journal().Resume(Extent{199, -1})
	if err != nil || got.Out != 1 || got.Written.Results != 100 {
		t.Fatalf("%+v, %v", got, err)
	}
	_ = s.Close()
	_, err = open(t, dir).Journal().Resume(Extent{99, -1}) // which taking it up has dropped
	if err == nil || err.Error() != "it should have 100 bytes or more, and has 99: bring it back as it was" {
		t.Fatal(err)
	}
}

// The leads that failed have a file of their own: the run goes on where both have
// what came out.
func TestTheShorterOfTwoFilesDecides(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		size Extent
		out  int
		want Extent
	}{
		{Extent{200, 25}, 2, Extent{200, 25}},
		{Extent{900, 900}, 2, Extent{200, 25}},
		{Extent{200, 24}, 1, Extent{100, 10}},
		{Extent{199, 25}, 1, Extent{100, 10}},
		{Extent{-1, 24}, 1, Extent{100, 10}},
		{Extent{-1, -1}, 2, Extent{200, 25}},
	} {
		dir := t.TempDir()
		s := open(t, dir)
		smallRun(t, s.Journal())
		if err := s.Journal().CameOut(2, Extent{200, 25}); err != nil {
			t.Fatal(err)
		}
		_ = s.Close()
		got, err := open(t, dir).Journal().Resume(test.size)
		if err != nil || got.Out != test.out || got.Written != test.want {
			t.Errorf("%+v: %+v, %v", test.size, got, err)
		}
	}
}

func TestAFileOfFailedLeadsThatIsShorterThanItWas(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	smallRun(t, s.Journal())
	_ = s.Close()
	s = open(t, dir)
	if _, err := s.Journal().Resume(Extent{100, 10}); err != nil { // which drops what came before
		t.Fatal(err)
	}
	_ = s.Close()
	_, err := open(t, dir).Journal().Resume(Extent{100, 9})
	var short *ShortFileError
	if !errors.As(err, &short) || *short != (ShortFileError{Failed: true, Wanted: 10, Has: 9}) {
		t.Errorf("%v", err)
	}
}

func TestTheQueueGoesFirstInTheNextRun(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	j := s.Journal()
	smallRun(t, j)
	write(t, j, note(2, interp.LeadDone, "success"))
	if err := errors.Join(j.CameOut(3, Extent{Results: 300}), j.Finish()); err != nil {
		t.Fatal(err)
	}
	if _, unfinished := j.Unfinished(); unfinished || j.Queued() != 1 {
		t.Fatalf("unfinished %t, %d queued", unfinished, j.Queued())
	}
	_ = s.Close()

	s = open(t, dir)
	j = s.Journal()
	if err := j.Begin(Run{ID: "r2"}); err != nil {
		t.Fatal(err)
	}
	write(t, j, note(0, interp.RequestSent, "push"), note(1, interp.LeadBegun, "e1"))
	_ = s.Close() // killed

	s = open(t, dir)
	j = s.Journal()
	if got, err := j.Resume(Extent{-1, -1}); err != nil || got.UnderWay != 2 || got.Out != 0 {
		t.Fatalf("%+v, %v", got, err)
	}
	if got := j.Standing(); got.Waiting != 1 || got.Begun != 2 {
		t.Fatalf("%+v", got)
	}
	notes, err := j.Notes(0)
	if err != nil || len(notes) != 2 || notes[0].Kind != interp.LeadWaited || string(notes[0].Body) != "body of push" || notes[1].Tag != "push" {
		t.Fatalf("%+v, %v", notes, err)
	}
	// Queued again, it stays; and what comes to another end leaves the queue.
	write(t, j, note(0, interp.LeadParked, "push"), note(0, interp.LeadDone, "queued"), note(1, interp.LeadDone, "error"))
	if err := errors.Join(j.CameOut(2, Extent{Results: 0}), j.Finish()); err != nil || j.Queued() != 1 {
		t.Fatalf("%d queued: %v", j.Queued(), err)
	}
	if err := j.Begin(Run{ID: "r3"}); err != nil {
		t.Fatal(err)
	}
	write(t, j, note(0, interp.LeadDone, "success"))
	if err := errors.Join(j.CameOut(1, Extent{Results: 0}), j.Finish()); err != nil || j.Queued() != 0 {
		t.Fatalf("%d queued: %v", j.Queued(), err)
	}
}

// A journal of many leads stays as small as what is under way, and loses nothing
// of that.
func TestCompacting(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	j := s.Journal()
	j.compactAt = 10_000
	flushed := 0
	j.FlushOutput(func() error { flushed++; return nil })
	if err := j.Begin(Run{ID: "r"}); err != nil {
		t.Fatal(err)
	}
	const leads, ahead = 3_000, 20
	for i := range leads {
		write(t, j, note(i, interp.LeadBegun, fmt.Sprint("d", i)), note(i, interp.StepFinished, "score"))
		if i%100 == 50 {
			write(t, j, note(i, interp.LeadParked, "push"), note(i, interp.LeadDone, "queued"))
		} else {
			write(t, j, note(i, interp.LeadDone, "success"))
		}
		if i >= ahead {
			if err := j.CameOut(i+1-ahead, Extent{Results: int64(i)}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if j.log.size > 30_000 || flushed < 3 {
		t.Errorf("%d bytes, and the output was flushed %d times", j.log.size, flushed)
	}
	_ = s.Close()
	s = open(t, dir)
	j = s.Journal()
	got, err := j.Resume(Extent{1 << 40, -1})
	if err != nil || got.Out != leads-ahead || got.Done != ahead || got.Outcomes["queued"] != leads/100 || got.Outcomes["success"] != leads-ahead-leads/100 {
		t.Fatalf("%+v, %v", got, err)
	}
	if j.Standing().Digest != fmt.Sprint("d", leads-ahead-1) || j.Queued() != leads/100 {
		t.Errorf("%+v, %d queued", j.Standing(), j.Queued())
	}
	if got := tags(t, j, leads-1); got != "2:d2999 7:score 4:success" {
		t.Error(got)
	}
	info, err := os.Stat(filepath.Join(dir, "journal"))
	if err != nil || info.Mode().Perm() != 0o600 && os.PathSeparator == '/' {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

// journalBytes are those of a small journal, and where its frames end.
func journalBytes(t testing.TB) (data []byte, ends []int) {
	t.Helper()
	dir := t.TempDir()
	s := open(t, dir)
	smallRun(t, s.Journal())
	_ = s.Close()
	data, err := os.ReadFile(filepath.Join(dir, "journal"))
	if err != nil {
		t.Fatal(err)
	}
	ends = []int{headSize}
	_, err = frames(bytes.NewReader(data[headSize:]), int64(headSize), int64(len(data)), func(at ref, _ []byte) error {
		ends = append(ends, int(at.at)+at.size)
		return nil
	})
	if err != nil || ends[len(ends)-1] != len(data) {
		t.Fatalf("%v, %v", ends, err)
	}
	return data, ends
}

// reopened opens a journal of these bytes and lists what it says.
func reopened(t testing.TB, data []byte) (said []string, err error) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "journal")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := openLog(name, 'j', func(_ ref, payload []byte) error {
		said = append(said, string(payload))
		return nil
	})
	if err != nil {
		return nil, err
	}
	defer l.close()
	// What is written now stands right behind what was read.
	if _, err := l.append(func(to []byte) []byte { return append(to, "next"...) }); err != nil {
		t.Fatal(err)
	}
	again := 0
	m, err := openLog(name, 'j', func(_ ref, payload []byte) error { again++; return nil })
	if err != nil || again != len(said)+1 {
		t.Fatalf("%d frames, then %d: %v", len(said), again, err)
	}
	return said, m.close()
}

// A journal that breaks off anywhere has the notes before that place.
func TestCutAnywhere(t *testing.T) {
	t.Parallel()
	data, ends := journalBytes(t)
	whole, err := reopened(t, data)
	if err != nil {
		t.Fatal(err)
	}
	for cut := range len(data) {
		got, err := reopened(t, data[:cut])
		want := 0
		for want < len(ends)-1 && ends[want+1] <= cut {
			want++
		}
		if err != nil || !reflect.DeepEqual(got, append([]string(nil), whole[:want]...)) {
			t.Fatalf("cut at %d: %d frames, want %d: %v", cut, len(got), want, err)
		}
		zeros, err := reopened(t, append(bytes.Clone(data[:cut]), make([]byte, 5000)...))
		if cut >= headSize && err == nil && len(zeros) != want {
			t.Fatalf("cut at %d, then zeros: %d frames, want %d", cut, len(zeros), want)
		}
	}
}

// What a power cut has not let come to the disk are blocks of zeros at the end, in
// the middle of a note or of its head: the notes before them are there.
func TestTornAtAnyBlock(t *testing.T) {
	t.Parallel()
	for longest := range 40 { // so that blocks end at other places of a frame
		var data []byte
		ends := []int{headSize}
		data = append(data, magic...)
		data = append(data, 'j', version)
		for i := range 60 {
			data = appendFrame(data, func(to []byte) []byte {
				return append(to, fmt.Sprintf("note %d %s!", i, strings.Repeat("x", i*(longest+3)%97))...)
			})
			ends = append(ends, len(data))
		}
		for cut := diskBlock; cut < len(data); cut += diskBlock {
			want := 0
			for want < len(ends)-1 && ends[want+1] <= cut {
				want++
			}
			for _, more := range []int{0, 1, 5000} {
				rest := make([]byte, len(data)-cut+more)
				got, err := reopened(t, append(bytes.Clone(data[:cut]), rest...))
				if err != nil || len(got) != want {
					t.Fatalf("torn at %d, %d zeros: %d notes, want %d: %v", cut, len(rest), len(got), want, err)
				}
			}
			lost := bytes.Clone(data)
			clear(lost[cut:min(cut+diskBlock, len(data))])
			if _, err := reopened(t, lost); cut+diskBlock < len(data) && err == nil {
				t.Fatalf("a block at %d is lost in the middle, and there is no error", cut)
			}
		}
	}
}

// A file that another program has put there is left alone, however short it is;
// one that was made and never written to is begun.
func TestAFileOfAnother(t *testing.T) {
	t.Parallel()
	for text, refused := range map[string]bool{
		"": false, "lcs": false, magic: false, magic + "j": false, "\x00\x00\x00": false, strings.Repeat("\x00", 700): false,
		"x": true, "lcx": true, "{}\n": true, magic + "a": true, magic + "a\x01": true, "my journal of 2026": true, "\x00\x00x": true,
	} {
		name := filepath.Join(t.TempDir(), "journal")
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		l, err := openLog(name, 'j', func(ref, []byte) error { return nil })
		if err == nil {
			_ = l.close()
		}
		after, _ := os.ReadFile(name)
		switch _, damaged := errors.AsType[*damagedError](err); {
		case refused != damaged || err != nil && !damaged:
			t.Errorf("%q: %v", text, err)
		case refused && string(after) != text:
			t.Errorf("%q has become %q", text, after)
		case !refused && string(after) != magic+"j\x01":
			t.Errorf("%q has become %q, and not an empty journal", text, after)
		}
	}
}

// A journal with any damage in it is refused: never is a note lost, or changed,
// as if nothing had happened.
func TestDamageAnywhere(t *testing.T) {
	t.Parallel()
	data, _ := journalBytes(t)
	for at := range data {
		for _, flip := range []byte{1, 0x80, 0xff} {
			damaged := bytes.Clone(data)
			damaged[at] ^= flip
			got, err := reopened(t, damaged)
			if err == nil {
				t.Fatalf("byte %d changed by %#x: %d frames, and no error", at, flip, len(got))
			}
			if _, ok := errors.AsType[*damagedError](err); !ok {
				t.Fatalf("byte %d changed by %#x: %v", at, flip, err)
			}
		}
	}
	newer := bytes.Clone(data)
	newer[headSize-1] = version + 1
	if _, err := reopened(t, newer); err == nil || !strings.HasSuffix(err.Error(), "has form 2, and this lcs knows form 1: take the lcs that wrote it") {
		t.Error(err)
	}
}

// FuzzJournal: whatever is in the file, opening it and taking it up ends, with an
// error or not.
func FuzzJournal(f *testing.F) {
	data, ends := journalBytes(f)
	f.Add(data, false)
	for i := range ends[1:] {
		f.Add(data[ends[i]+frameHead:ends[i+1]], true) // a payload
	}
	f.Add([]byte(`H{"out":9000000000000000000,"waiting":4}`), true)
	f.Add([]byte("O\xff\xff\xff\xff\xff\xff\xff\x7f\x00"), true)
	f.Fuzz(func(t *testing.T, in []byte, framed bool) {
		if framed { // past the checksums
			var file []byte
			file = append(append(file, magic...), 'j', version)
			for _, payload := range bytes.Split(in, []byte("\n")) {
				file = appendFrame(file, func(to []byte) []byte { return append(to, payload...) })
			}
			in = file
		}
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "journal"), in, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Open(dir, now, nil)
		if err != nil {
			return
		}
		defer s.Close()
		j := s.Journal()
		if _, unfinished := j.Unfinished(); unfinished {
			if _, err := j.Resume(Extent{1 << 20, -1}); err != nil {
				return
			}
		} else if err := j.Begin(Run{ID: "r"}); err != nil {
			t.Fatal(err)
		}
		from := j.Standing()
		for i := from.Out; i < min(from.Begun, from.Out+100); i++ {
			_, _ = j.Notes(i)
		}
	})
}

func TestOneProcessAtATime(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "deep", "state")
	s := open(t, dir)
	_, err := Open(dir, now, nil)
	if err == nil || err.Error() != "'"+dir+"' is in use by another lcs run: wait for it, or use another directory" {
		t.Fatal(err)
	}
	_ = s.Close()
	open(t, dir)
}

// Many tasks write and flush at once: all is there, and each flush covers what
// its task wrote before.
func TestWritingAtOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	j := s.Journal()
	j.compactAt = 5_000
	if err := j.Begin(Run{ID: "r"}); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for lead := range 20 {
		all.Go(func() {
			for range 50 {
				if err := j.Write(lead%3 == 0, note(lead, interp.RequestSent, "sell")); err != nil {
					t.Error(err)
				}
				if _, err := j.Notes(lead); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if j.log.synced < 5_000 {
		t.Errorf("%d bytes were flushed", j.log.synced)
	}
	_ = s.Close()
	j = open(t, dir).Journal()
	if _, err := j.Resume(Extent{-1, -1}); err != nil {
		t.Fatal(err)
	}
	for lead := range 20 {
		if notes, _ := j.Notes(lead); len(notes) != 50 {
			t.Errorf("lead %d has %d notes", lead, len(notes))
		}
	}
}
