package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"lcs/scaffold"
)

// newFlags are the flags of `lcs new`.
type newFlags struct {
	curl, answer string
	openapi      string
	operations   []string
	force        bool
}

func newNewCommand(c *console) *cobra.Command {
	var flags newFlags
	command := &cobra.Command{
		Use:   "new [FILE]",
		Short: "Write a first script, of a curl command if you like",
		Long: `Write a first script to FILE, to flow.lcs when none is named, or with "-" to
stdout.

Without flags it is a commented script to begin with. --curl makes one of the
command that a partner's guide or a browser gives: what is a person's own
becomes a field of the lead, what is secret a setting, and the values an
example. With --answer, an example of what comes back, the answer is read as
well. --openapi makes one of an OpenAPI 3 document, with a step for each
--operation.

What is written checks clean, passes its own test and runs in the sandbox.`,
		Example: `  lcs new
  lcs new score.lcs --curl 'curl https://a.example/score -d email=ann@b.example'
  lcs new score.lcs --curl "$(cat guide.txt)" --answer answer.json
  lcs new --openapi partner.yaml --operation validate --operation 'POST /leads'`,
		Args: atMostOne("file"),
		RunE: func(_ *cobra.Command, args []string) error {
			name := "flow.lcs"
			if len(args) > 0 {
				name = args[0]
			}
			return newScript(c, name, &flags)
		},
	}
	f := command.Flags()
	f.StringVar(&flags.curl, "curl", "", "make the script of a curl `COMMAND` (- for stdin)")
	f.StringVar(&flags.answer, "answer", "", "with --curl: the `FILE` with an example of the answer")
	f.StringVar(&flags.openapi, "openapi", "", "make the script of the OpenAPI 3 document in `FILE`")
	f.StringArrayVar(&flags.operations, "operation", nil, "with --openapi: the operation with this `NAME`, or 'POST /path'; may come again")
	f.BoolVar(&flags.force, "force", false, "write over a file that is there")
	command.MarkFlagsMutuallyExclusive("curl", "openapi")
	return command
}

// newScript writes a first script and says what to do with it.
func newScript(c *console, name string, flags *newFlags) error {
	if flags.answer != "" && flags.curl == "" {
		return wrongUse("--answer goes with --curl")
	}
	if len(flags.operations) > 0 && flags.openapi == "" {
		return wrongUse("--operation goes with --openapi")
	}
	if name != "-" && !strings.HasSuffix(name, ".lcs") {
		return wrongUse("a script's name ends in .lcs, and '%s' does not", name)
	}
	script, secrets, err := draftScript(c, flags)
	if err != nil {
		return err
	}
	if name == "-" {
		_, err := io.WriteString(c.out, script)
		return err
	}
	mode := os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	if !flags.force {
		mode |= os.O_EXCL
	}
	file, err := os.OpenFile(name, mode, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return wrongUse("'%s' is there already: name another file, or write over it with --force", name)
	}
	if err == nil {
		_, err = io.WriteString(file, script)
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		return unwritten("the script", err)
	}
	c.say("%s is written. Now:", name)
	c.say("  lcs test %s", name)
	c.say("  lcs run %s --sandbox", name)
	if len(secrets) > 0 {
		c.say("Real calls want a secret, as a flag or in the environment:")
	}
	for _, s := range secrets {
		c.say("  --set %s=VALUE  or  LCS_SETTING_%s=VALUE", s, strings.ToUpper(s))
	}
	return nil
}

// draftScript returns the text of a first script and the names of its secrets.
func draftScript(c *console, flags *newFlags) (script string, secrets []string, err error) {
	var draft *scaffold.Draft
	switch {
	case flags.curl != "":
		draft, err = curlDraft(c, flags)
	case flags.openapi != "":
		var text []byte
		if text, err = readScript(flags.openapi); err == nil {
			draft, err = scaffold.FromOpenAPI(text, flags.operations)
		}
	default:
		return scaffold.Starter, nil, nil
	}
	if err != nil {
		return "", nil, wrongUse("%v", err)
	}
	for _, s := range draft.Settings {
		if s.Secret {
			secrets = append(secrets, s.Name)
		}
	}
	return draft.Script(), secrets, nil
}

func curlDraft(c *console, flags *newFlags) (*scaffold.Draft, error) {
	sources := scaffold.Sources{ReadFile: readScript}
	if flags.answer != "" {
		answer, err := readScript(flags.answer)
		if err != nil {
			return nil, err
		}
		sources.Answer = answer
	}
	command := flags.curl
	if command == "-" {
		text, err := io.ReadAll(io.LimitReader(c.in, maxScript))
		if err != nil {
			return nil, err
		}
		command = string(text)
	}
	return scaffold.FromCurl(command, sources)
}
