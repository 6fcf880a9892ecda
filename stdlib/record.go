package stdlib

import (
	"strings"
	"sync"
	"time"

	"lcs/lang/types"
	"lcs/value"
)

// recordField is a field of a record type with the code that reads it.
type recordField struct {
	types.Field
	get func(cx *Context, r *value.Record) any
}

// field describes a field that every record of the type has, whether valid or
// not.
func field(name string, t types.Type, doc string, get func(cx *Context, r *value.Record) any) recordField {
	return recordField{types.Field{Name: name, Type: t, Doc: doc}, get}
}

// maybe describes a field that a record may lack.
func maybe(name string, t types.Type, doc string, get func(cx *Context, r *value.Record) any) recordField {
	return field(name, t.With(types.Reason{Text: "not every value has '" + name + "'"}), doc, get)
}

// detail reads a field from what the type keeps as Detail; a record that is
// not valid has none.
func detail[D any](read func(d D) any) func(*Context, *value.Record) any {
	return func(_ *Context, r *value.Record) any {
		d, ok := r.Detail.(D)
		if !ok {
			return nil
		}
		v := read(d)
		if s, ok := v.(string); ok && s == "" {
			return nil
		}
		return v
	}
}

// flag reads a boolean of the Detail: false for a record that has none.
func flag[D any](read func(d D) bool) func(*Context, *value.Record) any {
	return func(_ *Context, r *value.Record) any {
		d, ok := r.Detail.(D)
		return ok && read(d)
	}
}

// kind is a record type in the making.
type kind struct {
	name, doc string
	basic     types.Basic
	fields    []recordField
	// read parses text and sets Valid, Normal and Detail.
	read func(cx *Context, r *value.Record, raw any, args []string)
	// arguments judges those of the declaration; nil: there are none.
	arguments func(args []string) (at int, bad *types.LiteralError)
	mask      func(r *value.Record) string
	examples  []Example
}

// recordType makes the entry of a kind.
func (k kind) recordType() *RecordType {
	getters := make(map[string]func(*Context, *value.Record) any, len(k.fields))
	fields := []types.Field{
		{Name: "raw", Type: textType, Doc: "what was sent, as it came"},
		{Name: "valid", Type: boolType, Doc: "whether it could be read"},
	}
	for _, f := range k.fields {
		fields = append(fields, f.Field)
		getters[f.Name] = f.get
	}
	shared := &types.Record{Name: k.name, Value: k.basic, Fields: fields, Doc: k.doc}
	return &RecordType{
		RecordFamily: types.RecordFamily{Name: k.name, Doc: k.doc, Since: version, Make: k.maker(shared)},
		Parse: func(cx *Context, raw any, args []string) *value.Record {
			if r, ok := raw.(*value.Record); ok && r != nil {
				if r.Kind == k.name {
					return r
				}
				raw = r.Raw
			}
			r := &value.Record{Kind: k.name, Raw: rawText(raw)}
			if value.IsMissing(raw) || len(r.Raw) > maxRecordText {
				return r
			}
			k.read(cx, r, raw, args)
			return r
		},
		Get: func(cx *Context, r *value.Record, name string) any {
			if get := getters[name]; get != nil {
				return get(cx, r)
			}
			if v, ok := TimeField(r.Normal, name); ok {
				return v
			}
			return nil
		},
		Mask:     k.mask,
		Examples: k.examples,
	}
}

// maker returns the types of a family: one for all without arguments, one for
// each list of arguments otherwise.
func (k kind) maker(shared *types.Record) func(args []string) (*types.Record, int, *types.LiteralError) {
	return func(args []string) (*types.Record, int, *types.LiteralError) {
		if len(args) == 0 {
			return shared, 0, nil
		}
		if k.arguments == nil {
			return nil, 0, &types.LiteralError{End: len(args[0]), Message: "the type " + k.name + " takes no arguments"}
		}
		if at, bad := k.arguments(args); bad != nil {
			return nil, at, bad
		}
		record := *shared
		record.Args = args
		return &record, 0, nil
	}
}

// maxRecordText is the longest text that a record type tries to read.
const maxRecordText = 100_000

// rawText is what was sent as text. Lists and objects are JSON.
func rawText(raw any) string { return value.Text(raw) }

// readText is the read of a kind that looks at text alone.
func readText(f func(r *value.Record, text string)) func(*Context, *value.Record, any, []string) {
	return func(_ *Context, r *value.Record, raw any, _ []string) {
		if isScalar(raw) {
			f(r, r.Raw)
		}
	}
}

// isScalar reports whether raw is no list and no object, which no record type
// reads.
func isScalar(raw any) bool {
	switch raw.(type) {
	case []any, *value.Object:
		return false
	}
	return true
}

// accept makes a record valid.
func accept(r *value.Record, normal, detail any) {
	r.Valid, r.Normal, r.Detail = true, normal, detail
}

// stars masks every character but line breaks.
func stars(s string) string {
	var b strings.Builder
	for _, c := range s {
		switch {
		case c == '\n' || c == '\r' || c == '\u2028' || c == '\u2029':
			b.WriteRune(c)
		case c > 0xFFFF:
			b.WriteString("**")
		default:
			b.WriteByte('*')
		}
	}
	return b.String()
}

func maskWhole(r *value.Record) string { return stars(value.Text(r)) }

// recordTypes are the types that parse what people send.
func recordTypes() []*RecordType { return recordTypesWith(defaultMailDomains) }

func recordTypesWith(mail func() MailDomains) []*RecordType {
	var all []*RecordType
	for _, k := range []kind{
		emailKind(mail), phoneKind(), stateKind(), postalCodeKind(), streetKind(), ipKind(), urlKind(), trustedFormKind(),
		numberKind(), intKind(), currencyKind(), rangeKind(), boolKind("bool"), boolKind("boolean"),
		dateKind(), dobKind(), timeKind(), genderKind(), ssnKind(), credentialKind(),
		plainKind("first_name", "A first name, as it was sent."), plainKind("last_name", "A last name, as it was sent."),
		plainKind("city", "The name of a city, as it was sent."),
	} {
		all = append(all, k.recordType())
	}
	return all
}

// NewWith builds the library with other lists of mail domains than its own; a
// list that is nil is its own.
func NewWith(mail MailDomains) *Library {
	return newLibrary(allFunctions(), recordTypesWith(sync.OnceValue(func() MailDomains {
		if mail.Free == nil {
			mail.Free = defaultMailDomains().Free
		}
		if mail.Disposable == nil {
			mail.Disposable = defaultMailDomains().Disposable
		}
		return mail
	})))
}

// ParseBasic reads a value of a basic type from outside, where it is no record:
// in settings, in the parts of a lead, in tests. The kind is the type's name.
func ParseBasic(kind string, raw any) (v any, valid bool) {
	raw = value.Basic(raw)
	if value.IsMissing(raw) {
		return nil, false
	}
	text := func() string { return strings.TrimSpace(rawText(raw)) }
	switch kind {
	case "string":
		if _, ok := raw.(string); ok {
			return raw, true // as it came: it need not be put into an interface again
		}
		return rawText(raw), true
	case "any":
		return raw, true
	case "bytes":
		if b, ok := raw.([]byte); ok {
			return b, true
		}
		return []byte(rawText(raw)), isScalar(raw)
	case "number", "int":
		return basicNumber(raw, kind == "int")
	case "bool":
		b, ok := toBool(raw)
		return b, ok
	case "date":
		if d, ok := raw.(value.Date); ok {
			return d, true
		}
		d, ok := parseISODate(text())
		return d, ok
	case "time":
		if t, ok := raw.(time.Time); ok {
			return t, true
		}
		t, ok := parseISOTime(text(), time.UTC)
		return t, ok
	case "duration":
		if d, ok := raw.(time.Duration); ok {
			return d, true
		}
		d, ok := parseDuration(text())
		return d, ok
	}
	return nil, false
}

// basicNumber reads a number as a script writes it. What a record type makes out
// in "5 per month" or "10%" would be a slip here: of a setting, or of a program.
func basicNumber(raw any, wholeOnly bool) (any, bool) {
	n, ok := raw.(*value.Number)
	if !ok {
		text, isText := raw.(string)
		read, err := value.ParseNumber(strings.TrimSpace(text))
		if !isText || err != nil {
			return nil, false
		}
		n = read
	}
	if wholeOnly {
		i, err := n.AsInt()
		return i, err == nil
	}
	return n, true
}

// parseDuration reads a duration as a script writes it: 1m30s, 7d.
func parseDuration(s string) (time.Duration, bool) {
	units := map[string]time.Duration{
		"d": 24 * time.Hour, "h": time.Hour, "m": time.Minute, "s": time.Second, "ms": time.Millisecond,
	}
	var total time.Duration
	last := time.Duration(1<<63 - 1)
	if s == "" || len(s) > 40 {
		return 0, false
	}
	for s != "" {
		digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
		letters := len(s[digits:]) - len(strings.TrimLeft(s[digits:], "dhms"))
		size, ok := units[s[digits:digits+letters]]
		n, err := value.ParseNumber(s[:digits])
		if !ok || err != nil || size >= last {
			return 0, false
		}
		i, ok := n.Int64()
		if !ok || i > int64((1<<63-1)-total)/int64(size) {
			return 0, false
		}
		total += time.Duration(i) * size
		last = size
		s = s[digits+letters:]
	}
	return total, true
}
