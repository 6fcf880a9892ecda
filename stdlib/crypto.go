package stdlib

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"hash"

	"lcs/lang/types"
)

// digests are the hash functions by their names.
var digests = []struct {
	name, title string
	make        func() hash.Hash
	example     string // of "abc", as hex
	hmac        string // of "message" with the key "key"
}{
	{"md5", "MD5", md5.New, "900150983cd24fb0d6963f7d28e17f72",
		"4e4748e62b463521f6775fbf921234b5"},
	{"sha1", "SHA-1", sha1.New, "a9993e364706816aba3e25717850c26c9cd0d89d",
		"2088df74d5f2146b48146caf4965377e9d0be3a4"},
	{"sha224", "SHA-224", sha256.New224, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
		"a0b5eecae3f74f0561a8da6f389f78f1a3895c8c183c31c1756d7925"},
	{"sha256", "SHA-256", sha256.New, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
		"6e9ef29b75fffc5b7abae527d58fdadb2fe42e7219011976917343065f58ed4a"},
	{"sha384", "SHA-384", sha512.New384, "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
		"0fd3ae3237be98c64a075b7394989fc6789f31788fada42eada85ee6698bde2feae20b66271b67544b9062c773b2d86f"},
	{"sha512", "SHA-512", sha512.New, "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
		"e477384d7ca229dd1426e64b63ebf2d36ebd6d7e669a6735424e72ea6c01d3f8b56eb39c36d8232f5427999b8d1a3f9cd1128fc69f4d75b434216810fa367e98"},
}

// cryptoFunctions are digests and what is signed with a key. They yield bytes,
// which print as hex; `base64` and `base64url` make them otherwise.
func cryptoFunctions() []*Function {
	var all []*Function
	for _, d := range digests {
		all = append(all, &Function{
			Func: describe(d.name, fmt.Sprintf("The %s digest of texts put one after another, or of bytes. It prints as hex; pipe it into `base64` for that.", d.title),
				signature(bytesType, param("data", textType, "the text"), rest("more", textType, "further texts")),
				signature(bytesType, param("data", bytesType, "the bytes"))),
			Examples: []Example{{Source: fmt.Sprintf(`%s("abc") | hex`, d.name), Result: `"` + d.example + `"`}},
			Call: func(_ *Context, args []any) (any, error) {
				h := d.make()
				for i := range args {
					h.Write(dataOf(args, i))
				}
				return h.Sum(nil), nil
			},
		})
	}
	for _, d := range digests {
		all = append(all, &Function{
			Func: describe("hmac_"+d.name, fmt.Sprintf("The %s code that proves to the holder of a key who wrote a message (HMAC). It prints as hex; pipe it into `base64` for that.", d.title),
				hmacSignatures()...),
			Examples: []Example{{Source: fmt.Sprintf(`hmac_%s("key", "message") | hex`, d.name), Result: `"` + d.hmac + `"`}},
			Call: func(_ *Context, args []any) (any, error) {
				mac := hmac.New(d.make, dataOf(args, 0))
				mac.Write(dataOf(args, 1))
				return mac.Sum(nil), nil
			},
		})
	}
	for _, f := range all {
		f.Digest = true
	}
	return all
}

func hmacSignatures() []types.Signature {
	var all []types.Signature
	for _, key := range []types.Type{textType, bytesType} {
		for _, message := range []types.Type{textType, bytesType} {
			all = append(all, signature(bytesType, param("key", key, "the key"), param("message", message, "what is signed")))
		}
	}
	return all
}
