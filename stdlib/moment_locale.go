package stdlib

import (
	"slices"
	"strconv"
	"strings"
)

// momentLocale is how a language writes dates, as moment.js has it.
type momentLocale struct {
	months, monthsShort [12]string
	monthsDashed        [12]string // for -MMM-, where it differs
	weekdays            [7]string
	weekdaysShort       [7]string
	weekdaysMin         [7]string
	long                map[string]string
	firstDay            int // of the week, 0 is Sunday
	firstWeekHas        int // the first week of a year has this day of January
	ordinal             func(n int, token string) string
}

// locale returns the locale of that name, in any case of letters.
func locale(name string) (*momentLocale, bool) {
	l, ok := momentLocales[strings.ReplaceAll(strings.ToLower(name), "_", "-")]
	return l, ok
}

func localeNames() []string {
	var names []string
	for name := range momentLocales {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func englishOrdinal(n int, _ string) string {
	suffix := "th"
	if n/10%10 != 1 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix
}

func dotOrdinal(n int, _ string) string  { return strconv.Itoa(n) + "." }
func signOrdinal(n int, _ string) string { return strconv.Itoa(n) + "º" }

func frenchOrdinal(n int, token string) string {
	switch {
	case token == "w" || token == "W":
		if n == 1 {
			return "1re"
		}
	case n == 1:
		return "1er"
	case token == "D":
		return strconv.Itoa(n)
	}
	return strconv.Itoa(n) + "e"
}

func dutchOrdinal(n int, _ string) string {
	if n == 1 || n == 8 || n >= 20 {
		return strconv.Itoa(n) + "ste"
	}
	return strconv.Itoa(n) + "de"
}

func japaneseOrdinal(n int, token string) string {
	switch token {
	case "d", "D", "DDD":
		return strconv.Itoa(n) + "日"
	case "y":
		if n == 1 {
			return "元年"
		}
		return strconv.Itoa(n) + "年"
	}
	return strconv.Itoa(n)
}

// meridiem is a or A.
func (l *momentLocale) meridiem(hour int, lower bool) string {
	if l == momentLocales["ja"] {
		if hour < 12 {
			return "午前"
		}
		return "午後"
	}
	text := "AM"
	if hour >= 12 {
		text = "PM"
	}
	if lower {
		return strings.ToLower(text)
	}
	return text
}

var momentLocales = map[string]*momentLocale{
	"en": {
		months:        [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		monthsShort:   [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
		weekdays:      [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		weekdaysShort: [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
		weekdaysMin:   [7]string{"Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"},
		long:          map[string]string{"LT": "h:mm A", "LTS": "h:mm:ss A", "L": "MM/DD/YYYY", "LL": "MMMM D, YYYY", "LLL": "MMMM D, YYYY h:mm A", "LLLL": "dddd, MMMM D, YYYY h:mm A", "l": "M/D/YYYY", "ll": "MMM D, YYYY", "lll": "MMM D, YYYY h:mm A", "llll": "ddd, MMM D, YYYY h:mm A"},
		firstDay:      0, firstWeekHas: 1,
		ordinal: englishOrdinal,
	},
	"en-gb": {
		months:        [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		monthsShort:   [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
		weekdays:      [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		weekdaysShort: [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
		weekdaysMin:   [7]string{"Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"},
		long:          map[string]string{"LT": "HH:mm", "LTS": "HH:mm:ss", "L": "DD/MM/YYYY", "LL": "D MMMM YYYY", "LLL": "D MMMM YYYY HH:mm", "LLLL": "dddd, D MMMM YYYY HH:mm", "l": "D/M/YYYY", "ll": "D MMM YYYY", "lll": "D MMM YYYY HH:mm", "llll": "ddd, D MMM YYYY HH:mm"},
		firstDay:      1, firstWeekHas: 4,
		ordinal: englishOrdinal,
	},
	"de": {
		months:        [12]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
		monthsShort:   [12]string{"Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sep.", "Okt.", "Nov.", "Dez."},
		weekdays:      [7]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"},
		weekdaysShort: [7]string{"So.", "Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa."},
		weekdaysMin:   [7]string{"So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"},
		long:          map[string]string{"LT": "HH:mm", "LTS": "HH:mm:ss", "L": "DD.MM.YYYY", "LL": "D. MMMM YYYY", "LLL": "D. MMMM YYYY HH:mm", "LLLL": "dddd, D. MMMM YYYY HH:mm", "l": "D.M.YYYY", "ll": "D. MMM YYYY", "lll": "D. MMM YYYY HH:mm", "llll": "ddd, D. MMM YYYY HH:mm"},
		firstDay:      1, firstWeekHas: 4,
		ordinal: dotOrdinal,
	},
	"es": {
		months:        [12]string{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
		monthsShort:   [12]string{"ene.", "feb.", "mar.", "abr.", "may.", "jun.", "jul.", "ago.", "sep.", "oct.", "nov.", "dic."},
		monthsDashed:  [12]string{"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"},
		weekdays:      [7]string{"domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"},
		weekdaysShort: [7]string{"dom.", "lun.", "mar.", "mié.", "jue.", "vie.", "sáb."},
		weekdaysMin:   [7]string{"do", "lu", "ma", "mi", "ju", "vi", "sá"},
		long:          map[string]string{"LT": "H:mm", "LTS": "H:mm:ss", "L": "DD/MM/YYYY", "LL": "D [de] MMMM [de] YYYY", "LLL": "D [de] MMMM [de] YYYY H:mm", "LLLL": "dddd, D [de] MMMM [de] YYYY H:mm", "l": "D/M/YYYY", "ll": "D [de] MMM [de] YYYY", "lll": "D [de] MMM [de] YYYY H:mm", "llll": "ddd, D [de] MMM [de] YYYY H:mm"},
		firstDay:      1, firstWeekHas: 4,
		ordinal: signOrdinal,
	},
	"fr": {
		months:        [12]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
		monthsShort:   [12]string{"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."},
		weekdays:      [7]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
		weekdaysShort: [7]string{"dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."},
		weekdaysMin:   [7]string{"di", "lu", "ma", "me", "je", "ve", "sa"},
		long:          map[string]string{"LT": "HH:mm", "LTS": "HH:mm:ss", "L": "DD/MM/YYYY", "LL": "D MMMM YYYY", "LLL": "D MMMM YYYY HH:mm", "LLLL": "dddd D MMMM YYYY HH:mm", "l": "D/M/YYYY", "ll": "D MMM YYYY", "lll": "D MMM YYYY HH:mm", "llll": "ddd D MMM YYYY HH:mm"},
		firstDay:      1, firstWeekHas: 4,
		ordinal: frenchOrdinal,
	},
	"it": {
		months:        [12]string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"},
		monthsShort:   [12]string{"gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"},
		weekdays:      [7]string{"domenica", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato"},
		weekdaysShort: [7]string{"dom", "lun", "mar", "mer", "gio", "ven", "sab"},
		weekdaysMin:   [7]string{"do", "lu", "ma", "me", "gi", "ve", "sa"},
		long:          map[string]string{"LT": "HH:mm", "LTS": "HH:mm:ss", "L": "DD/MM/YYYY", "LL": "D MMMM YYYY", "LLL": "D MMMM YYYY HH:mm", "LLLL": "dddd D MMMM YYYY HH:mm", "l": "D/M/YYYY", "ll": "D MMM YYYY", "lll": "D MMM YYYY HH:mm", "llll": "ddd D MMM YYYY HH:mm"},
		firstDay:      1, firstWeekHas: 4,
		ordinal: signOrdinal,
	},
	"ja": {
		months:        [12]string{"1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"},
		monthsShort:   [12]string{"1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"},
		weekdays:      [7]string{"日曜日", "月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日"},
		weekdaysShort: [7]string{"日", "月", "火", "水", "木", "金", "土"},
		weekdaysMin:   [7]string{"日", "月", "火", "水", "木", "金", "土"},
		long:          map[string]string{"LT": "HH:mm", "LTS": "HH:mm:ss", "L": "YYYY/MM/DD", "LL": "YYYY年M月D日", "LLL": "YYYY年M月D日 HH:mm", "LLLL": "YYYY年M月D日 dddd HH:mm", "l": "YYYY/MM/DD", "ll": "YYYY年M月D日", "lll": "YYYY年M月D日 HH:mm", "llll": "YYYY年M月D日(ddd) HH:mm"},
		firstDay:      0, firstWeekHas: 1,
		ordinal: japaneseOrdinal,
	},
	"nl": {
		months:        [12]string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"},
		monthsShort:   [12]string{"jan.", "feb.", "mrt.", "apr.", "mei", "jun.", "jul.", "aug.", "sep.", "okt.", "nov.", "dec."},
		monthsDashed:  [12]string{"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"},
		weekdays:      [7]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"},
		weekdaysShort: [7]string{"zo.", "ma.", "di.", "wo.", "do.", "vr.", "za."},
		weekdaysMin:   [7]string{"zo", "ma", "di", "wo", "do", "vr", "za"},
		long:          map[string]string{"LT": "HH:mm", "LTS": "HH:mm:ss", "L": "DD-MM-YYYY", "LL": "D MMMM YYYY", "LLL": "D MMMM YYYY HH:mm", "LLLL": "dddd D MMMM YYYY HH:mm", "l": "D-M-YYYY", "ll": "D MMM YYYY", "lll": "D MMM YYYY HH:mm", "llll": "ddd D MMM YYYY HH:mm"},
		firstDay:      1, firstWeekHas: 4,
		ordinal: dutchOrdinal,
	},
	"pt-br": {
		months:        [12]string{"janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"},
		monthsShort:   [12]string{"jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"},
		weekdays:      [7]string{"domingo", "segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado"},
		weekdaysShort: [7]string{"dom", "seg", "ter", "qua", "qui", "sex", "sáb"},
		weekdaysMin:   [7]string{"do", "2ª", "3ª", "4ª", "5ª", "6ª", "sá"},
		long:          map[string]string{"LT": "HH:mm", "LTS": "HH:mm:ss", "L": "DD/MM/YYYY", "LL": "D [de] MMMM [de] YYYY", "LLL": "D [de] MMMM [de] YYYY [às] HH:mm", "LLLL": "dddd, D [de] MMMM [de] YYYY [às] HH:mm", "l": "D/M/YYYY", "ll": "D [de] MMM [de] YYYY", "lll": "D [de] MMM [de] YYYY [às] HH:mm", "llll": "ddd, D [de] MMM [de] YYYY [às] HH:mm"},
		firstDay:      0, firstWeekHas: 1,
		ordinal: signOrdinal,
	},
}
