package stdlib

import (
	"crypto/rand"
	"encoding/binary"

	"github.com/google/uuid"

	"lcs/lang/types"
)

// randomFunctions differ from call to call; in tests they are seeded.
func randomFunctions() []*Function {
	all := []*Function{
		{
			Func:     describe("uuid", "A new random UUID (version 4).", signature(textType)),
			Examples: []Example{{Source: `length(uuid())`, Result: `36`}},
			Call: func(cx *Context, _ []any) (any, error) {
				var id uuid.UUID
				fill(cx, id[:])
				id[6] = id[6]&0x0f | 0x40
				id[8] = id[8]&0x3f | 0x80
				return id.String(), nil
			},
		},
	}
	for _, f := range all {
		f.Effects |= types.Random
	}
	return all
}

// fill writes random bytes: those of the context's source, or the machine's
// when it has none.
func fill(cx *Context, b []byte) {
	if cx == nil || cx.Rand == nil {
		_, _ = rand.Read(b) // never fails
		return
	}
	for len(b) > 0 {
		var eight [8]byte
		binary.LittleEndian.PutUint64(eight[:], cx.Rand.Uint64())
		b = b[copy(b, eight[:]):]
	}
}
