package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// checkHAR holds a HAR file against version 1.2 of the format: the fields that
// it requires, and their types. Then it counts the entries, and looks for a
// header in the first.
func checkHAR(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 && len(args) != 4 {
		ts.Fatalf("usage: har FILE ENTRIES [HEADER VALUE]")
	}
	entries, err := harEntries(ts.ReadFile(args[0]))
	if err != nil {
		ts.Fatalf("%s: %v", args[0], err)
	}
	if got := strconv.Itoa(len(entries)); got != args[1] {
		ts.Fatalf("%s has %s entries, not %s", args[0], got, args[1])
	}
	if len(args) == 4 && !strings.Contains(fmt.Sprint(entries[0]), "name:"+args[2]+" value:"+args[3]) {
		ts.Fatalf("%s has no header %s: %s: %v", args[0], args[2], args[3], entries[0])
	}
}

// harShape is what HAR 1.2 requires: of an object its fields, of a list what it
// is a list of, and of the rest the type by an example.
type harShape map[string]any

var (
	harPairs    = []any{harShape{"name": "", "value": ""}}
	harEntryHas = harShape{
		"startedDateTime": time.Time{}, "time": 0.0, "cache": harShape{},
		"request": harShape{
			"method": "", "url": "", "httpVersion": "", "cookies": harPairs, "headers": harPairs, "queryString": harPairs,
			"headersSize": 0.0, "bodySize": 0.0,
		},
		"response": harShape{
			"status": 0.0, "statusText": "", "httpVersion": "", "cookies": harPairs, "headers": harPairs, "redirectURL": "",
			"headersSize": 0.0, "bodySize": 0.0, "content": harShape{"size": 0.0, "mimeType": ""},
		},
		"timings": harShape{"send": 0.0, "wait": 0.0, "receive": 0.0},
	}
	harHas = harShape{"log": harShape{
		"version": "", "creator": harShape{"name": "", "version": ""}, "entries": []any{harEntryHas},
	}}
)

func harEntries(text string) ([]any, error) {
	var file map[string]any
	if err := json.Unmarshal([]byte(text), &file); err != nil {
		return nil, fmt.Errorf("%w:\n%s", err, text)
	}
	if err := fitsHAR("", file, harHas); err != nil {
		return nil, err
	}
	log := file["log"].(map[string]any)
	if log["version"] != "1.2" {
		return nil, fmt.Errorf("version %v", log["version"])
	}
	entries := log["entries"].([]any)
	for i, e := range entries {
		timings := e.(map[string]any)["timings"].(map[string]any)
		for _, name := range []string{"send", "wait", "receive"} { // the others may be -1
			if timings[name].(float64) < 0 {
				return nil, fmt.Errorf("entry %d: %s is below 0", i, name)
			}
		}
	}
	return entries, nil
}

func fitsHAR(path string, v, shape any) error {
	wrong := fmt.Errorf("%s is %v, where %T is due", path, v, shape)
	switch shape := shape.(type) {
	case harShape:
		o, ok := v.(map[string]any)
		if !ok {
			return wrong
		}
		for name, part := range shape {
			inner, there := o[name]
			if !there {
				return fmt.Errorf("%s has no %s", path, name)
			}
			if err := fitsHAR(path+"."+name, inner, part); err != nil {
				return err
			}
		}
	case []any:
		list, ok := v.([]any)
		if !ok {
			return wrong
		}
		for i, item := range list {
			if err := fitsHAR(fmt.Sprintf("%s[%d]", path, i), item, shape[0]); err != nil {
				return err
			}
		}
	case time.Time:
		s, _ := v.(string)
		if _, err := time.Parse(time.RFC3339, s); err != nil {
			return err
		}
	case string:
		if _, ok := v.(string); !ok {
			return wrong
		}
	case float64:
		if _, ok := v.(float64); !ok {
			return wrong
		}
	}
	return nil
}
