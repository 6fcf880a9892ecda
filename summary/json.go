package summary

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"
)

// WriteJSON writes a summary as one JSON object on one line.
func WriteJSON(w io.Writer, s *Summary) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

func appendFloat(dst []byte, f float64) []byte { return strconv.AppendFloat(dst, f, 'f', -1, 64) }
