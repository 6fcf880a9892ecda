package state

import (
	"encoding/binary"
	"errors"
	"slices"
	"sync"
	"time"

	"lcs/limits"
)

// maxAnswer is the size of the largest answer that is kept, in bytes.
const maxAnswer = 16 << 20

// Answers keeps good answers of partners beyond a run. It implements
// interp.AnswerStore.
type Answers struct {
	log    *log
	limits *limits.Limits

	mu    sync.Mutex
	kept  map[string]answer
	queue []queued // the oldest first; some are gone
	live  int64    // bytes of answers that are kept

	compactAt int64 // the size from which what is kept no more is dropped
}

type answer struct {
	at    ref
	put   time.Time
	until time.Time
}

// queued is an answer in the order of age.
type queued struct {
	key string
	at  ref
}

// errAnswer is that of a frame with a good checksum that is no answer.
var errAnswer = errors.New("the answers have one that cannot be read: it is from another lcs")

func openAnswers(name string, now time.Time, most *limits.Limits) (*Answers, error) {
	a := &Answers{limits: most, kept: map[string]answer{}, compactAt: defaultCompactAt}
	l, err := openLog(name, 'a', func(at ref, payload []byte) error {
		key, put, until, _, ok := parseAnswer(payload)
		if !ok {
			return errAnswer
		}
		a.know(key, answer{at, put, until})
		return nil
	})
	if err != nil {
		return nil, err
	}
	a.log = l
	for key, one := range a.kept {
		if now.After(one.until) {
			a.drop(key)
		}
	}
	return a, nil
}

func appendAnswer(to []byte, key string, put, until time.Time, body []byte) []byte {
	to = binary.AppendUvarint(to, uint64(len(key)))
	to = append(to, key...)
	to = binary.AppendVarint(to, put.UnixMicro())
	to = binary.AppendVarint(to, until.UnixMicro())
	return append(to, body...)
}

func parseAnswer(from []byte) (key string, put, until time.Time, body []byte, ok bool) {
	length, size := binary.Uvarint(from)
	if size <= 0 || length > uint64(len(from)-size) {
		return
	}
	key, from = string(from[size:size+int(length)]), from[size+int(length):]
	at, size := binary.Varint(from)
	if size <= 0 {
		return
	}
	end, more := binary.Varint(from[size:])
	if more <= 0 {
		return
	}
	return key, time.UnixMicro(at), time.UnixMicro(end), from[size+more:], true
}

// know takes in an answer that stands at a place, in the place of an older one.
func (a *Answers) know(key string, one answer) {
	a.drop(key)
	a.kept[key] = one
	a.queue = append(a.queue, queued{key, one.at})
	a.live += int64(one.at.size)
	for len(a.kept) > a.limits.Of(limits.CacheAnswers) || a.live > int64(a.limits.Of(limits.CacheSize)) {
		if oldest := a.queue[0]; a.isKept(oldest) {
			a.drop(oldest.key)
		}
		a.queue = a.queue[1:]
	}
	if len(a.queue) > 2*len(a.kept)+1000 {
		a.queue = slices.DeleteFunc(a.queue, func(q queued) bool { return !a.isKept(q) })
	}
}

// isKept reports whether an answer has not been replaced or dropped.
func (a *Answers) isKept(q queued) bool {
	one, ok := a.kept[q.key]
	return ok && one.at == q.at
}

func (a *Answers) drop(key string) {
	if one, ok := a.kept[key]; ok {
		a.live -= int64(one.at.size)
		delete(a.kept, key)
	}
}

// Get returns what was put under a key, and when.
func (a *Answers) Get(key string) (body []byte, put time.Time, ok bool, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	one, ok := a.kept[key]
	if !ok {
		return nil, time.Time{}, false, nil
	}
	payload, err := a.log.payload(one.at)
	if err != nil {
		return nil, time.Time{}, false, err
	}
	_, _, _, body, ok = parseAnswer(payload)
	return body, one.put, ok, nil
}

// Put keeps an answer under a key, until a moment or until newer ones need its
// room.
func (a *Answers) Put(key string, body []byte, put, until time.Time) error {
	if len(body) > maxAnswer {
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	refs, err := a.log.append(func(to []byte) []byte { return appendAnswer(to, key, put, until, body) })
	if err != nil {
		return err
	}
	a.know(key, answer{refs[0], put, until})
	if a.log.size > a.compactAt && a.log.size > 3*a.live {
		return a.compact()
	}
	return nil
}

// compact writes the file anew with the answers that are kept.
func (a *Answers) compact() error {
	kept := make(map[string]answer, len(a.kept))
	queue := make([]queued, 0, len(a.kept))
	err := a.log.replace(func(put func(func([]byte) []byte) (ref, error)) error {
		for _, q := range a.queue {
			if !a.isKept(q) {
				continue
			}
			one := a.kept[q.key]
			payload, err := a.log.payload(one.at)
			if err != nil {
				return err
			}
			if one.at, err = put(func(to []byte) []byte { return append(to, payload...) }); err != nil {
				return err
			}
			kept[q.key] = one
			queue = append(queue, queued{q.key, one.at})
		}
		return nil
	})
	if err == nil {
		a.kept, a.queue = kept, queue
	}
	return err
}
