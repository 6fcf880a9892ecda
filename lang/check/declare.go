package check

import (
	"path"
	"strings"

	"lcs/lang/ast"
	"lcs/lang/diag"
	"lcs/lang/types"
)

// module is one file: the names that it declares at the top, in any order.
type module struct {
	file     *ast.File
	prefix   string // "lenders." for an imported one
	values   map[string]*Symbol
	types    map[string]*typeDecl
	services map[string]*ServiceInfo
	steps    map[string]*stepDecl
	fns      map[*Symbol]*fnDecl
	modules  map[*Symbol]*module
	checked  bool
}

// stepDecl is a step on its way through the checker.
type stepDecl struct {
	node     *ast.Step
	info     *StepInfo
	state    stepState
	module   *module
	template bool

	bound      *CallTarget    // of an instance: its arguments
	services   []*ServiceInfo // of an instance: those among its arguments
	ownWhen    ast.Expr       // of an instance: its own condition
	missingURL bool           // a hole in the path or host of its URL may be missing
	secrets    []ast.Expr     // that its request carries
	expects    []*ExpectInfo  // its own and those of its handlers; those of a fallback { } are for that alone
}

type stepState uint8

const (
	stepAhead stepState = iota
	stepRunning
	stepBeside // in a parallel that is not over
	stepDone
)

// typeDecl is a `type`, resolved when it is first needed.
type typeDecl struct {
	node      *ast.TypeDecl
	module    *module
	resolving bool
	plain     *types.Type // in an answer
	sent      *types.Type // in the lead, where text is parsed
}

// fnDecl is a `fn`, resolved when it is first needed.
type fnDecl struct {
	node     *ast.Fn
	module   *module
	params   []*Symbol
	result   types.Type
	resolved bool
	busy     bool
}

// declareModule declares what a file and its imports have at the top.
func (c *checker) declareModule(file *ast.File, prefix string) *module {
	if m := c.modules[file]; m != nil {
		return m
	}
	m := &module{
		file: file, prefix: prefix,
		values: map[string]*Symbol{}, types: map[string]*typeDecl{}, services: map[string]*ServiceInfo{},
		steps: map[string]*stepDecl{}, fns: map[*Symbol]*fnDecl{}, modules: map[*Symbol]*module{},
	}
	c.modules[file] = m
	outer := c.module
	c.module = m
	defer func() { c.module = outer }()
	for _, item := range file.Items {
		c.declareTypes(m, item)
	}
	for _, item := range file.Items {
		c.declareItem(m, item)
	}
	return m
}

func (c *checker) declareTypes(m *module, item ast.Item) {
	switch item := item.(type) {
	case *ast.Import:
		c.declareImport(m, item)
	case *ast.TypeDecl:
		if old := m.types[item.Name.Text]; old != nil {
			c.add(duplicateName(item.Name, old.node))
			return
		}
		m.types[item.Name.Text] = &typeDecl{node: item, module: m}
	}
}

func (c *checker) declareItem(m *module, item ast.Item) {
	switch item := item.(type) {
	case *ast.Flow:
		if item.Title != nil && c.info.File == m.file {
			c.info.Title, _ = item.Title.Literal()
		}
	case *ast.Settings:
		c.declareSettings(item)
	case *ast.Lead:
		c.declareLead(item)
	case *ast.Pattern:
		c.declareValue(m, item.Name, &Symbol{Kind: PatternSymbol, Type: types.Of(&types.Regex{}), Slot: -1, Decl: item})
	case *ast.Fn:
		s := &Symbol{Kind: FnSymbol, Slot: -1, Decl: item}
		if c.declareValue(m, item.Name, s) {
			c.hidesLibrary(item)
			m.fns[s] = &fnDecl{node: item, module: m}
		}
	case *ast.Service:
		c.declareService(m, item)
	default:
		c.declareSteps(m, item)
	}
}

func (c *checker) declareValue(m *module, name *ast.Name, s *Symbol) bool {
	if name == nil {
		return false
	}
	s.Name, s.Path = name.Text, m.prefix+name.Text
	if old := m.values[name.Text]; old != nil {
		c.add(duplicateName(name, old.Decl))
		return false
	}
	m.values[name.Text] = s
	return true
}

// hidesLibrary warns of a function that has the name of one of the library, which
// can then not be called: whoever reads a call of it takes it for the other.
func (c *checker) hidesLibrary(item *ast.Fn) {
	if item.Name == nil || c.universe.Func(item.Name.Text) == nil {
		return
	}
	d := diag.New(diag.ShadowedName, item.Name.Span(), "'"+item.Name.Text+"' hides the function of the library")
	d.Help = "choose another name: 'lcs doc " + item.Name.Text + "' shows what the library has"
	c.add(d)
}

func (c *checker) declareImport(m *module, item *ast.Import) {
	file := c.imports[item]
	name := item.As
	if name == nil && item.Path != nil {
		text, _ := item.Path.Literal()
		base := strings.TrimSuffix(path.Base(text), ".lcs")
		name = &ast.Name{Base: item.Path.Base, Text: base}
	}
	if name == nil {
		return
	}
	s := &Symbol{Kind: ModuleSymbol, Slot: -1, Decl: item, Type: invalid}
	if c.declareValue(m, name, s) && file != nil {
		m.modules[s] = c.declareModule(file, m.prefix+name.Text+".")
	}
}

func (c *checker) declareService(m *module, item *ast.Service) {
	if item.Name == nil {
		return
	}
	if old := m.services[item.Name.Text]; old != nil {
		c.add(duplicateName(item.Name, old.Decl))
		return
	}
	info := &ServiceInfo{Name: m.prefix + item.Name.Text, Decl: item}
	info.Symbol = &Symbol{
		Kind: ServiceSymbol, Name: item.Name.Text, Path: info.Name,
		Type: types.Of(&types.Service{}), Slot: -1, Decl: item, Service: info,
	}
	m.services[item.Name.Text] = info
	c.info.Services = append(c.info.Services, info)
}

// declareSteps declares the steps of an item, however deep.
func (c *checker) declareSteps(m *module, item ast.Item) {
	switch item := item.(type) {
	case *ast.Step:
		c.declareStep(m, item, nil)
	case *ast.Parallel:
		if item.Body != nil {
			for _, inner := range item.Body.Items {
				if step, ok := inner.(*ast.Step); ok {
					c.declareStep(m, step, item)
				} else {
					c.declareSteps(m, inner)
				}
			}
		}
	case *ast.If:
		for _, block := range []*ast.Block{item.Then, item.Else} {
			if block != nil {
				for _, inner := range block.Items {
					c.declareSteps(m, inner)
				}
			}
		}
	}
}

func (c *checker) declareStep(m *module, item *ast.Step, parallel *ast.Parallel) {
	if item.Name == nil {
		return
	}
	name := item.Name.Text
	if old := m.steps[name]; old != nil {
		c.add(duplicateName(item.Name, old.node))
		return
	}
	info := &StepInfo{Name: m.prefix + name, Decl: item, Parallel: parallel, Fields: map[string]*Symbol{}, Expects: map[*ast.Expect]*ExpectInfo{}, outputs: map[string]*Symbol{}}
	info.Symbol = &Symbol{Kind: StepSymbol, Name: name, Path: info.Name, Slot: -1, Decl: item, Step: info, Type: invalid}
	d := &stepDecl{node: item, info: info, module: m, template: item.Params != nil}
	m.steps[name] = d
}

// declareSettings adds the settings of a file; those of imports join them, and
// one name has one type (decisions R3).
func (c *checker) declareSettings(item *ast.Settings) {
	for _, f := range item.Fields {
		if f.Name == nil {
			continue
		}
		t := c.typeExpr(f.Type, false)
		s := &Symbol{
			Kind: SettingSymbol, Name: f.Name.Text, Path: "settings." + f.Name.Text,
			Type: t, Decl: f, Default: f.Default,
		}
		if old := c.setting(f.Name.Text); old != nil {
			c.redeclare(f, t, old, "setting")
			continue
		}
		s.Slot = c.slot()
		c.info.Settings = append(c.info.Settings, s)
		c.settings[s.Name] = s
	}
}

func (c *checker) setting(name string) *Symbol { return c.settings[name] }

// declareLead adds the fields of a lead, and those that every lead has.
func (c *checker) declareLead(item *ast.Lead) {
	for _, f := range item.Fields {
		if f.Name == nil {
			continue
		}
		t := c.typeExpr(f.Type, true)
		if old := c.leadFields[f.Name.Text]; old != nil {
			c.redeclare(f, t, old, "lead field")
			continue
		}
		s := &Symbol{
			Kind: LeadSymbol, Name: f.Name.Text, Path: "lead." + f.Name.Text,
			Type: t, Slot: c.slot(), Decl: f, Default: f.Default, From: columns(f),
		}
		c.info.Lead = append(c.info.Lead, s)
		c.leadFields[s.Name] = s
	}
}

// redeclare takes a setting or a field that another file has as well: one name
// has one type (decisions R3), and what the importing file says of it holds.
func (c *checker) redeclare(f *ast.Field, t types.Type, old *Symbol, what string) {
	switch {
	case old.Decl.Span().File == f.Span().File:
		c.add(duplicateName(f.Name, old.Decl))
	case old.Type.String() != t.String():
		c.add(conflictingSetting(f, t, old, what))
	default:
		old.Type, old.Decl, old.From = t, f, columns(f)
		if f.Default != nil {
			old.Default = f.Default
		}
	}
}

func columns(f *ast.Field) []string {
	var all []string
	for _, from := range f.From {
		text, _ := from.Literal()
		all = append(all, text)
	}
	return all
}

// declareImpliedLeadFields adds those that are there without being declared (decisions T3).
func (c *checker) declareImpliedLeadFields() {
	for _, f := range []types.Field{
		{Name: "id", Type: types.Of(types.String)},
		{Name: "received_at", Type: types.Of(types.Time)},
	} {
		if c.leadFields[f.Name] != nil {
			continue
		}
		s := &Symbol{Kind: LeadSymbol, Name: f.Name, Path: "lead." + f.Name, Type: f.Type, Slot: c.slot()}
		c.info.Lead = append(c.info.Lead, s)
		c.leadFields[f.Name] = s
	}
}
