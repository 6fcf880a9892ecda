package intake

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
	"github.com/joho/godotenv"

	"lcs/lang/diag"
	"lcs/limits"
	"lcs/value"
)

// maxSettings is the size of the largest file of settings.
const maxSettings = 1 << 20

// SettingsFile reads a file of settings: TOML, JSON or .env, as its name says.
func SettingsFile(name string) ([]Setting, *diag.Diagnostic) {
	file, problem := openFile(name)
	if problem != nil {
		return nil, problem
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxSettings+1))
	switch {
	case err != nil:
		return nil, unreadable(name, err)
	case len(text) > maxSettings:
		return nil, diag.New(codeTooLarge, diag.Span{}, fmt.Sprintf("'%s' is over the limit of %s for settings", name, limits.Size(maxSettings)))
	}
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	f := &settingsFile{name: name, text: text}
	if kind := binaryKind(text); kind != "" {
		d := diag.New(codeBinary, diag.Span{}, fmt.Sprintf("'%s' is no text: it looks like %s", name, kind))
		d.Help = "settings are read from TOML, JSON and .env files"
		return nil, d
	}
	if !utf8.Valid(text) {
		return nil, (&document{name: name}).validate(text, 1, 1)
	}
	switch base := strings.ToLower(filepath.Base(name)); {
	case strings.HasSuffix(base, ".toml"):
		return f.readTOML()
	case strings.HasSuffix(base, ".json"):
		return f.readJSON()
	case strings.HasSuffix(base, ".env"), strings.HasPrefix(base, ".env."):
		return f.readEnv()
	}
	d := diag.New(codeBadSettings, diag.Span{}, fmt.Sprintf("the name '%s' does not say how its settings are written", name))
	d.Help = "settings are read from files that end in .toml, .json or .env"
	return nil, d
}

type settingsFile struct {
	name string
	text []byte
}

// bad reports what is wrong at a byte of the file.
func (f *settingsFile) bad(offset int, message string) *diag.Diagnostic {
	return diag.New(codeBadSettings, f.hidden(offset), message)
}

// hidden is a place in the file that does not show its text, which is likely
// to be a secret.
func (f *settingsFile) hidden(offset int) diag.Span {
	line, column := diag.NewFile(f.name, string(f.text)).Position(offset)
	return diag.NewExcerpt(f.name, "", line, column).At(0, 0)
}

func (f *settingsFile) readTOML() ([]Setting, *diag.Diagnostic) {
	var tree map[string]any
	meta, err := toml.Decode(string(f.text), &tree)
	if err != nil {
		var parse toml.ParseError
		if errors.As(err, &parse) {
			return nil, f.bad(parse.Position.Start, parse.Message)
		}
		return nil, f.bad(0, strings.TrimPrefix(err.Error(), "toml: "))
	}
	var out []Setting
	for _, key := range meta.Keys() {
		if len(key) == 1 {
			out = append(out, f.setting(key[0], fromTOML(tree[key[0]])))
		}
	}
	return out, nil
}

// fromTOML turns what TOML knows into values of the language.
func fromTOML(v any) any {
	switch v := v.(type) {
	case int64:
		return value.Int(v)
	case float64:
		// The digits as they were written are gone: the library decodes before it
		// hands out anything, its Primitive included, and tells no places of values.
		// The shortest digits that mean the same are what most files say; a number
		// in quotes keeps all of its own.
		if n, err := value.ParseNumber(strconv.FormatFloat(v, 'g', -1, 64)); err == nil {
			return n
		}
		return fmt.Sprint(v) // inf and nan are no numbers here
	case time.Time:
		switch v.Location().String() {
		case "date-local":
			return v.Format(time.DateOnly)
		case "time-local":
			return v.Format(time.TimeOnly)
		case "datetime-local":
			return v.Format("2006-01-02T15:04:05")
		}
		return v.Format(time.RFC3339Nano)
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = fromTOML(v[i])
		}
		return out
	case []map[string]any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = fromTOML(v[i])
		}
		return out
	case map[string]any:
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		slices.Sort(names)
		out := value.NewObject()
		for _, name := range names {
			out.Set(name, fromTOML(v[name]))
		}
		return out
	}
	return v
}

func (f *settingsFile) readJSON() ([]Setting, *diag.Diagnostic) {
	parsed, err := value.ParseJSON(f.text, value.Limits{})
	if err != nil {
		var malformed *value.JSONError
		if errors.As(err, &malformed) {
			return nil, f.bad(malformed.Offset, malformed.Message)
		}
		return nil, f.bad(0, err.Error())
	}
	object, isObject := parsed.(*value.Object)
	if !isObject {
		return nil, f.bad(0, "a file of settings is an object, and this is "+kindOf(parsed))
	}
	var out []Setting
	for name, v := range object.All() {
		out = append(out, f.setting(name, v))
	}
	return out, nil
}

func (f *settingsFile) readEnv() ([]Setting, *diag.Diagnostic) {
	variables, err := godotenv.Parse(bytes.NewReader(f.text))
	if err != nil {
		// The library quotes what follows, which may be a secret.
		message, _, _ := strings.Cut(err.Error(), `"`)
		return nil, f.bad(f.brokenEnvLine(), strings.TrimSuffix(strings.TrimSpace(message), " near"))
	}
	var out []Setting
	for name, text := range variables {
		s := f.setting(name, text)
		s.Name = strings.ToLower(strings.TrimPrefix(name, environmentPrefix))
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b Setting) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

// maxEnvLines is how many lines of a broken .env file are tried one by one.
const maxEnvLines = 1000

// brokenEnvLine returns where a broken .env file goes wrong, which the library
// does not tell: at the line without which all before it can be read.
func (f *settingsFile) brokenEnvLine() int {
	lines := bytes.SplitAfter(f.text, []byte("\n"))
	end := len(f.text)
	for tried := len(lines) - 1; tried >= 0 && len(lines) <= maxEnvLines; tried-- {
		end -= len(lines[tried])
		if _, err := godotenv.Parse(bytes.NewReader(f.text[:end])); err == nil {
			return end
		}
	}
	return 0
}

// setting is a setting at the line on which its name is given.
func (f *settingsFile) setting(name string, v any) Setting {
	place := f.name
	if at := f.find(name); at >= 0 {
		place = fmt.Sprintf("%s:%d", f.name, 1+bytes.Count(f.text[:at], []byte("\n")))
	}
	return Setting{name, v, place}
}

// find returns where a name is given, which no library that reads these files
// tells: the first place at which it stands as a word with a sign after it.
func (f *settingsFile) find(name string) int {
	for from := 0; name != ""; {
		i := bytes.Index(f.text[from:], []byte(name))
		if i < 0 {
			break
		}
		start, end := from+i, from+i+len(name)
		after := bytes.TrimLeft(f.text[end:], "\"' \t")
		if (start == 0 || bytes.IndexByte([]byte(" \t\n\"'{,["), f.text[start-1]) >= 0) &&
			len(after) > 0 && bytes.IndexByte([]byte("=:.]"), after[0]) >= 0 {
			return start
		}
		from = end
	}
	return -1
}
