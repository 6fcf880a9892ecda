package stdlib

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"

	"github.com/google/uuid"
	"golang.org/x/crypto/md4"       //lint:ignore SA1019 partners still ask for it
	"golang.org/x/crypto/ripemd160" //lint:ignore SA1019 partners still ask for it

	"lcs/lang/types"
	"lcs/value"
)

// digests are the hash functions by their names.
var digests = []struct {
	name, title string
	make        func() hash.Hash
	example     string // of "abc", as hex
	hmac        string // of "message" with the key "key"; "" for those that nobody signs with
}{
	{"md4", "MD4", md4.New, "a448017aaf21d8525fc10ae87aa6729d", ""},
	{"ripemd160", "RIPEMD-160", ripemd160.New, "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc", ""},
	{"whirlpool", "Whirlpool", newWhirlpool, "4e2448a4c6f486bb16b6562c73b4020bf3043e3a731bce721ae1b303d97e6d4c7181eebdb6c57e277d0e34957114cbd6c797fc9d95d8b582d225292076d4eef5", ""},
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
		if d.hmac == "" {
			continue
		}
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
	return append(all, checksum(), namedUUID())
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

// checksum is no digest: of a short secret it says too much.
func checksum() *Function {
	return &Function{
		Func: describe("crc32", "The CRC-32 checksum (IEEE) of a text or bytes, as a number.",
			signature(intType, textParam), signature(intType, param("bytes", bytesType, "the bytes"))),
		Examples: []Example{{Source: `crc32("123456789")`, Result: `3421780262`}},
		Call: func(_ *Context, args []any) (any, error) {
			return value.Int(int64(crc32.ChecksumIEEE(dataOf(args, 0)))), nil
		},
	}
}

// namedUUID makes ids that are the same whenever they are made.
func namedUUID() *Function {
	return &Function{
		Func: describe("uuid5", "The UUID that belongs to a name (version 5): the same whenever and wherever it is made.",
			signature(textType, types.Param{Name: "namespace", Type: textType, Doc: "a UUID that sets your names apart from those of others, or dns, url, oid or x500", Check: checkNamespace},
				param("name", textType, "the name"))),
		Examples: []Example{{Source: `uuid5("dns", "www.example.com")`, Result: `"2ed6657d-e927-568b-95e1-2665a8aea6a2"`}},
		Call: func(_ *Context, args []any) (any, error) {
			space, err := namespaceOf(textOf(args, 0))
			if err != nil {
				return nil, err
			}
			return uuid.NewSHA1(space, dataOf(args, 1)).String(), nil
		},
	}
}

var errNoNamespace = errors.New("the namespace is neither a UUID nor one of dns, url, oid and x500")

func namespaceOf(s string) (uuid.UUID, error) {
	switch s {
	case "dns":
		return uuid.NameSpaceDNS, nil
	case "url":
		return uuid.NameSpaceURL, nil
	case "oid":
		return uuid.NameSpaceOID, nil
	case "x500":
		return uuid.NameSpaceX500, nil
	}
	id, err := uuid.Parse(s)
	if err != nil {
		return id, errNoNamespace
	}
	return id, nil
}

func checkNamespace(literal string) *types.LiteralError {
	if _, err := namespaceOf(literal); err != nil {
		return &types.LiteralError{End: len(literal), Message: err.Error()}
	}
	return nil
}
