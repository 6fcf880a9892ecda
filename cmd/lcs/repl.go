package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"strings"

	"github.com/peterh/liner"
	"github.com/spf13/cobra"

	"lcs/repl"
)

// replFlags are the flags of `lcs repl`.
type replFlags struct {
	callFlags
	noHistory bool
	lists     libraryFlags
}

func newReplCommand(c *console) *cobra.Command {
	var flags replFlags
	command := &cobra.Command{
		Use:   "repl [FLOW]",
		Short: "Try expressions and send single steps of a script",
		Long: `Try expressions and send single steps of a script, line by line.

An expression is computed with the lead, the settings and the outputs of the
steps that were sent in scope, and shown with its type. :send STEP sends a step
for the lead to the real system (with --sandbox, it is answered from the
script's examples) and shows the exact request, the raw answer with its timing,
and what the step reads of it. Change a field, lead.state = "TX", and send
again; :save adds a test with that answer to the script. :help lists what else
there is.

Tab completes, Ctrl-C clears the line or interrupts what is computed, Ctrl-D
leaves. Lines are kept in lcs/history in the user's state directory; those that
give a secret are not. Lines that come through a pipe are taken without a
prompt.

Exit codes, through a pipe: 0 all lines were taken, 1 something could not be
computed or sent, 2 wrong use, 3 the script or a line has errors.`,
		Example: `  lcs repl
  lcs repl flow.lcs --sandbox
  lcs repl flow.lcs --settings staging.toml --set api_key=k-123
  echo ':send blacklist' | lcs repl flow.lcs --sandbox`,
		Args: atMostOne("script"),
		RunE: func(command *cobra.Command, args []string) error {
			flow := ""
			if len(args) > 0 {
				flow = args[0]
			}
			return runRepl(command.Context(), c, flow, &flags)
		},
		ValidArgsFunction: completeScript,
	}
	flags.callFlags.bind(command)
	flags.lists.bind(command)
	command.Flags().BoolVar(&flags.noHistory, "no-history", false, "keep no lines for the next time")
	return command
}

func runRepl(ctx context.Context, c *console, flow string, flags *replFlags) error {
	most, err := flags.limits()
	if err != nil {
		return err
	}
	library, err := flags.lists.library()
	if err != nil {
		return err
	}
	if flow != "" {
		if err := scriptExists(flow); err != nil {
			return err
		}
	}
	settings, err := flags.settings(c)
	if err != nil {
		return err
	}
	session, problems := repl.New(repl.Options{
		Script: flow, Read: readScript, Append: appendFile, Library: library, Settings: settings,
		Sandbox: flags.sandbox, AllowPrivate: flags.allowPrivate, TestMode: flags.testMode, Limits: most,
		Seed: rand.Uint64(), Width: c.outScreen().Width, Color: c.outScreen().Color,
	})
	if problems.HasErrors() {
		c.report(problems)
		return reported(exitScript)
	}
	defer session.Close()
	if names := session.Undeclared(); len(names) > 0 {
		return wrongUse("the script has no setting '%s' (given by --set)", names[0])
	}
	if c.piped || !c.outShown {
		return pipeLines(ctx, c, session)
	}
	return promptLines(ctx, c, session, !flags.noHistory)
}

// appendFile writes to the end of a file.
func appendFile(name string, text []byte) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if closing := file.Close(); err == nil {
		err = closing
	}
	return err
}

// executeLines gives the session some lines; Ctrl-C interrupts what they do.
func executeLines(ctx context.Context, c *console, session *repl.Session, text string) repl.Status {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	return session.Execute(ctx, text, c.out)
}

// maxReplLine is the longest line that is taken through a pipe, in bytes.
const maxReplLine = 16 << 20

// pipeLines takes lines from a pipe. It goes on after a line that is wrong.
func pipeLines(ctx context.Context, c *console, session *repl.Session) error {
	lines := bufio.NewScanner(c.in)
	lines.Buffer(nil, maxReplLine)
	var text strings.Builder
	worst := repl.OK
	take := func() (quit bool) {
		status := executeLines(ctx, c, session, text.String())
		text.Reset()
		if status == repl.Quit {
			return true
		}
		worst = max(worst, status)
		return false
	}
	quit := false
	for !quit && lines.Scan() {
		text.WriteString(lines.Text() + "\n")
		if !session.Incomplete(text.String()) {
			quit = take()
		}
	}
	if !quit && text.Len() > 0 {
		take()
	}
	if err := lines.Err(); err != nil {
		return wrongUse("the lines cannot be read: %v", err)
	}
	switch worst {
	case repl.Wrong:
		return reported(exitScript)
	case repl.Failed:
		return reported(exitFailed)
	}
	return nil
}

// The prompts: of a new line, and of one that goes on.
const (
	prompt     = "lcs> "
	promptMore = "...> "
)

// promptLines takes lines from the keyboard.
func promptLines(ctx context.Context, c *console, session *repl.Session, keep bool) error {
	// Ctrl-C between two prompts is a signal, and it is nobody's.
	stray := make(chan os.Signal, 1)
	signal.Notify(stray, os.Interrupt)
	defer signal.Stop(stray)

	line := liner.NewLiner()
	defer line.Close()
	line.SetCtrlCAborts(true)
	line.SetMultiLineMode(true)
	line.SetBeep(false)
	line.SetTabCompletionStyle(liner.TabPrints)
	var text strings.Builder
	line.SetWordCompleter(func(typed string, at int) (head string, candidates []string, tail string) {
		at = len(string([]rune(typed)[:at]))
		return completions(session, text.String(), typed, at)
	})
	history := ""
	if keep {
		history = historyFile(c.environ)
		readHistory(line, history)
	}
	fmt.Fprintln(c.out, session.Welcome())
	for {
		shown := prompt
		if text.Len() > 0 {
			shown = promptMore
		}
		typed, err := line.Prompt(shown)
		switch {
		case errors.Is(err, liner.ErrPromptAborted):
			text.Reset()
			continue
		case errors.Is(err, io.EOF):
			fmt.Fprintln(c.out)
			return writeHistory(c, line, history)
		case err != nil:
			return wrongUse("the terminal cannot be read: %v", err)
		}
		if session.Keep(typed) {
			line.AppendHistory(typed)
		}
		text.WriteString(typed + "\n")
		if session.Incomplete(text.String()) {
			continue
		}
		whole := text.String()
		text.Reset()
		if executeLines(ctx, c, session, whole) == repl.Quit {
			return writeHistory(c, line, history)
		}
	}
}

// completions are the candidates in the way that liner wants them. Before is
// what earlier lines of the same text hold.
func completions(session *repl.Session, before, typed string, at int) (head string, out []string, tail string) {
	from, candidates := session.Complete(before+typed, len(before)+at)
	from -= len(before)
	for _, candidate := range candidates {
		if !candidate.File {
			out = append(out, candidate.Text)
			continue
		}
		names, _ := filepath.Glob(candidate.Text + "*") // a pattern that is none has no files
		for _, name := range names {
			if info, err := os.Stat(name); err == nil && info.IsDir() {
				name += string(filepath.Separator)
			}
			out = append(out, name)
		}
	}
	return typed[:from], out, typed[at:]
}

// historyFile is where lines are kept: XDG's state directory, or what stands
// for it. Empty: nowhere.
func historyFile(environ []string) string {
	state := ""
	for _, variable := range environ {
		if value, found := strings.CutPrefix(variable, "XDG_STATE_HOME="); found {
			state = value
		}
	}
	if state == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return ""
		}
		state = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(state, "lcs", "history")
}

// readHistory reads what was kept, if there is something.
func readHistory(line *liner.State, name string) {
	file, err := os.Open(name)
	if err != nil {
		return
	}
	defer file.Close()
	_, _ = line.ReadHistory(file) // a damaged history is none
}

// writeHistory keeps the lines for the next time, for the user alone.
func writeHistory(c *console, line *liner.State, name string) error {
	if name == "" {
		return nil
	}
	err := os.MkdirAll(filepath.Dir(name), 0o700)
	if err == nil {
		var file *os.File
		if file, err = os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600); err == nil {
			_, err = line.WriteHistory(file)
			if closing := file.Close(); err == nil {
				err = closing
			}
		}
	}
	if err != nil {
		c.say("the history cannot be kept: %v", err)
	}
	return nil
}
