package interp

import (
	"maps"
	"math"
	"math/bits"
	"slices"
	"time"
)

// Times is the distribution of durations, in the same memory for any number of
// them. It counts in buckets that are exact to 1 in 64: each power
// of two of nanoseconds is cut in 64. While few were added it keeps them as
// they are, so that small runs and tests see exact figures.
type Times struct {
	exact   []time.Duration
	buckets map[int]int
	count   int
	sum     time.Duration
	max     time.Duration
}

const exactTimes = 1024

// Add counts a duration.
func (t *Times) Add(d time.Duration) {
	t.count++
	t.sum += d
	t.max = max(t.max, d)
	if t.buckets == nil && len(t.exact) < exactTimes {
		t.exact = append(t.exact, d)
		return
	}
	if t.buckets == nil {
		t.buckets = map[int]int{}
		for _, e := range t.exact {
			t.buckets[bucketOf(e)]++
		}
		t.exact = nil
	}
	t.buckets[bucketOf(d)]++
}

func bucketOf(d time.Duration) int {
	n := uint64(max(d, 1))
	power := bits.Len64(n) - 1
	if power < 6 {
		return int(n)
	}
	return (power-5)<<6 + int(n>>(power-6))&63
}

func bucketValue(b int) time.Duration {
	if b < 64 {
		return time.Duration(b)
	}
	power := b>>6 + 5
	return time.Duration(uint64(64+b&63) << (power - 6))
}

// Count returns how many were added.
func (t *Times) Count() int { return t.count }

// Mean returns the mean, or 0 without any.
func (t *Times) Mean() time.Duration {
	if t.count == 0 {
		return 0
	}
	return t.sum / time.Duration(t.count)
}

// Max returns the longest.
func (t *Times) Max() time.Duration { return t.max }

// Quantile returns the duration that the share q of all are not longer than, or 0
// without any.
func (t *Times) Quantile(q float64) time.Duration {
	if t.count == 0 {
		return 0
	}
	rank := max(int(math.Ceil(q*float64(t.count))), 1)
	if t.buckets == nil {
		return nthSmallest(t.exact, rank)
	}
	return t.bucketAt(rank)
}

func (t *Times) bucketAt(rank int) time.Duration {
	seen := 0
	for _, b := range slices.Sorted(maps.Keys(t.buckets)) {
		if seen += t.buckets[b]; seen >= rank {
			return bucketValue(b)
		}
	}
	return t.max
}

func nthSmallest(list []time.Duration, rank int) time.Duration {
	sorted := slices.Clone(list)
	slices.Sort(sorted)
	return sorted[min(rank, len(sorted))-1]
}
