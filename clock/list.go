package clock

// taskList is a list of tasks in the order in which they came. A task can be in
// two: in the one it waits in (or, when it can go on, the ready one), and in
// that of all waiting tasks.
type taskList struct{ first, last *task }

// link is a task's place in a list.
type link struct {
	list       *taskList
	prev, next *task
}

func (l *taskList) push(t *task)   { l.insert(t, queueLink) }
func (l *taskList) remove(t *task) { l.cut(t, queueLink) }

func (l *taskList) pushParked(t *task)   { l.insert(t, parkingLink) }
func (l *taskList) removeParked(t *task) { l.cut(t, parkingLink) }

func (l *taskList) pop() *task {
	t := l.first
	if t != nil {
		l.remove(t)
	}
	return t
}

func queueLink(t *task) *link   { return &t.queue }
func parkingLink(t *task) *link { return &t.parking }

func (l *taskList) insert(t *task, of func(*task) *link) {
	*of(t) = link{list: l, prev: l.last}
	if l.last == nil {
		l.first = t
	} else {
		of(l.last).next = t
	}
	l.last = t
}

func (l *taskList) cut(t *task, of func(*task) *link) {
	k := *of(t)
	if k.prev == nil {
		l.first = k.next
	} else {
		of(k.prev).next = k.next
	}
	if k.next == nil {
		l.last = k.prev
	} else {
		of(k.next).prev = k.prev
	}
	*of(t) = link{}
}
