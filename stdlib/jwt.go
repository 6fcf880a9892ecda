package stdlib

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"

	"lcs/value"
)

// tokenFunctions make and read JSON web tokens. A token proves who holds the
// key, so it stays secret when the key is.
func tokenFunctions() []*Function {
	claims := param("claims", anyObject, "what the token says: { iss: …, exp: … }")
	header := optional("header", anyObject, "further entries of the header, such as { kid: … }")
	return []*Function{
		{
			Func: describe("jwt_hs256", "A JSON web token with these claims, signed with a shared key (HS256).",
				signature(textType, claims, param("key", textType, "the key"), header),
				signature(textType, claims, param("key", bytesType, "the key"), header)),
			Examples: []Example{{Source: `jwt_hs256({ sub: "1234567890", name: "John Doe", iat: 1516239022 }, "your-256-bit-secret")`,
				Result: `"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"`}},
			Call: func(_ *Context, args []any) (any, error) {
				return token("HS256", args, func(message []byte) ([]byte, error) {
					mac := hmac.New(sha256.New, dataOf(args, 1))
					mac.Write(message)
					return mac.Sum(nil), nil
				})
			},
		},
		{
			Func: describe("jwt_rs256", "A JSON web token with these claims, signed with an RSA key (RS256).",
				signature(textType, claims, param("key", textType, "the private key in PEM"), header)),
			Examples: []Example{{Source: `jwt_rs256({ sub: "1" }, "no key")`, Result: "the RSA key is not in PEM", Fails: true}},
			Call: func(_ *Context, args []any) (any, error) {
				key, err := rsaKey(textOf(args, 1))
				if err != nil {
					return nil, err
				}
				return token("RS256", args, func(message []byte) ([]byte, error) {
					sum := sha256.Sum256(message)
					return rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
				})
			},
		},
		{
			Func: describe("jwt_claims", "What a JSON web token says. Its signature is not looked at: do not trust it for more than the hour of its expiry.",
				signature(anyType, param("token", textType, "the token"))),
			Examples: []Example{{Source: `json_path(jwt_claims("eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIiwiZXhwIjo1fQ."), "exp")`, Result: `5`}},
			Call: func(_ *Context, args []any) (any, error) {
				return claimsOf(textOf(args, 0))
			},
		},
	}
}

var errNoToken = errors.New("not a JSON web token: three parts with points between")

// token puts header and claims together and signs them.
func token(algorithm string, args []any, sign func(message []byte) ([]byte, error)) (any, error) {
	header := value.NewObject(value.Entry{Key: "alg", Value: algorithm}, value.Entry{Key: "typ", Value: "JWT"})
	for key, v := range objectOf(args, 2).All() {
		if key != "alg" && v != nil {
			header.Set(key, v)
		}
	}
	var message []byte
	for i, part := range []*value.Object{header, objectOf(args, 0)} {
		text, err := value.AppendJSON(nil, part)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			message = append(message, '.')
		}
		message = base64.RawURLEncoding.AppendEncode(message, text)
	}
	signature, err := sign(message)
	if err != nil {
		return nil, errors.New("the RSA key cannot sign: it is too small")
	}
	return string(base64.RawURLEncoding.AppendEncode(append(message, '.'), signature)), nil
}

func rsaKey(text string) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("the RSA key is not in PEM")
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key, nil
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, errors.New("the PEM text holds no private key")
	}
	private, ok := key.(*rsa.PrivateKey)
	if !ok {
		return nil, errors.New("the private key is not of RSA")
	}
	return private, nil
}

func claimsOf(text string) (any, error) {
	from := -1
	for i := 0; i < len(text); i++ {
		if text[i] != '.' {
			continue
		}
		if from < 0 {
			from = i + 1
			continue
		}
		data, err := decodeBase64(text[from:i])
		if err != nil {
			return nil, errNoToken
		}
		return value.ParseJSON(data, value.Limits{})
	}
	return nil, errNoToken
}
