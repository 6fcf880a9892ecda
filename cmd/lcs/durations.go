package main

import (
	"math"
	"time"
)

// durations counts durations in buckets, each 5 % wider than the one before, so
// that percentiles of any number of them take the same memory.
type durations struct {
	buckets [512]int
	count   int
	longest time.Duration
}

const bucketGrowth = 1.05

func (d *durations) add(t time.Duration) {
	i := 0
	if t > time.Microsecond {
		i = int(math.Log(float64(t)/float64(time.Microsecond)) / math.Log(bucketGrowth))
	}
	d.buckets[min(i, len(d.buckets)-1)]++
	d.count++
	d.longest = max(d.longest, t)
}

// percentile returns what so many per cent are not longer than, to 5 %.
func (d *durations) percentile(p int) time.Duration {
	rank := (d.count*p + 99) / 100
	for i, n := range d.buckets {
		if rank -= n; rank <= 0 {
			upper := time.Duration(float64(time.Microsecond) * math.Pow(bucketGrowth, float64(i+1)))
			return min(upper, d.longest)
		}
	}
	return d.longest
}

// rounded leaves a duration three digits.
func rounded(t time.Duration) time.Duration {
	for unit := time.Duration(1); ; unit *= 10 {
		if t/unit < 1000 {
			return t.Round(unit)
		}
	}
}
