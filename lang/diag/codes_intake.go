package diag

// Codes 71xx: reading leads and settings. Files holds an input that yields the
// code.
var intakeCodes = []Entry{
	{
		Code: "LCS7101", Name: "unreadable-file", Severity: Error, Runtime: true,
		Occurs: "A file of leads or settings does not exist, is a directory, may not be read, or breaks off while it is read.",
		Mend:   "Check the name: it is relative to the directory in which the command runs.",
	},
	{
		Code: "LCS7102", Name: "binary-input", Severity: Error, Runtime: true,
		Occurs: "An input of leads or settings is no text: a workbook, an archive, an image. Leads are read from NDJSON, JSON and CSV, packed with gzip or not.",
		Files:  map[string]string{"leads.csv": "PK\x03\x04\x14\x00\x06\x00\x08\x00"},
		Mend:   "Save the workbook as CSV (UTF-8).",
	},
	{
		Code: "LCS7103", Name: "damaged-pack", Severity: Error, Runtime: true,
		Occurs: "A gzip file is damaged or ends too early. The leads before the damage are read.",
		Files:  map[string]string{"leads.csv.gz": "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff\x4b\x4c"},
	},
	{
		Code: "LCS7104", Name: "garbled-lead", Severity: Error, Runtime: true,
		Occurs: "A lead holds bytes that are not UTF-8, often because a file was saved as Latin-1 or Windows-1252. The lead is left out, since its text would reach a partner garbled.",
		Files:  map[string]string{"leads.ndjson": "{\"name\": \"J\xfcrgen\"}\n"},
		Mend:   "Save the file as UTF-8.",
	},
	{
		Code: "LCS7105", Name: "oversized-lead", Severity: Error, Runtime: true,
		Occurs: "One lead is larger than 4 MB, or than `--limit lead-size=N` allows. It is skipped without being held in memory; the leads after it are read.",
	},
	{
		Code: "LCS7106", Name: "malformed-lead", Severity: Error, Runtime: true,
		Occurs: "A lead is not valid JSON: a key without quotes, a missing comma or value, a text or an object that never ends.",
		Files:  map[string]string{"leads.ndjson": "{\"id\": \"1\", \"email\": }\n"},
		Mend:   "{\"id\": \"1\", \"email\": null}",
	},
	{
		Code: "LCS7107", Name: "lead-not-object", Severity: Error, Runtime: true,
		Occurs: "A lead is valid JSON but no object: a number, a text, a list, null.",
		Files:  map[string]string{"leads.ndjson": "\"ann@example.com\"\n"},
		Mend:   "{\"email\": \"ann@example.com\"}",
	},
	{
		Code: "LCS7108", Name: "wrong-column-count", Severity: Error, Runtime: true,
		Occurs: "A row of a CSV file has more or fewer values than the header has columns, so that nobody knows which value belongs to which column. Often a comma inside a value that is not in quotes.",
		Files:  map[string]string{"leads.csv": "id,city,state\n1,Austin, Texas,TX\n"},
		Mend:   "id,city,state\n1,\"Austin, Texas\",TX\n",
	},
	{
		Code: "LCS7109", Name: "bad-header", Severity: Error, Runtime: true,
		Occurs: "The first row of a CSV file does not name its columns: a name comes twice, or a value stands in a column that has no name.",
		Files:  map[string]string{"leads.csv": "id,email,email\n1,a@example.com,b@example.com\n"},
		Mend:   "id,email,second_email\n1,a@example.com,b@example.com\n",
	},
	{
		Code: "LCS7110", Name: "malformed-csv", Severity: Error, Runtime: true,
		Occurs: "A row of a CSV file has a quote that is never closed, or a quote inside a value.",
		Files:  map[string]string{"leads.csv": "id,name\n1,\"Ann \"Annie\" Lee\"\n"},
		Mend:   "id,name\n1,\"Ann \"\"Annie\"\" Lee\"\n",
	},
	{
		Code: "LCS7111", Name: "malformed-settings", Severity: Error, Runtime: true,
		Occurs: "A file of settings is not valid TOML, JSON or .env, names a setting twice, or its ending says none of the three.",
		Files:  map[string]string{"settings.toml": "api_key = k-123\n"},
		Mend:   "api_key = \"k-123\"\n",
	},
	{
		Code: "LCS7112", Name: "malformed-set", Severity: Error, Runtime: true,
		Occurs: "An argument of --set is not of the form name=value.",
		Mend:   "lcs run flow.lcs --set api_key=k-123",
	},
}
