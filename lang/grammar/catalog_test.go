package grammar

// catalog lists all productions, in the order in which participle prints them for
// spec/grammar.ebnf. TestSpecGrammar says when one is missing.
type catalog struct {
	Declaration *declaration `parser:"@@"`
	Statement   *statement   `parser:"| @@"`
	InStep      *stepPart    `parser:"| @@"`
	InTest      *testPart    `parser:"| @@"`
}

type declaration struct {
	Flow            *flowDecl        `parser:"@@"`
	Import          *importDecl      `parser:"| @@"`
	Settings        *settingsDecl    `parser:"| @@"`
	Lead            *leadDecl        `parser:"| @@"`
	ExampleLead     *exampleLead     `parser:"| @@"`
	ExampleSettings *exampleSettings `parser:"| @@"`
	Type            *typeDecl        `parser:"| @@"`
	Pattern         *patternDecl     `parser:"| @@"`
	Fn              *fnDecl          `parser:"| @@"`
	Service         *serviceDecl     `parser:"| @@"`
	Step            *stepDecl        `parser:"| @@"`
	Parallel        *parallelDecl    `parser:"| @@"`
	Alert           *alertDecl       `parser:"| @@"`
	Trace           *traceDecl       `parser:"| @@"`
	Test            *testDecl        `parser:"| @@"`
}

type statement struct {
	Let      *letStmt      `parser:"@@"`
	Assign   *assignStmt   `parser:"| @@"`
	If       *ifStmt       `parser:"| @@"`
	Log      *logStmt      `parser:"| @@"`
	Say      *sayStmt      `parser:"| @@"`
	Accept   *acceptStmt   `parser:"| @@"`
	Skip     *skipStmt     `parser:"| @@"`
	Queue    *queueStmt    `parser:"| @@"`
	Retry    *retryStmt    `parser:"| @@"`
	Refresh  *refreshStmt  `parser:"| @@"`
	Fallback *fallbackStmt `parser:"| @@"`
	Use      *useStmt      `parser:"| @@"`
}

type stepPart struct {
	Request    *requestStmt    `parser:"@@"`
	URL        *urlStmt        `parser:"| @@"`
	Entries    *entriesStmt    `parser:"| @@"`
	Body       *bodyStmt       `parser:"| @@"`
	Auth       *authStmt       `parser:"| @@"`
	Expect     *expectStmt     `parser:"| @@"`
	Success    *successStmt    `parser:"| @@"`
	Outcome    *outcomeStmt    `parser:"| @@"`
	Cache      *cacheStmt      `parser:"| @@"`
	Idempotent *idempotentStmt `parser:"| @@"`
	Background *backgroundStmt `parser:"| @@"`
	Collect    *collectStmt    `parser:"| @@"`
	Match      *matchStmt      `parser:"| @@"`
	On         *onStmt         `parser:"| @@"`
	Default    *defaultStmt    `parser:"| @@"`
	Example    *exampleStmt    `parser:"| @@"`
	Option     *optionStmt     `parser:"| @@"`
	Flag       *flagStmt       `parser:"| @@"`
	Limit      *limitStmt      `parser:"| @@"`
	Breaker    *breakerStmt    `parser:"| @@"`
	TLS        *tlsStmt        `parser:"| @@"`
}

type testPart struct {
	Lead   *testLead   `parser:"@@"`
	Leads  *testLeads  `parser:"| @@"`
	Set    *testSet    `parser:"| @@"`
	At     *atStmt     `parser:"| @@"`
	Stub   *stubStmt   `parser:"| @@"`
	Run    *runStmt    `parser:"| @@"`
	Assert *assertStmt `parser:"| @@"`
}
