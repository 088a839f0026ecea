package workgroup

// Types of recipients, as JSON and tables have them.
const (
	ToPerson = "person"
	ToGroup  = "group"
	ToUnit   = "unit"
	ToOffice = "office"
	ToOps    = "ops"
)

// Recipient is the addressee of a notice. Type and Code are the identity.
type Recipient struct {
	Type string // ToPerson …
	Code string // person, group, unit code or office key; ops: empty
	Name string // for greetings and mail headers; empty in keys of maps
}

// Key is the recipient's identity alone, without the name, so that equal recipients compare equal.
func (r Recipient) Key() Recipient { return Recipient{Type: r.Type, Code: r.Code} }

// Private reports whether the recipient is one person, who gets the whole text; all others are shared
// rooms and get counts and group names.
func (r Recipient) Private() bool { return r.Type == ToPerson }
