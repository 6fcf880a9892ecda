package stdlib

import (
	"encoding/binary"
	"hash"
	"math/bits"
	"sync"
)

// whirlpool is the hash function of ISO/IEC 10118-3. Some lead buyers ask for
// it, and no maintained library has it.
type whirlpool struct {
	state  [8]uint64
	block  [64]byte
	filled int
	length uint64 // of the whole message in bytes
}

const whirlpoolRounds = 10

func newWhirlpool() hash.Hash { return &whirlpool{} }

// whirlpoolTables are the S-box, and for every byte the row of the diffusion
// matrix that its substitute contributes to column 0.
type whirlpoolTables struct {
	box [256]byte
	row [256]uint64
}

var whirlpoolTable = sync.OnceValue(func() *whirlpoolTables {
	// The S-box is made of three small ones, as the standard says.
	e := [16]byte{0x1, 0xB, 0x9, 0xC, 0xD, 0x6, 0xF, 0x3, 0xE, 0x8, 0x7, 0x4, 0xA, 0x2, 0x5, 0x0}
	r := [16]byte{0x7, 0xC, 0xB, 0xD, 0xE, 0x4, 0x9, 0xF, 0x6, 0x3, 0x8, 0xA, 0x2, 0x5, 0x1, 0x0}
	var inverse [16]byte
	for i, v := range e {
		inverse[v] = byte(i)
	}
	var t whirlpoolTables
	for x := range t.box {
		high, low := e[x>>4], inverse[x&15]
		mixed := r[high^low]
		t.box[x] = e[high^mixed]<<4 | inverse[low^mixed]
		for _, factor := range [8]byte{1, 1, 4, 1, 8, 5, 2, 9} {
			t.row[x] = t.row[x]<<8 | uint64(timesInField(t.box[x], factor))
		}
	}
	return &t
})

// timesInField multiplies modulo x^8 + x^4 + x^3 + x^2 + 1.
func timesInField(a, b byte) byte {
	var product byte
	for ; b != 0; b >>= 1 {
		if b&1 != 0 {
			product ^= a
		}
		carry := a&0x80 != 0
		if a <<= 1; carry {
			a ^= 0x1D
		}
	}
	return product
}

// round substitutes, shifts the columns, mixes the rows and adds the key.
func (t *whirlpoolTables) round(state, key *[8]uint64) (next [8]uint64) {
	for i := range next {
		next[i] = key[i]
		for column := range 8 {
			b := byte(state[(i-column)&7] >> (56 - 8*column))
			next[i] ^= bits.RotateLeft64(t.row[b], -8*column)
		}
	}
	return next
}

func (w *whirlpool) compress() {
	t := whirlpoolTable()
	var message [8]uint64
	key, state := w.state, w.state
	for i := range message {
		message[i] = binary.BigEndian.Uint64(w.block[8*i:])
		state[i] ^= message[i]
	}
	for r := range whirlpoolRounds {
		constant := [8]uint64{binary.BigEndian.Uint64(t.box[8*r:])}
		key = t.round(&key, &constant)
		state = t.round(&state, &key)
	}
	for i := range w.state {
		w.state[i] ^= state[i] ^ message[i]
	}
}

// Write adds to the message. It never fails.
func (w *whirlpool) Write(p []byte) (int, error) {
	w.length += uint64(len(p))
	for rest := p; len(rest) > 0; {
		n := copy(w.block[w.filled:], rest)
		rest = rest[n:]
		if w.filled += n; w.filled == len(w.block) {
			w.compress()
			w.filled = 0
		}
	}
	return len(p), nil
}

// Sum appends the digest of what was written.
func (w *whirlpool) Sum(dst []byte) []byte {
	done := *w
	length := done.length
	padding := make([]byte, 1, 2*len(w.block))
	padding[0] = 0x80
	for (done.filled+len(padding))%64 != 32 {
		padding = append(padding, 0)
	}
	padding = append(padding, make([]byte, 16)...)
	padding = binary.BigEndian.AppendUint64(padding, length>>61)
	padding = binary.BigEndian.AppendUint64(padding, length<<3)
	_, _ = done.Write(padding)
	for _, word := range done.state {
		dst = binary.BigEndian.AppendUint64(dst, word)
	}
	return dst
}

func (w *whirlpool) Reset()         { *w = whirlpool{} }
func (w *whirlpool) Size() int      { return 64 }
func (w *whirlpool) BlockSize() int { return 64 }
