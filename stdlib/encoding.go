package stdlib

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"html"
	"strings"
	"unicode/utf8"

	"lcs/lang/types"
)

var (
	errNoUTF8 = errors.New("the decoded bytes are not UTF-8 text")
	encoded   = param("text", textType, "the encoded text")
)

// encodingFunctions write bytes as text and read them back.
func encodingFunctions() []*Function {
	return []*Function{
		{
			Func: describe("base64", "Text, as UTF-8, or bytes in base64.", ofData()...),
			Examples: []Example{
				{Source: `base64("user:pass")`, Result: `"dXNlcjpwYXNz"`},
				{Source: `md5("abc") | base64`, Result: `"kAFQmDzST7DWlj99KOF/cg=="`},
			},
			Call: encoder(base64.StdEncoding.EncodeToString),
		},
		{
			Func:     describe("base64_decode", "The text that base64 says; either alphabet, with or without padding.", signature(textType, encoded)),
			Examples: []Example{{Source: `base64_decode("dXNlcjpwYXNz")`, Result: `"user:pass"`}, {Source: `base64_decode("a?")`, Result: "not base64: unexpected character at position 1", Fails: true}},
			Call:     textDecoder(decodeBase64),
		},
		{
			Func:     describe("base64_bytes", "The bytes that base64 says, such as a key; either alphabet, with or without padding.", signature(bytesType, encoded)),
			Examples: []Example{{Source: `base64_bytes("3q2+7w==") | hex`, Result: `"deadbeef"`}},
			Call:     bytesDecoder(decodeBase64),
		},
		{
			Func:     describe("base64url", "Text, as UTF-8, or bytes in the base64 of URLs: `-` and `_`, no padding.", ofData()...),
			Examples: []Example{{Source: `base64url("??>")`, Result: `"Pz8-"`}},
			Call:     encoder(base64.RawURLEncoding.EncodeToString),
		},
		{
			Func:     describe("hex", "Text, as UTF-8, or bytes as hex digits in lower case.", ofData()...),
			Examples: []Example{{Source: `hex("abc")`, Result: `"616263"`}},
			Call:     encoder(hex.EncodeToString),
		},
		{
			Func:     describe("hex_decode", "The text that hex digits say.", signature(textType, encoded)),
			Examples: []Example{{Source: `hex_decode("616263")`, Result: `"abc"`}, {Source: `hex_decode("6")`, Result: "not hex: an odd number of digits", Fails: true}},
			Call:     textDecoder(decodeHex),
		},
		{
			Func:     describe("hex_bytes", "The bytes that hex digits say, such as a key.", signature(bytesType, encoded)),
			Examples: []Example{{Source: `hex_bytes("DEADBEEF") | base64`, Result: `"3q2+7w=="`}},
			Call:     bytesDecoder(decodeHex),
		},
		{
			Func:     describe("base64url_decode", "The text that base64 says; the same as `base64_decode`, which takes either alphabet.", signature(textType, encoded)),
			Examples: []Example{{Source: `base64url_decode("Pz8-")`, Result: `"??>"`}},
			Call:     textDecoder(decodeBase64),
		},
		{
			Func: describe("url_encode", "The text as a part of a URL: all but letters, digits and `-._~` as % and two hex digits. In the URLs, queries and forms of a request this happens by itself.",
				signature(textType, textParam)),
			Examples: []Example{{Source: `url_encode("a b&c=ü")`, Result: `"a%20b%26c%3D%C3%BC"`}},
			Call:     onText(func(s string) string { return string(appendURL(nil, s)) }),
		},
		{
			Func:     describe("url_decode", "The text of a part of a URL; `+` is a space.", signature(textType, encoded)),
			Examples: []Example{{Source: `url_decode("a%20b+c%C3%BC")`, Result: `"a b cü"`}, {Source: `url_decode("50%")`, Result: "not URL-encoded: % without two hex digits at position 2", Fails: true}},
			Call:     func(_ *Context, args []any) (any, error) { return decodeURL(textOf(args, 0)) },
		},
		{
			Func: describe("html_escape", "The text with `& < > \" '` as HTML writes them. In the XML of a request this happens by itself.",
				signature(textType, textParam)),
			Examples: []Example{{Source: `html_escape("<b> & 'c'")`, Result: `"&lt;b&gt; &amp; &#39;c&#39;"`}},
			Call:     onText(html.EscapeString),
		},
		{
			Func:     describe("html_unescape", "The text with HTML's and XML's entities as the characters they stand for.", signature(textType, textParam)),
			Examples: []Example{{Source: `html_unescape("&lt;b&gt; &amp; &eacute;&#33;")`, Result: `"<b> & é!"`}},
			Call:     onText(html.UnescapeString),
		},
		{
			Func: describe("form_encode", "An object as a form or query: `a=1&b=x%20y`. A list repeats its key; what is absent is left out, null is empty.",
				signature(textType, objectParam)),
			Examples: []Example{{Source: `form_encode({ a: 1, b: "x y", c: ["p", "q"] })`, Result: `"a=1&b=x%20y&c=p&c=q"`}},
			Call:     func(_ *Context, args []any) (any, error) { return encodeForm(objectOf(args, 0)) },
		},
		{
			Func: describe("form_decode", "The fields of a form or query as an object of texts; of a field that comes again the last one counts.",
				signature(types.Of(&types.Map{Elem: textType}), encoded)),
			Examples: []Example{{Source: `form_decode("status=ok&note=a+b")`, Result: `{"status":"ok","note":"a b"}`}},
			Call:     func(_ *Context, args []any) (any, error) { return decodeForm(textOf(args, 0)) },
		},
	}
}

func ofData() []types.Signature {
	return []types.Signature{
		signature(textType, textParam),
		signature(textType, param("bytes", bytesType, "the bytes")),
	}
}

func encoder(encode func([]byte) string) func(*Context, []any) (any, error) {
	return func(_ *Context, args []any) (any, error) { return encode(dataOf(args, 0)), nil }
}

func bytesDecoder(decode func(string) ([]byte, error)) func(*Context, []any) (any, error) {
	return func(_ *Context, args []any) (any, error) {
		b, err := decode(textOf(args, 0))
		if err != nil {
			return nil, err
		}
		return b, nil
	}
}

func textDecoder(decode func(string) ([]byte, error)) func(*Context, []any) (any, error) {
	return func(_ *Context, args []any) (any, error) {
		b, err := decode(textOf(args, 0))
		if err != nil {
			return nil, err
		}
		if !utf8.Valid(b) {
			return nil, errNoUTF8
		}
		return string(b), nil
	}
}

// decodeBase64 takes both alphabets, line breaks, and padding or none: what
// one partner calls base64 is another's base64url.
func decodeBase64(s string) ([]byte, error) {
	s = strings.Map(func(r rune) rune {
		switch r {
		case '-':
			return '+'
		case '_':
			return '/'
		case ' ', '\t', '\r', '\n':
			return -1
		}
		return r
	}, s)
	b, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(s, "="))
	var corrupt base64.CorruptInputError
	if errors.As(err, &corrupt) {
		if int(corrupt) >= len(strings.TrimRight(s, "=")) || len(strings.TrimRight(s, "="))%4 == 1 {
			return nil, errors.New("not base64: the text ends too early")
		}
		return nil, fmt.Errorf("not base64: unexpected character at position %d", int(corrupt))
	}
	return b, err
}

func decodeHex(s string) ([]byte, error) {
	b, err := hex.DecodeString(strings.TrimFunc(s, isSpace))
	var invalid hex.InvalidByteError
	switch {
	case errors.As(err, &invalid):
		return nil, fmt.Errorf("not hex: unexpected character %q", rune(invalid))
	case err != nil:
		return nil, errors.New("not hex: an odd number of digits")
	}
	return b, nil
}
