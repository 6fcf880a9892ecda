package interp

import (
	"bytes"
	"fmt"

	"lcs/interp/expression"
	"lcs/stdlib/http"
)

// renderURL joins base, path and query: one slash between base and path, all
// that asks behind one question mark, no fragment, as that is not sent
// (decisions B4). The secrets in it keep their places.
func (x *execution) renderURL(d *draft, svc *service, out *http.Request) error {
	base, err := x.baseOf(svc)
	if err != nil {
		return err
	}
	written := x.scratch()
	if d.url != nil {
		if err := d.url.Write(x.frame, written); err != nil {
			return err
		}
	}
	base, _ = cut(base, '#')
	path, _ := cut(*written, '#')
	base, baseQuery := cut(base, '?')
	path, pathQuery := cut(path, '?')
	whole := joined(base, path)
	separator := "?"
	for _, query := range []expression.Output{baseQuery, pathQuery} {
		if len(query.Bytes) > 0 {
			add(&whole, separator, query)
			separator = "&"
		}
	}
	for _, p := range d.query {
		add(&whole, separator+p.name+"=", expression.Output{Bytes: []byte(p.value), Secrets: p.secrets})
		separator = "&"
	}
	if err := out.SetURL(string(whole.Bytes)); err != nil {
		return fmt.Errorf("%q is no http or https URL", masked(&whole))
	}
	for _, s := range whole.Secrets {
		out.Secrets = append(out.Secrets, http.Secret{Where: "url", Start: s.Start, End: s.End})
	}
	return nil
}

// baseOf is a service's base for the lead.
func (x *execution) baseOf(svc *service) (expression.Output, error) {
	if common := x.run.services[svc].base; common != nil {
		return *common, nil
	}
	var base expression.Output
	if svc.base != nil {
		if err := svc.base.Write(x.frame, &base); err != nil {
			return base, err
		}
	}
	return base, nil
}

// joined is base and path with one slash between them. It is a new output: the
// base may be of all leads.
func joined(base, path expression.Output) expression.Output {
	slash := ""
	if len(base.Bytes) > 0 && len(path.Bytes) > 0 {
		slash = "/"
		base.Bytes = bytes.TrimRight(base.Bytes, "/")
		_, path = split(path, len(path.Bytes)-len(bytes.TrimLeft(path.Bytes, "/")))
	}
	whole := expression.Output{Bytes: make([]byte, 0, len(base.Bytes)+len(slash)+len(path.Bytes))}
	add(&whole, "", base)
	add(&whole, slash, path)
	return whole
}

// add appends a literal and an output, whose secrets move along.
func add(to *expression.Output, literal string, o expression.Output) {
	to.Bytes = append(to.Bytes, literal...)
	from := len(to.Bytes)
	to.Bytes = append(to.Bytes, o.Bytes...)
	for _, s := range o.Secrets {
		to.Secrets = append(to.Secrets, expression.Range{Start: from + s.Start, End: from + s.End})
	}
}

// cut divides an output at the first byte sep, which is left out.
func cut(o expression.Output, sep byte) (before, after expression.Output) {
	i := bytes.IndexByte(o.Bytes, sep)
	if i < 0 {
		return o, expression.Output{}
	}
	before, after = split(o, i)
	_, after = split(after, 1)
	return before, after
}

// split divides an output at a byte, with the secrets on either side.
func split(o expression.Output, at int) (before, after expression.Output) {
	before.Bytes, after.Bytes = o.Bytes[:at:at], o.Bytes[at:]
	for _, s := range o.Secrets {
		if s.Start < at {
			before.Secrets = append(before.Secrets, expression.Range{Start: s.Start, End: min(s.End, at)})
		}
		if s.End > at {
			after.Secrets = append(after.Secrets, expression.Range{Start: max(s.Start-at, 0), End: s.End - at})
		}
	}
	return before, after
}
