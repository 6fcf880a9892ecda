package value

import (
	"iter"
	"slices"
	"strings"
)

// Object is an object whose keys keep the order in which they were set. The
// zero Object is empty and ready to use. It may be read by many goroutines, as
// long as none changes it.
type Object struct {
	entries []Entry
	index   map[string]int // of large objects only
	folded  bool           // keys are the same in any case of letters
}

// Entry is one key of an object with its value.
type Entry struct {
	Key   string
	Value any
}

// indexFrom is the number of entries from which looking one up in a map is
// faster than comparing keys.
const indexFrom = 12

// NewObject returns an object of these entries; a key that comes again
// replaces the value of the first.
func NewObject(entries ...Entry) *Object {
	o := &Object{entries: make([]Entry, 0, len(entries))}
	for _, e := range entries {
		o.Set(e.Key, e.Value)
	}
	return o
}

// NewFolded returns an object of these entries whose keys are the same in any
// case of letters, as the names of headers are.
func NewFolded(entries ...Entry) *Object { return &Object{entries: entries, folded: true} }

// Folded reports whether the object's keys are the same in any case of letters.
func (o *Object) Folded() bool { return o != nil && o.folded }

// Len returns the number of entries. A nil Object has none.
func (o *Object) Len() int {
	if o == nil {
		return 0
	}
	return len(o.entries)
}

// Index returns the position of key, or -1 when the object does not have it.
func (o *Object) Index(key string) int {
	if o == nil {
		return -1
	}
	if o.index != nil {
		if i, ok := o.index[key]; ok {
			return i
		}
		return -1
	}
	for i := range o.entries {
		if o.entries[i].Key == key || o.folded && strings.EqualFold(o.entries[i].Key, key) {
			return i
		}
	}
	return -1
}

// Get returns the value of key and whether the object has it.
func (o *Object) Get(key string) (any, bool) {
	if i := o.Index(key); i >= 0 {
		return o.entries[i].Value, true
	}
	return nil, false
}

// Value returns the value of key, or nil (absent) when there is none.
func (o *Object) Value(key string) any {
	v, _ := o.Get(key)
	return v
}

// At returns the entry at position i.
func (o *Object) At(i int) Entry { return o.entries[i] }

// Set sets the value of key, at its old place or at the end.
func (o *Object) Set(key string, v any) {
	if i := o.Index(key); i >= 0 {
		o.entries[i].Value = v
		return
	}
	o.entries = append(o.entries, Entry{key, v})
	switch {
	case o.index != nil:
		o.index[key] = len(o.entries) - 1
	case len(o.entries) >= indexFrom:
		o.reindex()
	}
}

// Grow makes room for n more entries.
func (o *Object) Grow(n int) { o.entries = slices.Grow(o.entries, n) }

// objectOf makes an object of entries, which become part of it; of a key that
// comes again the last value counts, at the place of the first.
func objectOf(entries []Entry) *Object {
	o := &Object{entries: entries}
	if len(entries) < indexFrom {
		for i := 1; i < len(entries); i++ {
			for j := range i {
				if entries[i].Key == entries[j].Key {
					return NewObject(entries...)
				}
			}
		}
		return o
	}
	o.reindex()
	if len(o.index) != len(entries) {
		return NewObject(entries...)
	}
	return o
}

func (o *Object) reindex() {
	o.index = nil
	if len(o.entries) < indexFrom || o.folded {
		return
	}
	o.index = make(map[string]int, 2*len(o.entries))
	for i, e := range o.entries {
		o.index[e.Key] = i
	}
}

// Delete takes key out, if the object has it.
func (o *Object) Delete(key string) {
	if i := o.Index(key); i >= 0 {
		o.entries = slices.Delete(o.entries, i, i+1)
		o.reindex()
	}
}

// Clone returns a copy that can be changed without changing o. The values are
// shared.
func (o *Object) Clone() *Object {
	c := &Object{}
	if o != nil {
		c.entries, c.folded = slices.Clone(o.entries), o.folded
		c.reindex()
	}
	return c
}

// All iterates over the entries in order.
func (o *Object) All() iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		if o == nil {
			return
		}
		for _, e := range o.entries {
			if !yield(e.Key, e.Value) {
				return
			}
		}
	}
}

// Keys returns the keys in order.
func (o *Object) Keys() []string {
	keys := make([]string, 0, o.Len())
	for k := range o.All() {
		keys = append(keys, k)
	}
	return keys
}
