package value

// notText are the record types whose basic value is a number, a boolean or a
// moment. What of them is not valid has no such value.
var notText = map[string]bool{
	"int": true, "number": true, "currency": true, "bool": true, "boolean": true, "date": true, "dob": true, "time": true,
}

// Basic returns what v is in an expression: a record becomes its basic value,
// everything else is itself. A record that is not valid has its text where the
// basic value is text, and is absent where it is a number, a boolean or a
// moment.
func Basic(v any) any {
	r, ok := v.(*Record)
	switch {
	case !ok:
		return v
	case r == nil:
		return nil
	case r.Valid && r.Normal != nil:
		return r.Normal
	case notText[r.Kind]:
		return nil
	}
	return r.Raw
}
