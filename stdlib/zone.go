package stdlib

import (
	"fmt"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // zones are known on machines without a zone database

	"lcs/lang/diag"
	"lcs/lang/types"
)

// zone returns the time zone of a name of the IANA database.
func zone(name string) (*time.Location, error) {
	if name == "" || name == "Local" || len(name) > 64 || strings.HasPrefix(name, "/") || strings.Contains(name, "..") {
		return nil, unknownZone(name)
	}
	if z, ok := zonesByName()[strings.ToLower(name)]; ok {
		return z()
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, unknownZone(name)
	}
	return loc, nil
}

func unknownZone(name string) error {
	if len(name) > 64 {
		name = name[:64] + "…"
	}
	if meant := meantZone(name); meant != "" {
		return fmt.Errorf("there is no time zone '%s': did you mean '%s'?", name, meant)
	}
	return fmt.Errorf("there is no time zone '%s': a zone is written like America/Chicago", name)
}

// checkZone judges the literal name of a zone.
func checkZone(name string) *types.LiteralError {
	if _, err := zone(name); err == nil {
		return nil
	}
	bad := &types.LiteralError{End: len(name), Message: "there is no time zone '" + name + "'", Meant: meantZone(name)}
	if bad.Meant == "" {
		bad.Message += ": a zone is written like America/Chicago"
	}
	return bad
}

func meantZone(name string) string {
	if meant, ok := zoneNicknames[strings.ToLower(strings.NewReplacer(" ", "", "_", "").Replace(name))]; ok {
		return meant
	}
	if meant := diag.Nearest(name, commonZones); meant != "" {
		return meant
	}
	for _, z := range commonZones { // a city alone
		if _, city, ok := strings.Cut(z, "/"); ok && strings.EqualFold(city, strings.ReplaceAll(name, " ", "_")) {
			return z
		}
	}
	return ""
}

// zoneNicknames are what people write for a zone.
var zoneNicknames = map[string]string{
	"est": "America/New_York", "edt": "America/New_York", "et": "America/New_York", "eastern": "America/New_York",
	"easterntime": "America/New_York", "cst": "America/Chicago", "cdt": "America/Chicago", "ct": "America/Chicago",
	"central": "America/Chicago", "centraltime": "America/Chicago", "mst": "America/Denver", "mdt": "America/Denver",
	"mt": "America/Denver", "mountain": "America/Denver", "mountaintime": "America/Denver", "pst": "America/Los_Angeles",
	"pdt": "America/Los_Angeles", "pt": "America/Los_Angeles", "pacific": "America/Los_Angeles", "pacifictime": "America/Los_Angeles",
	"akst": "America/Anchorage", "hst": "Pacific/Honolulu", "z": "UTC", "zulu": "UTC", "gmt+0": "UTC",
}

// commonZones are suggested; any zone of the database is known.
var commonZones = []string{
	"UTC", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Phoenix", "America/Anchorage",
	"America/Boise", "America/Detroit", "America/Indiana/Indianapolis", "America/Halifax", "America/St_Johns", "America/Toronto",
	"America/Winnipeg", "America/Regina", "America/Edmonton", "America/Vancouver", "America/Whitehorse", "America/Puerto_Rico",
	"America/Mexico_City", "America/Bogota", "America/Lima", "America/Sao_Paulo", "America/Buenos_Aires", "Pacific/Honolulu",
	"Pacific/Guam", "Pacific/Auckland", "Europe/London", "Europe/Dublin", "Europe/Lisbon", "Europe/Madrid", "Europe/Paris",
	"Europe/Berlin", "Europe/Amsterdam", "Europe/Brussels", "Europe/Zurich", "Europe/Vienna", "Europe/Rome", "Europe/Stockholm",
	"Europe/Oslo", "Europe/Copenhagen", "Europe/Helsinki", "Europe/Warsaw", "Europe/Prague", "Europe/Athens", "Europe/Istanbul",
	"Europe/Moscow", "Africa/Cairo", "Africa/Johannesburg", "Africa/Lagos", "Africa/Nairobi", "Asia/Dubai", "Asia/Jerusalem",
	"Asia/Karachi", "Asia/Kolkata", "Asia/Dhaka", "Asia/Bangkok", "Asia/Jakarta", "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Singapore",
	"Asia/Manila", "Asia/Seoul", "Asia/Tokyo", "Australia/Perth", "Australia/Adelaide", "Australia/Brisbane", "Australia/Sydney",
	"Australia/Melbourne",
}

// zonesByName are the common zones by their names in lower case, each read when
// it is first asked for. The files of the database are not the same in all
// cases on all machines, so that only these may be written loosely.
var zonesByName = sync.OnceValue(func() map[string]func() (*time.Location, error) {
	zones := make(map[string]func() (*time.Location, error), len(commonZones))
	for _, name := range commonZones {
		zones[strings.ToLower(name)] = sync.OnceValues(func() (*time.Location, error) { return time.LoadLocation(name) })
	}
	return zones
})
