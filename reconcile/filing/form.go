package filing

import (
	"slices"
	"strings"
	"unicode/utf8"

	"qunguan/reconcile/identity"
	"qunguan/reconcile/workgroup"
)

// ByForm is the Via of a request that came by the public form: its sender is not proved.
const ByForm = "form"

// Form is the content of the public form. People and units stand by code or by name.
type Form struct {
	Kind, Name, Unit, By, ByName, Platform, Purpose, Owner, Admins, Scope string

	AllStaff bool
	Staged   bool

	From, Until, OpenEnded string
}

// Fields of the form, by which faults name them; the first ones are those of Missing.
const (
	FieldName    = NoName
	FieldUnit    = NoUnit
	FieldPurpose = NoPurpose
	FieldOwner   = NoOwner
	FieldUntil   = NoUntil
	FieldScope   = NoPeople
	FieldKind    = "kind"
	FieldBy      = "by"
	FieldByName  = "by_name"
	FieldAdmins  = "admins"
	FieldFrom    = "from"
	FieldOpen    = "open_ended"
	FieldForm    = "form" // the form as a whole
)

// FormFault is one thing that is wrong with a form.
type FormFault struct {
	Field  string
	Reason string // FaultMissing …
	Value  string // the part of the field that it is about; empty: all of it
}

// Reasons of form faults.
const (
	FaultMissing       = "missing"
	FaultUnknownUnit   = "unknown_unit"
	FaultSeveralUnits  = "several_units"
	FaultUnknownPerson = "unknown_person"
	FaultSeveralPeople = "several_people"
	FaultNotYou        = "not_you" // code and name are not one person's in service
	FaultBadDate       = "bad_date"
	FaultOver          = "over" // a period that ends before it begins, or before today
	FaultBadScope      = "bad_scope"
	FaultTooLong       = "too_long"
	FaultWaiting       = "many_waiting" // the applicant has as many undecided forms as one may have
	FaultToday         = "many_today"   // so do all together
)

// mostShort and mostLong are how many characters a line and a text may have.
const (
	mostShort = 100
	mostLong  = 1000
)

// Request reads the form. The faults are in the order of the form's fields; with any the request is
// not to be filed. Named people must be in service on the day.
func (f Form) Request(dir *workgroup.Directory, day workgroup.Date) (Request, []FormFault) {
	read := formReader{dir: dir, day: day}
	r := Request{
		Kind: f.Kind, Name: strings.TrimSpace(f.Name), Platform: strings.TrimSpace(f.Platform), Purpose: strings.TrimSpace(f.Purpose),
		AllStaff: f.AllStaff, Staged: f.Staged, OpenEnded: strings.TrimSpace(f.OpenEnded), Via: ByForm,
	}
	if !slices.Contains([]string{Group, Account, App}, r.Kind) {
		read.fault(FieldKind, FaultMissing, "")
	}
	read.short(FieldName, r.Name, mostShort)
	read.short(FieldPurpose, r.Purpose, mostLong)
	read.short(FieldOpen, r.OpenEnded, mostLong)
	r.Unit = read.unit(f.Unit)
	r.By = read.applicant(f.By, f.ByName)
	r.Owner = read.person(FieldOwner, f.Owner, r.Unit)
	if read.short(FieldAdmins, f.Admins, mostLong) {
		for _, one := range items(f.Admins) {
			if code := read.person(FieldAdmins, one, r.Unit); code != "" {
				r.Admins = append(r.Admins, code)
			}
		}
	}
	if read.short(FieldScope, f.Scope, mostLong) {
		r.Scope = read.scope(f.Scope, r.Unit)
	}
	r.From, r.Until = read.date(FieldFrom, f.From), read.date(FieldUntil, f.Until)
	if r.Until != "" && (r.Until < day || r.Until < r.From) {
		read.fault(FieldUntil, FaultOver, "")
	}
	for _, missing := range r.Missing() {
		if !read.faulty(missing) {
			read.fault(missing, FaultMissing, "")
		}
	}
	return r, read.faults
}

// formReader reads fields and gathers what is wrong with them.
type formReader struct {
	dir    *workgroup.Directory
	day    workgroup.Date
	faults []FormFault
	named  map[string][]string // folded name → codes of people in service; made when a name is first met
}

func (r *formReader) fault(field, reason, value string) {
	r.faults = append(r.faults, FormFault{field, reason, value})
}

func (r *formReader) faulty(field string) bool {
	return slices.ContainsFunc(r.faults, func(f FormFault) bool { return f.Field == field })
}

// short reports whether the text has no more characters than a field may have.
func (r *formReader) short(field, text string, most int) bool {
	if utf8.RuneCountInString(text) <= most {
		return true
	}
	r.fault(field, FaultTooLong, "")
	return false
}

func (r *formReader) date(field, text string) workgroup.Date {
	day, err := workgroup.ParseDate(strings.TrimSpace(text))
	if err != nil {
		r.fault(field, FaultBadDate, text)
	}
	return day
}

// only is the one code of those that a text may mean.
func (r *formReader) only(codes []string, field, text, several, unknown string) string {
	switch {
	case len(codes) == 1:
		return codes[0]
	case len(codes) > 1:
		r.fault(field, several, text)
	case strings.TrimSpace(text) != "":
		r.fault(field, unknown, text)
	}
	return ""
}

// unit is the unit with the code, or the only one with the name.
func (r *formReader) unit(text string) string {
	return r.only(r.units(text), FieldUnit, text, FaultSeveralUnits, FaultUnknownUnit)
}

func (r *formReader) units(text string) (codes []string) {
	text = strings.TrimSpace(text)
	if _, ok := r.dir.Units[text]; ok {
		return []string{text}
	}
	folded := identity.Fold(text)
	for code, u := range r.dir.Units {
		if folded != "" && (identity.Fold(u.Name) == folded || identity.Fold(u.ShortName) == folded) {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	return codes
}

// applicant is the person with the code, if the name is theirs. Nothing says which of the two is wrong.
func (r *formReader) applicant(code, name string) string {
	code = strings.TrimSpace(code)
	p := r.dir.People.Of(code)
	switch {
	case code == "":
		r.fault(FieldBy, FaultMissing, "")
	case strings.TrimSpace(name) == "":
		r.fault(FieldByName, FaultMissing, "")
	case !r.serves(p) || identity.Fold(p.Name) != identity.Fold(name):
		r.fault(FieldBy, FaultNotYou, "")
	default:
		return code
	}
	return ""
}

func (r *formReader) serves(p workgroup.Person) bool {
	return p.Code != "" && p.ServiceOn(r.day) == workgroup.InService
}

// person is the person in service with the code or the name; of several with the name the only one of
// the unit.
func (r *formReader) person(field, text, unit string) string {
	return r.only(r.people(text, unit), field, text, FaultSeveralPeople, FaultUnknownPerson)
}

func (r *formReader) people(text, unit string) []string {
	text = strings.TrimSpace(text)
	if r.serves(r.dir.People.Of(text)) {
		return []string{text}
	}
	if text == "" {
		return nil
	}
	if r.named == nil {
		r.named = map[string][]string{}
		for p := range r.dir.People.All() {
			if name := identity.Fold(p.Name); r.serves(p) {
				r.named[name] = append(r.named[name], p.Code)
			}
		}
	}
	all := r.named[identity.Fold(text)]
	own := slices.DeleteFunc(slices.Clone(all), func(code string) bool { return r.dir.People.Of(code).Unit != unit })
	if len(own) == 1 {
		return own
	}
	return all
}

// scope reads who belongs: units and people by code or name, 外部人员, or items as in a 成员范围 cell.
func (r *formReader) scope(text, unit string) (s workgroup.Scope) {
	for _, item := range items(text) {
		if one, err := workgroup.ParseScope([]string{item}); err == nil {
			if !r.known(one) {
				r.fault(FieldScope, FaultBadScope, item)
				continue
			}
			s.Units, s.Roles, s.Posts = append(s.Units, one.Units...), append(s.Roles, one.Roles...), append(s.Posts, one.Posts...)
			s.People, s.Outsiders = append(s.People, one.People...), s.Outsiders || one.Outsiders
			continue
		}
		units, people := r.units(item), r.people(item, unit)
		switch {
		case item == "外部人员":
			s.Outsiders = true
		case len(units) == 1:
			s.Units = append(s.Units, units[0])
		case len(people) == 1:
			s.People = append(s.People, people[0])
		case len(people) > 1:
			r.fault(FieldScope, FaultSeveralPeople, item)
		default:
			r.fault(FieldScope, FaultBadScope, item)
		}
	}
	return s
}

// known reports whether the units and people that a scope names by code are on file.
func (r *formReader) known(s workgroup.Scope) bool {
	return !slices.ContainsFunc(s.Units, func(code string) bool { return r.dir.Units[code].Code == "" }) &&
		!slices.ContainsFunc(s.People, func(code string) bool { return !r.serves(r.dir.People.Of(code)) })
}

// items are the parts of a field that holds several.
func items(text string) (list []string) {
	for _, one := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(";；、,，\r\n\t", r) }) {
		if one = strings.TrimSpace(one); one != "" {
			list = append(list, one)
		}
	}
	return list
}
