package interp_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"lcs/interp"
)

// A journal that lost a note, wherever, is taken up all the same: no lead waits
// for what cannot come, and each comes out once.
func TestAJournalThatLostANoteIsTakenUp(t *testing.T) {
	t.Parallel()
	const script = `flow "Batches"
lead { id: string }
service api { base "https://api.example.com" }
step first {
  collect 2 leads or 5m
  idempotent by batch.id
  request POST api "/first" { body json { ids: [for l in batch.leads: l.id] } }
  expect 200 json { results: [{ id: string }] }
  match r in response.results where r.id == lead.id { map { found: r.id } }
  on unmatched { skip }
}
step between {
  idempotent by lead.id
  request POST api "/between" { body json { id: lead.id } }
  expect 200
  on 503 { queue for 1h up to 2 }
}
step second {
  collect 3 leads or 5m
  %s
  request POST api "/second" { body json { ids: [for l in batch.leads: l.id] } }
  expect 200 json { results: [{ id: string }] }
  match r in response.results where r.id == lead.id { map { found: r.id } }
  on unmatched { skip }
}`
	answer := reply{body: `{"results": [{"id": "a"}, {"id": "b"}, {"id": "c"}, {"id": "d"}]}`}
	var leads []interp.Record
	for _, id := range []string{"a", "b", "c", "d"} {
		leads = append(leads, lead(entry("id", id)))
	}
	for _, key := range []string{"", "idempotent by batch.id"} {
		p := compile(t, "test.lcs", fmt.Sprintf(script, key))
		take := func(j *memory, at time.Time) []*interp.Result {
			s := journaled(t, p, j, at, func(o *interp.Options) { o.Concurrency = 4 })
			defer s.close()
			return s.stub("first", answer).stub("between", reply{status: 503}, reply{}).stub("second", answer).all(leads...)
		}
		whole := &memory{}
		take(whole, startOfTests)
		for n := range len(whole.notes) + 1 {
			for lost := range n {
				killed := whole.killedAfter(n)
				note := killed.notes[lost]
				killed.notes = slices.Delete(killed.notes, lost, lost+1)
				if got := take(killed, startOfTests.Add(3*time.Hour)); len(got) != len(leads) { // a deadlock panics
					t.Fatalf("%q, killed after %d notes, without note %d (kind %d of lead %d): %d results", key, n, lost, note.Kind, note.Lead, len(got))
				}
			}
		}
	}
}
