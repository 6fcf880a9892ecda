package interp

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"lcs/interp/expression"
	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/stdlib/http"
	"lcs/value"
)

// tlsSettings is tls { min ca cert key }.
type tlsSettings struct {
	span          diag.Span
	min           string
	ca, cert, key *pemSource
}

// pemSource is a certificate or a key: the PEM text itself, or the path of a
// file that has it.
type pemSource struct {
	word    string
	value   *expression.Program
	written bool // in the script, and so beside it
	secret  bool // what it yields is not shown
}

func (c *compiler) tls(item *ast.TLS) *tlsSettings {
	t := &tlsSettings{span: item.Span()}
	for _, i := range item.Body.Items {
		o, ok := i.(*ast.Option)
		if !ok {
			continue
		}
		switch o.Word {
		case "min":
			if n, ok := o.Value.(*ast.Number); ok {
				t.min = n.Text
			}
		case "ca":
			t.ca = c.pem(o)
		case "cert":
			t.cert = c.pem(o)
		case "key":
			t.key = c.pem(o)
		}
	}
	return t
}

func (c *compiler) pem(o *ast.Option) *pemSource {
	_, written := o.Value.(*ast.Text)
	return &pemSource{o.Word, c.expr(o.Value), written, c.IsSecret(o.Value)}
}

// config reads the certificates.
func (t *tlsSettings) config(frame expression.Frame) (*tls.Config, *diag.Diagnostic) {
	var pem [3][]byte
	for i, p := range []*pemSource{t.ca, t.cert, t.key} {
		if p == nil {
			continue
		}
		text, err := p.read(frame)
		if err != nil {
			return nil, diag.New(codeServiceUnusable, p.value.Source.Span(), fmt.Sprintf("'%s' cannot be read: %v", p.word, err))
		}
		pem[i] = text
	}
	config, err := http.NewTLS(t.min, pem[0], pem[1], pem[2])
	if err != nil {
		return nil, diag.New(codeServiceUnusable, t.span, err.Error())
	}
	return config, nil
}

// read returns the PEM text. A path that the script has is that of a file beside
// the script, any other one starts where the command runs. The error does not
// show what could be a key.
func (p *pemSource) read(frame expression.Frame) ([]byte, error) {
	v, err := p.value.Eval(frame)
	if err != nil || value.IsMissing(v) {
		return nil, err
	}
	text := strings.TrimSpace(value.Text(v))
	if strings.Contains(text, "-----BEGIN") {
		return []byte(text), nil
	}
	path := text
	if p.written && !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(p.value.Source.Span().File.Name), filepath.FromSlash(path))
	}
	pem, err := os.ReadFile(path)
	var failed *fs.PathError
	switch {
	case err == nil:
		return pem, nil
	case p.secret:
		return nil, errors.New("it is neither PEM, which begins with -----BEGIN, nor the path of a file that can be read")
	case errors.As(err, &failed):
		return nil, fmt.Errorf("%s: %w", path, failed.Err)
	}
	return nil, err
}
