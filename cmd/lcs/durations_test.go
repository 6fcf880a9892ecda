package main

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A percentile is within a bucket of the true one, however the durations fall.
func TestPercentilesAreNear(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		times := rapid.SliceOfN(rapid.Int64Range(int64(time.Microsecond), int64(time.Hour)), 1, 200).Draw(t, "times")
		percent := rapid.IntRange(1, 100).Draw(t, "percent")
		var d durations
		for _, n := range times {
			d.add(time.Duration(n))
		}
		slices.Sort(times)
		want := time.Duration(times[(len(times)*percent+99)/100-1])
		got := d.percentile(percent)
		if low, high := float64(want)/bucketGrowth, float64(want)*bucketGrowth; float64(got) < low-1 || float64(got) > high+1 {
			t.Fatalf("p%d of %v is %v, want about %v", percent, times, got, want)
		}
	})
}

func TestRoundedLeavesThreeDigits(t *testing.T) {
	t.Parallel()
	for in, want := range map[time.Duration]string{
		0: "0s", 123: "123ns", 1234: "1.23µs", 999_500: "1ms", 12_345_678: "12.3ms", 1_234_567_890: "1.23s", 83 * time.Second: "1m23s",
		3725 * time.Second: "1h2m10s",
	} {
		if got := rounded(in).String(); got != want {
			t.Errorf("rounded(%d) = %s, want %s", in, got, want)
		}
	}
}
