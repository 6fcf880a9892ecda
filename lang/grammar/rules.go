package grammar

import (
	"github.com/alecthomas/participle/v2/lexer"

	"lcs/lang/ast"
)

// The productions of statements. Each lives for one statement and becomes a
// node of lang/ast through its lower method. What they refer to without having
// a structure of their own (expr, text, fields, …) is read by the functions of
// the other files.

// node gives a production its tokens.
type node struct{ Tokens []lexer.Token }

// Results of the productions that participle leaves to us.
type (
	expr      interface{ ast.Expr } // an expression
	cond      interface{ ast.Expr } // an expression in front of a block
	text      interface{ ast.Expr } // a text and nothing else
	object    interface{ ast.Expr } // an object and nothing else
	ownObject interface{ ast.Expr } // one that stands on the line of its statement: it may be left out
	call      interface{ ast.Expr } // a call: header("X", key)
	ref       interface{ ast.Expr } // a service: acme, lenders.acme, best.service
	path      interface{ ast.Expr } // what is assigned to: lead.email
	duration  interface{ ast.Expr }
	number    interface{ ast.Expr }
	percent   interface{ ast.Expr }
	typeExpr  interface{ ast.TypeExpr }
	shape     interface{ ast.TypeExpr } // a type that begins with { or [
	name      interface{ ast.Node }     // a name that is declared
	method    interface{ ast.Node }     // GET, POST, …
	status    interface{ ast.Node }     // 200, 4xx
	selector  interface{ ast.Node }     // 200, 4xx, timeout
	item      interface{ ast.Item }
	testItem  interface{ ast.Item }
	fields    interface{ all() []*ast.Field } // { name: type, … }
	params    interface{ all() []*ast.Field } // (name: type, …)
	namespace interface{ ast.Expr }           // { ns prefix: "uri" }
)

type block struct {
	node
	Items []item `parser:"'{' @@* '}'"`
}

type testBlock struct {
	node
	Items []testItem `parser:"'{' @@* '}'"`
}

// ---- declarations ----

type flowDecl struct {
	node
	Title text `parser:"'flow' @@"`
}

type importDecl struct {
	node
	Path text `parser:"'import' @@"`
	As   name `parser:"('as' @@)?"`
}

type settingsDecl struct {
	node
	Fields fields `parser:"'settings' @@"`
}

type leadDecl struct {
	node
	Fields fields `parser:"'lead' @@"`
}

type exampleLead struct {
	node
	Name  text   `parser:"'example' 'lead' @@?"`
	Value object `parser:"@@"`
}

type exampleSettings struct {
	node
	Value object `parser:"'example' 'settings' @@"`
}

type typeDecl struct {
	node
	Name name     `parser:"'type' @@ '='?"`
	Type typeExpr `parser:"@@"`
}

type patternDecl struct {
	node
	Name  name `parser:"'pattern' @@ '='"`
	Value expr `parser:"@@"`
}

type fnDecl struct {
	node
	Name   name     `parser:"'fn' @@"`
	Params params   `parser:"@@"`
	Result typeExpr `parser:"(':' @@)?"`
	Body   expr     `parser:"'=' @@"`
}

type serviceDecl struct {
	node
	Name name   `parser:"'service' @@"`
	Body *block `parser:"@@"`
}

type stepDecl struct {
	node
	Name   name   `parser:"'step' @@"`
	Params params `parser:"@@?"`
	Title  text   `parser:"@@?"`
	When   cond   `parser:"('when' @@)?"`
	Body   *block `parser:"( @@"`
	Call   call   `parser:"| '=' @@ )"`
}

type parallelDecl struct {
	node
	Mode []string `parser:"'parallel' (@'first' @'success' | @'fail' @'fast')?"`
	Body *block   `parser:"@@"`
}

type alertDecl struct {
	node
	Title   text     `parser:"'alert' @@"`
	When    cond     `parser:"'when' @@"`
	Over    duration `parser:"('over' @@"`
	AtLeast number   `parser:"('at' 'least' @@ 'calls'?)?)?"`
	Body    *block   `parser:"@@?"`
}

type traceDecl struct {
	node
	Level string `parser:"'trace' @('off' | 'errors' | 'headers' | 'full')"`
}

// ---- statements ----

type letStmt struct {
	node
	Name  name `parser:"'let' @@ '='"`
	Value expr `parser:"@@"`
}

type assignStmt struct {
	node
	Target path `parser:"@@ '='"`
	Value  expr `parser:"@@"`
}

type ifStmt struct {
	node
	Cond  cond          `parser:"'if' @@"`
	Then  *block        `parser:"@@"`
	Elses []*elseBranch `parser:"@@*"`
}

type elseBranch struct {
	node
	Cond cond   `parser:"'else' ('if' @@)?"`
	Body *block `parser:"@@"`
}

type logStmt struct {
	node
	Level string `parser:"'log' @('debug' | 'info' | 'warn' | 'error')?"`
	Text  text   `parser:"@@"`
}

type sayStmt struct {
	node
	Verb string `parser:"@('note' | 'flag' | 'reject' | 'fail')"`
	Text text   `parser:"@@"`
}

type acceptStmt struct {
	node
	Word string `parser:"@'accept'"`
}

type skipStmt struct {
	node
	Word string `parser:"@'skip'"`
}

type queueStmt struct {
	node
	For  duration `parser:"'queue' ('for' @@)?"`
	UpTo number   `parser:"('up' 'to' @@)?"`
}

type retryStmt struct {
	node
	Count number   `parser:"'retry' @@"`
	Min   duration `parser:"('backoff' @@"`
	Max   duration `parser:"('..' @@)?)?"`
}

type refreshStmt struct {
	node
	Word string `parser:"'refresh' @'auth'"`
}

type fallbackStmt struct {
	node
	To   ref    `parser:"'fallback' ('to' @@"`
	Body *block `parser:"| @@)"`
}

type useStmt struct {
	node
	LastGood bool      `parser:"'use' (@'last_good'"`
	By       []expr    `parser:"('by' @@ (',' @@)*)?"`
	Within   duration  `parser:"('within' @@)?"`
	Default  bool      `parser:"| @'default'"`
	Value    ownObject `parser:"@@?)"`
}

// ---- inside a step or a service ----

type requestStmt struct {
	node
	Method  method `parser:"'request' @@"`
	Service ref    `parser:"@@?"`
	URL     text   `parser:"@@?"`
	Body    *block `parser:"@@?"`
}

type urlStmt struct {
	node
	Service ref  `parser:"'url' @@?"`
	URL     text `parser:"@@"`
}

type entriesStmt struct {
	node
	Word  string `parser:"@('query' | 'headers' | 'sign' | 'map')"`
	Value object `parser:"@@"`
}

type bodyStmt struct {
	node
	Format    string `parser:"'body' @('json' | 'xml' | 'text' | 'form' | 'multipart' | 'graphql' | 'bytes')"`
	Value     expr   `parser:"@@"`
	Variables object `parser:"('variables' @@)?"`
}

type authStmt struct {
	node
	Call call `parser:"'auth' @@"`
}

type expectStmt struct {
	node
	Statuses   []status  `parser:"'expect' (@@ (',' @@)*)?"`
	Format     string    `parser:"@('json' | 'xml' | 'text' | 'html' | 'none' | 'bytes')?"`
	Namespaces namespace `parser:"@@?"`
	Shape      shape     `parser:"(@@"`
	As         typeExpr  `parser:"| 'as' @@)?"`
}

type successStmt struct {
	node
	Cond expr `parser:"'success' 'when' @@"`
}

type outcomeStmt struct {
	node
	Word  string `parser:"@('reason' | 'price' | 'reference')"`
	Value expr   `parser:"@@"`
}

type cacheStmt struct {
	node
	TTL duration `parser:"'cache' @@"`
	By  []expr   `parser:"('by' @@ (',' @@)*)?"`
}

type idempotentStmt struct {
	node
	By     []expr `parser:"'idempotent' ('by' @@ (',' @@)*)?"`
	Header text   `parser:"('header' @@)?"`
}

type backgroundStmt struct {
	node
	Word string `parser:"@'background'"`
}

type collectStmt struct {
	node
	Count  number   `parser:"'collect' @@ 'leads'?"`
	Within duration `parser:"'or' @@"`
}

type matchStmt struct {
	node
	Var   name   `parser:"'match' @@"`
	In    cond   `parser:"'in' @@"`
	Where cond   `parser:"'where' @@"`
	Body  *block `parser:"@@"`
}

type onStmt struct {
	node
	Selectors []selector `parser:"'on' @@ (',' @@)*"`
	Body      *block     `parser:"@@"`
}

type defaultStmt struct {
	node
	Value object `parser:"'default' @@"`
}

type exampleStmt struct {
	node
	Name  text   `parser:"'example' @@?"`
	Reply *reply `parser:"@@"`
}

type reply struct {
	node
	Status  status   `parser:"( @@"`
	Kind    string   `parser:"| @('timeout' | 'network' | 'malformed' | 'drop')"`
	Named   text     `parser:"| @@ )"`
	Headers object   `parser:"('headers' @@)?"`
	Format  string   `parser:"(@('json' | 'xml' | 'text' | 'html' | 'bytes')"`
	Value   expr     `parser:"@@)?"`
	After   duration `parser:"('after' @@)?"`
}

type optionStmt struct {
	node
	Word  string `parser:"@('base' | 'timeout' | 'deadline' | 'pool' | 'dns_cache' | 'follow' | 'max_response' | 'min' | 'ca' | 'cert' | 'key')"`
	Value expr   `parser:"@@"`
}

type flagStmt struct {
	node
	Word string `parser:"@'gzip'"`
}

type limitStmt struct {
	node
	Count number   `parser:"'limit' @@"`
	Per   duration `parser:"'per' @@"`
}

type breakerStmt struct {
	node
	Rate percent  `parser:"'breaker' @@"`
	Over duration `parser:"'over' @@"`
	Open duration `parser:"'open' @@"`
}

type tlsStmt struct {
	node
	Body *block `parser:"'tls' @@"`
}

// ---- tests ----

type testDecl struct {
	node
	Title text       `parser:"'test' @@"`
	Body  *testBlock `parser:"@@"`
}

type testLead struct {
	node
	Name  text      `parser:"'lead' ( @@"`
	Value ownObject `parser:"@@?"`
	Bare  object    `parser:"| @@ )"`
}

type testLeads struct {
	node
	Path text `parser:"'leads' @@"`
}

type testSet struct {
	node
	Word  string `parser:"@('settings' | 'flow')"`
	Value object `parser:"@@"`
}

type atStmt struct {
	node
	Time expr `parser:"'at' @@"`
}

type stubStmt struct {
	node
	Target  path     `parser:"'stub' @@"`
	Replies []*reply `parser:"@@ ('then' @@)*"`
}

type runStmt struct {
	node
	Word string `parser:"@'run'"`
}

type assertStmt struct {
	node
	Cond expr `parser:"'assert' @@"`
}
