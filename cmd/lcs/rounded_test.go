package main

import (
	"testing"
	"time"
)

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
