package place

import (
	"errors"
	"fmt"
	"strings"
)

// owned are the headers that say how a message is carried. The transport
// writes them; one from a script would contradict what is sent.
var owned = map[string]string{
	"content-length":    "it is counted from the body",
	"transfer-encoding": "the transport decides how a body is carried",
	"connection":        "the transport keeps its connections itself",
	"keep-alive":        "the transport keeps its connections itself",
	"proxy-connection":  "the transport keeps its connections itself",
	"te":                "the transport decides how a body is carried",
	"trailer":           "the transport decides how a body is carried",
	"upgrade":           "the transport keeps its connections itself",
	"expect":            "the transport does not wait for 100-continue",
}

// HeaderName says why a header of this name cannot be sent, or returns nil.
func HeaderName(name string) error {
	if name == "" {
		return errors.New("a header needs a name")
	}
	for i := range len(name) {
		if !tokenByte(name[i]) {
			return fmt.Errorf("%s cannot stand in the name of a header", firstOf(name[i:]))
		}
	}
	if why, ok := owned[strings.ToLower(name)]; ok {
		return fmt.Errorf("the header '%s' cannot be set: %s", name, why)
	}
	return nil
}
