package interp

import "slices"

// earlierBatch is a batch that was sent before the run was killed. When it was
// answered, those of its leads that are left go on with that answer. Else it is
// sent again, with the same leads and the same id, if it may be.
type earlierBatch struct {
	underWay
	members  []int  // the leads, in their order
	answered []byte // what the call came to; nil: nobody knows
}

// earlierBatch reads what is known of the batch in which a lead was; nil: it was
// not sent, as the run was killed just before.
func (k *recorder) earlierBatch(b *batch, w *underWay) (*collecting, error) {
	notes, err := k.journal.Notes(w.holder)
	if err != nil {
		return nil, err
	}
	e := &earlierBatch{}
	for _, n := range notes {
		if n.Tag != w.batch {
			continue
		}
		d := &decoder{from: n.Body}
		switch n.Kind {
		case BatchSent:
			e.readSent(d)
			e.members = e.members[:0]
			for range d.count() {
				e.members = append(e.members, int(d.int()))
			}
		case BatchAgain:
			e.doubtful = false
		case BatchAnswered:
			e.answered = n.Body
		}
		if d.err != nil {
			return nil, d.err
		}
	}
	if len(e.members) == 0 {
		return nil, nil
	}
	c := &collecting{step: b, id: w.batch, done: k.run.clock.NewEvent(), cancel: func() {}, earlier: e}
	if e.answered == nil {
		c.members = make([]*execution, len(e.members))
	}
	return c, nil
}

// rejoin puts a lead at its old place, and reports whether there is nothing to
// wait for any more.
func (c *collecting) rejoin(x *execution) bool {
	if c.earlier.answered != nil {
		if !c.closed {
			c.members = append(c.members, x)
		}
		return true
	}
	if i := slices.Index(c.earlier.members, x.result.Index); i >= 0 {
		c.members[i] = x
	}
	return c.earlier.doubtful || !slices.Contains(c.members, nil)
}

// lost reports whether nobody will know what became of a batch: it must not be
// sent again, or it cannot be, as without one of its leads it would be another
// request.
func (c *collecting) lost() bool {
	return c.earlier.answered == nil && (c.earlier.doubtful || slices.Contains(c.members, nil))
}

// holder is the lead of the batch that comes out last: with its notes those of
// the batch are kept for as long as they are of use.
func (c *collecting) holder() int {
	last := 0
	for _, m := range c.members {
		last = max(last, m.result.Index)
	}
	return last
}

func (c *collecting) note(kind NoteKind, body []byte) Note {
	return Note{c.holder(), kind, c.id, body}
}

// sendingBatch keeps who is in a batch before it is sent.
func (k *recorder) sendingBatch(a *attempting, c *collecting, w underWay) error {
	holder := c.holder()
	var notes []Note
	if a.sent == 0 && c.earlier == nil {
		for _, m := range c.members {
			var e encoder
			e.text(c.id)
			e.count(holder)
			notes = append(notes, Note{m.result.Index, BatchJoined, a.name, e.to})
		}
	}
	e := encoder{to: w.sentBody()}
	e.count(len(c.members))
	for _, m := range c.members {
		e.int(int64(m.result.Index))
	}
	a.doubtful = a.doubtful || w.doubtful
	return k.write(w.doubtful, append(notes, c.note(BatchSent, e.to))...)
}

// answered keeps what the call of a batch came to, before its leads go on.
func (k *recorder) answered(c *collecting) {
	if k == nil || k.run.ctx.Err() != nil { // what was cancelled says nothing
		return
	}
	a := c.shared
	var e encoder
	e.flag(a.failure != nil)
	if f := a.failure; f != nil {
		e.text(f.kind)
		e.count(f.status)
		e.text(f.message)
	}
	e.count(a.attempts)
	e.text(a.source)
	e.flag(a.instead != nil)
	e.flag(a.exchange != nil)
	a.keepExchange(&e, a.exchange, c.good)
	_ = k.write(false, c.note(BatchAnswered, e.to))
}

// restore gives a batch what its call came to.
func (b *earlierBatch) restore(x *execution, a *attempting) (good *answer) {
	d := &decoder{from: b.answered, x: x}
	if d.flag() {
		a.failure = &failure{kind: d.text(), status: int(d.uint()), message: d.text()}
	}
	a.attempts, a.source = int(d.uint()), d.text()
	instead := d.flag()
	if d.flag() {
		var err error
		if a.exchange, good, err = a.readExchange(d); err != nil {
			d.fail(err)
		}
	}
	if d.err != nil {
		a.failure = failureOf(d.err)
		return nil
	}
	if instead && good != nil {
		a.instead = good
	}
	return good
}
