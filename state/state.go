// Package state keeps on disk what a run must not forget when its process ends:
// what has become of its leads, which leads wait in the queue, and the good
// answers of its partners.
//
// A directory holds two files that only grow at their ends, the journal and the
// answers, and a lock. In come notes of leads and answers, as bytes; after a kill
// out come the same. The package does not know what they mean beyond which lead
// they are about and whether it is done. Whatever a journal looks like, reading
// it ends with what was written to it or with an error.
package state

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"lcs/limits"
)

// State is an open directory. It is locked until Close.
type State struct {
	journal *Journal
	answers *Answers
	lock    *os.File
}

// Open opens a directory of states, and makes it if need be. The moment is that
// of opening: answers that nobody may use any more are dropped, and so are the
// oldest, when there are more than the limits allow.
func Open(dir string, now time.Time, most *limits.Limits) (*State, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	syncDirectory(filepath.Dir(filepath.Clean(dir))) // or a power cut may lose the whole of it
	held, busy, err := lock(filepath.Join(dir, "lock"))
	if busy {
		return nil, fmt.Errorf("'%s' is in use by another lcs run: wait for it, or use another directory", dir)
	}
	if err != nil {
		return nil, err
	}
	s := &State{lock: held}
	if s.journal, err = openJournal(filepath.Join(dir, "journal")); err == nil {
		s.answers, err = openAnswers(filepath.Join(dir, "answers"), now, most)
	}
	if err != nil {
		_ = s.Close()
		return nil, plain(err)
	}
	return s, nil
}

// plain names the file of an error in quotes, as all messages do.
func plain(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return fmt.Errorf("'%s': %w", path.Path, path.Err)
	}
	return err
}

// Journal is the journal of the directory.
func (s *State) Journal() *Journal { return s.journal }

// Answers are the answers kept in the directory.
func (s *State) Answers() *Answers { return s.answers }

// Close closes the files and gives up the lock.
func (s *State) Close() error {
	var problems []error
	if s.journal != nil {
		problems = append(problems, s.journal.log.close())
	}
	if s.answers != nil {
		problems = append(problems, s.answers.log.close())
	}
	return errors.Join(append(problems, s.lock.Close())...)
}
