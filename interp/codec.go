package interp

import (
	"encoding/binary"
	"errors"
	"time"

	"lcs/lang/types"
	"lcs/value"
)

// A value is kept as a tag and what follows it. The form is for the journal
// alone, of one version of lcs: exact, and not for other tools.
const (
	tagAbsent   = 'a'
	tagNull     = 'n'
	tagText     = 's'
	tagNumber   = '#'
	tagTrue     = 't'
	tagFalse    = 'f'
	tagDate     = 'd'
	tagMoment   = 'm'
	tagDuration = 'D'
	tagInterval = 'i'
	tagBytes    = 'b'
	tagList     = 'l'
	tagObject   = 'o'
	tagFolded   = 'h' // an object whose keys are the same in any case of letters
	tagRecord   = 'r'
	tagService  = 'S'
	tagResponse = 'R' // the body of the step's answer, which is kept beside it
	tagWithheld = '?' // not kept: a secret of the settings
	tagFormless = '!' // not kept: a part of a document, say
)

// errWithheld is that of a value which was not kept.
var errWithheld = errors.New("what it gave holds a secret of the settings, which is not kept")

// errFormless is that of a value which cannot be kept.
var errFormless = errors.New("what it gave cannot be kept: give later steps its text, or its parts")

// errDamaged is that of bytes which are no such values.
var errDamaged = errors.New("what was kept cannot be read")

// maxKeptDepth bounds what decoding recurses into: more than any value has, as
// what came in at its greatest depth (limits.JSONDepth) stands in a lead, an
// output or a result.
const maxKeptDepth = 20_000

// encoder appends values and plain parts to a note.
type encoder struct {
	to       []byte
	response any               // is kept as a reference
	withhold func(string) bool // texts that are not kept; nil: all are
}

func (e *encoder) byte(b byte)          { e.to = append(e.to, b) }
func (e *encoder) count(n int)          { e.to = binary.AppendUvarint(e.to, uint64(n)) }
func (e *encoder) int(n int64)          { e.to = binary.AppendVarint(e.to, n) }
func (e *encoder) uint(n uint64)        { e.to = binary.AppendUvarint(e.to, n) }
func (e *encoder) text(s string)        { e.count(len(s)); e.to = append(e.to, s...) }
func (e *encoder) span(d time.Duration) { e.int(int64(d)) }

func (e *encoder) flag(b bool) {
	if b {
		e.byte(tagTrue)
	} else {
		e.byte(tagFalse)
	}
}

func (e *encoder) texts(list []string) {
	e.count(len(list))
	for _, s := range list {
		e.text(s)
	}
}

// moment keeps a moment with its zone.
func (e *encoder) moment(t time.Time) {
	_, offset := t.Zone()
	e.int(t.Unix())
	e.int(int64(t.Nanosecond()))
	e.int(int64(offset))
	e.text(t.Location().String())
}

// value keeps a value. In the place of what is not kept stands a tag, and
// reading that is an error.
func (e *encoder) value(v any) {
	switch v := v.(type) {
	case nil:
		e.byte(tagAbsent)
	case value.NullType:
		e.byte(tagNull)
	case string:
		if e.withhold != nil && e.withhold(v) {
			e.byte(tagWithheld)
			return
		}
		e.byte(tagText)
		e.text(v)
	case *value.Number:
		e.byte(tagNumber)
		e.text(v.String())
	case bool:
		e.flag(v)
	case value.Date:
		e.byte(tagDate)
		e.int(int64(v.Year))
		e.int(int64(v.Month))
		e.int(int64(v.Day))
	case time.Time:
		e.byte(tagMoment)
		e.moment(v)
	case time.Duration:
		e.byte(tagDuration)
		e.span(v)
	case value.Interval:
		e.byte(tagInterval)
		e.moment(v.From)
		e.moment(v.To)
	case []byte:
		e.byte(tagBytes)
		e.text(string(v))
	case []any:
		e.byte(tagList)
		e.count(len(v))
		for _, item := range v {
			e.value(item)
		}
	case *value.Object:
		if v.Folded() {
			e.byte(tagFolded)
		} else {
			e.byte(tagObject)
		}
		e.count(v.Len())
		for k, item := range v.All() {
			e.text(k)
			e.value(item)
		}
	case *value.Record:
		e.byte(tagRecord)
		e.text(v.Kind)
		e.text(v.Raw)
		e.flag(v.Valid)
		e.value(v.Normal)
	case *service:
		e.byte(tagService)
		e.text(v.name)
	default:
		if e.response != nil && v == e.response {
			e.byte(tagResponse)
			return
		}
		e.byte(tagFormless)
	}
}

// decoder reads back what an encoder has kept. After the first thing that
// cannot be read, err is set and all else is empty.
type decoder struct {
	from     []byte
	x        *execution // nil: services have no meaning
	response any
	err      error
}

func (d *decoder) fail(err error) {
	if d.err == nil {
		d.err = err
	}
	d.from = nil
}

func (d *decoder) byte() byte {
	if len(d.from) == 0 {
		d.fail(errDamaged)
		return 0
	}
	b := d.from[0]
	d.from = d.from[1:]
	return b
}

func (d *decoder) int() int64 {
	n, size := binary.Varint(d.from)
	if size <= 0 {
		d.fail(errDamaged)
		return 0
	}
	d.from = d.from[size:]
	return n
}

func (d *decoder) uint() uint64 {
	n, size := binary.Uvarint(d.from)
	if size <= 0 {
		d.fail(errDamaged)
		return 0
	}
	d.from = d.from[size:]
	return n
}

// count reads how many of something follow, each of which takes a byte or more.
func (d *decoder) count() int {
	n := d.uint()
	if n > uint64(len(d.from)) {
		d.fail(errDamaged)
		return 0
	}
	return int(n)
}

func (d *decoder) text() string {
	n := d.count()
	s := string(d.from[:n])
	d.from = d.from[n:]
	return s
}

func (d *decoder) span() time.Duration { return time.Duration(d.int()) }
func (d *decoder) flag() bool          { return d.byte() == tagTrue }

func (d *decoder) texts() []string {
	var list []string
	for range d.count() {
		list = append(list, d.text())
	}
	return list
}

func (d *decoder) moment() time.Time {
	seconds, nanos, offset, zone := d.int(), d.int(), d.int(), d.text()
	if d.err != nil {
		return time.Time{}
	}
	t := time.Unix(seconds, nanos).UTC()
	if zone == "UTC" {
		return t
	}
	if location, err := time.LoadLocation(zone); err == nil && zone != "" {
		if _, here := t.In(location).Zone(); int64(here) == offset {
			return t.In(location)
		}
	}
	return t.In(time.FixedZone(zone, int(offset)))
}

// value reads a value that was of type t when it was kept; the zero type where
// nobody knows.
func (d *decoder) value(t types.Type) any { return d.deep(t, 0) }

// plain reads a value of which no type is known.
func (d *decoder) plain() any { return d.deep(types.Type{}, 0) }

func (d *decoder) deep(t types.Type, depth int) any {
	if depth > maxKeptDepth {
		d.fail(errDamaged)
		return nil
	}
	switch d.byte() {
	case tagAbsent:
		return nil
	case tagNull:
		return value.Null
	case tagText:
		return d.text()
	case tagNumber:
		n, err := value.ParseNumber(d.text())
		if err != nil {
			d.fail(errDamaged)
			return nil
		}
		return n
	case tagTrue:
		return true
	case tagFalse:
		return false
	case tagDate:
		return value.Date{Year: int(d.int()), Month: time.Month(d.int()), Day: int(d.int())}
	case tagMoment:
		return d.moment()
	case tagDuration:
		return d.span()
	case tagInterval:
		return value.Interval{From: d.moment(), To: d.moment()}
	case tagBytes:
		return []byte(d.text())
	case tagList:
		return d.list(t, depth)
	case tagObject:
		return d.object(value.NewObject(), t, depth)
	case tagFolded:
		return d.object(value.NewFolded(), t, depth)
	case tagRecord:
		return d.record(t)
	case tagService:
		return d.service()
	case tagResponse:
		return d.response
	case tagWithheld:
		d.fail(errWithheld)
		return nil
	case tagFormless:
		d.fail(errFormless)
		return nil
	}
	d.fail(errDamaged)
	return nil
}

func (d *decoder) list(t types.Type, depth int) any {
	elem := types.Type{}
	if l, ok := t.Core.(*types.List); ok {
		elem = l.Elem
	}
	n := d.count()
	list := make([]any, 0, n)
	for range n {
		list = append(list, d.deep(elem, depth+1))
		if d.err != nil {
			return nil
		}
	}
	return list
}

func (d *decoder) object(o *value.Object, t types.Type, depth int) any {
	for range d.count() {
		key := d.text()
		field := types.Type{}
		switch core := t.Core.(type) {
		case *types.Object:
			for _, f := range core.Fields {
				if f.Name == key {
					field = f.Type
				}
			}
		case *types.Map:
			field = core.Elem
		}
		v := d.deep(field, depth+1)
		if d.err != nil {
			return nil
		}
		o.Set(key, v)
	}
	return o
}

// record makes a record again: what its own fields are read from is not kept,
// and follows from what was sent.
func (d *decoder) record(t types.Type) any {
	kept := &value.Record{Kind: d.text(), Raw: d.text(), Valid: d.flag()}
	kept.Normal = d.deep(types.Type{}, 0)
	if d.err != nil || d.x == nil {
		return kept
	}
	var args []string
	if core, ok := t.Core.(*types.Record); ok && core.Name == kept.Kind {
		args = core.Args
	}
	rt := d.x.run.program.lib.RecordType(kept.Kind)
	if rt == nil {
		d.fail(errDamaged)
		return nil
	}
	// A record that was not made of text, but of a moment or a list, can read
	// otherwise from its text.
	for _, raw := range []any{kept.Raw, kept.Normal} {
		if parsed := rt.Parse(&d.x.machine.Context, raw, args); sameRecord(parsed, kept) {
			parsed.Raw = kept.Raw
			return parsed
		}
	}
	return kept
}

// sameRecord reports whether two records of a kind mean the same.
func sameRecord(a, b *value.Record) bool {
	var x, y encoder
	x.value(a.Normal)
	y.value(b.Normal)
	return a.Valid == b.Valid && string(x.to) == string(y.to)
}

func (d *decoder) service() any {
	name := d.text()
	if d.x != nil {
		if direct := d.x.run.program.direct; name == direct.name { // of a whole URL
			return direct
		}
		for _, s := range d.x.run.program.services {
			if s.name == name {
				return s
			}
		}
	}
	d.fail(errDamaged)
	return nil
}
