package stdlib

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
)

// The data files are those of the library that the tests compare us with; run
// with -update after it is renewed.
func TestPhoneData(t *testing.T) {
	for file, text := range map[string]string{
		"data/phone_plans.txt": phonePlansFile(t), "data/phone_zones.txt": prefixFile("zones", phoneZoneEntries(t)),
		"data/phone_carriers.txt": prefixFile("carriers", phoneCarrierEntries(t)),
	} {
		if *update {
			if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		have, err := os.ReadFile(file)
		if err != nil || string(have) != text {
			t.Errorf("%s is stale (run with -update), %v", file, err)
		}
	}
}

const phoneNotice = "# From Google's libphonenumber (Apache License 2.0), by way of github.com/nyaruka/phonenumbers.\n"

func phonePlansFile(t *testing.T) string {
	collection, err := phonenumbers.MetadataCollection()
	if err != nil {
		t.Fatal(err)
	}
	byKey := map[string]*phonenumbers.PhoneMetadata{}
	codes := map[int]bool{}
	for _, m := range collection.GetMetadata() {
		byKey[fmt.Sprint(m.GetId(), m.GetCountryCode())] = m
		codes[int(m.GetCountryCode())] = true
	}
	var b strings.Builder
	b.WriteString(phoneNotice)
	for code := 1; code < 1000; code++ {
		if !codes[code] {
			continue
		}
		for i, region := range phonenumbers.GetRegionCodesForCountryCode(code) {
			m := byKey[fmt.Sprint(region, code)]
			if m == nil {
				t.Fatalf("no plan for %s %d", region, code)
			}
			b.WriteString(strings.Join(planFields(m, i == 0), "\t") + "\n")
		}
	}
	return b.String()
}

func planFields(m *phonenumbers.PhoneMetadata, first bool) []string {
	same := ""
	if m.GetSameMobileAndFixedLinePattern() {
		same = "1"
	}
	fields := []string{
		m.GetId(), strconv.Itoa(int(m.GetCountryCode())), m.GetInternationalPrefix(), m.GetNationalPrefixForParsing(),
		strings.ReplaceAll(strings.ReplaceAll(m.GetNationalPrefixTransformRule(), "$1", "${1}"), "$2", "${2}"), m.GetLeadingDigits(), same,
		m.GetGeneralDesc().GetNationalNumberPattern(), lengthsField(m.GetGeneralDesc().GetPossibleLength()), lengthsField(m.GetGeneralDesc().GetPossibleLengthLocalOnly()),
	}
	for _, d := range []*phonenumbers.PhoneNumberDesc{m.GetPremiumRate(), m.GetTollFree(), m.GetSharedCost(), m.GetVoip(), m.GetPersonalNumber(), m.GetPager(),
		m.GetUan(), m.GetVoicemail(), m.GetFixedLine(), m.GetMobile()} {
		fields = append(fields, lengthsField(d.GetPossibleLength())+" "+d.GetNationalNumberPattern())
	}
	formats := m.GetIntlNumberFormat()
	if len(formats) == 0 {
		formats = m.GetNumberFormat()
	}
	var groupings []string
	for _, f := range formats {
		leading := ""
		if all := f.GetLeadingDigitsPattern(); len(all) > 0 {
			leading = all[len(all)-1]
		}
		if first {
			groupings = append(groupings, f.GetPattern()+"\x1f"+leading+"\x1f"+bracedGroups(f.GetFormat()))
		}
	}
	return append(fields, strings.Join(groupings, "\x1e"))
}

func bracedGroups(s string) string {
	for i := range 9 {
		s = strings.ReplaceAll(s, "$"+strconv.Itoa(i+1), "${"+strconv.Itoa(i+1)+"}")
	}
	return s
}

func lengthsField(lengths []int32) string {
	var words []string
	for _, n := range lengths {
		words = append(words, strconv.Itoa(int(n)))
	}
	return strings.Join(words, ",")
}

// prefixFile writes the prefixes of each value behind it.
func prefixFile(what string, entries map[string]string) string {
	byValue := map[string][]string{}
	for prefix, value := range entries {
		byValue[value] = append(byValue[value], prefix)
	}
	var b strings.Builder
	b.WriteString(phoneNotice)
	fmt.Fprintf(&b, "# The beginnings of numbers behind their %s.\n", what)
	for _, value := range slices.Sorted(mapKeysOf(byValue)) {
		slices.Sort(byValue[value])
		fmt.Fprintf(&b, "=%s\n%s\n", value, strings.Join(byValue[value], " "))
	}
	return b.String()
}

func mapKeysOf(m map[string][]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// libraryFile reads a data file of the library: texts, then a list of prefixes,
// as differences, with the places of their texts.
func libraryFile(t *testing.T, name string) (texts []string, rest *bytes.Reader) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/nyaruka/phonenumbers").Output()
	if err != nil {
		t.Skipf("the module's directory is not known: %v", err)
	}
	file, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "data", name))
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	size := binary.LittleEndian.Uint32(data)
	return strings.Split(string(data[4:4+size]), "\n"), bytes.NewReader(data[4+size:])
}

func read32(t *testing.T, r io.Reader) int {
	var n uint32
	if err := binary.Read(r, binary.LittleEndian, &n); err != nil {
		t.Fatal(err)
	}
	return int(n)
}

func read16(t *testing.T, r io.Reader) int {
	var n uint16
	if err := binary.Read(r, binary.LittleEndian, &n); err != nil {
		t.Fatal(err)
	}
	return int(n)
}

// phoneZoneEntries are the zones of areas; an area with several has an empty
// one.
func phoneZoneEntries(t *testing.T) map[string]string {
	texts, r := libraryFile(t, "prefix_to_timezone.xml.gz")
	entries := map[string]string{}
	key := 0
	for range read32(t, r) {
		step, err := binary.ReadUvarint(r)
		if err != nil {
			t.Fatal(err)
		}
		key += int(step)
		count, err := r.ReadByte()
		if err != nil {
			t.Fatal(err)
		}
		zone := ""
		for range count {
			zone = texts[read16(t, r)]
		}
		if count != 1 || !strings.Contains(zone, "/") || strings.HasPrefix(zone, "Etc/") {
			zone = ""
		}
		entries[strconv.Itoa(key)] = zone
	}
	return entries
}

func phoneCarrierEntries(t *testing.T) map[string]string {
	texts, r := libraryFile(t, "prefix_to_carriers/en.txt.gz")
	entries := map[string]string{}
	key := 0
	for range read32(t, r) {
		step, err := binary.ReadUvarint(r)
		if err != nil {
			t.Fatal(err)
		}
		key += int(step)
		entries[strconv.Itoa(key)] = texts[read16(t, r)]
	}
	return entries
}
