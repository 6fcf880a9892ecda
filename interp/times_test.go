package interp_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lcs/interp"
)

// TestQuantilesAreNear holds a quantile within 1 in 64 of the true one, however
// many durations there are and however they fall.
func TestQuantilesAreNear(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		few := rapid.SliceOfN(rapid.Int64Range(1, int64(time.Hour)), 1, 200).Draw(t, "times")
		share := float64(rapid.IntRange(1, 100).Draw(t, "percent")) / 100
		var times interp.Times
		var all []int64
		for range rapid.SampledFrom([]int{1, 10}).Draw(t, "rounds") { // beyond the number that is kept one by one, too
			for _, n := range few {
				times.Add(time.Duration(n))
				all = append(all, n)
			}
		}
		slices.Sort(all)
		want := float64(all[max(int(math.Ceil(share*float64(len(all)))), 1)-1])
		if got := float64(times.Quantile(share)); got > want || got < want*(1-1.0/64)-1 {
			t.Fatalf("quantile %v of %d durations is %v, want %v", share, len(all), got, want)
		}
		if times.Max() != time.Duration(all[len(all)-1]) {
			t.Fatalf("the longest is %v", times.Max())
		}
	})
}
