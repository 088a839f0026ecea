package workgroup

import "qunguan/reconcile/compact"

// People is the directory's people by code. The zero value is nobody.
type People struct{ *packed[Person] }

// PeopleOf are the people of a map by code.
func PeopleOf(byCode map[string]Person) People {
	var b PeopleBuilder
	for _, p := range byCode {
		b.Add(p)
	}
	return b.People()
}

// Name is the name of the person with the number.
func (p People) Name(number int32) string {
	_, rest := compact.CutText(p.own(number))
	name, _ := compact.CutText(rest)
	return name
}

// Accounts are the accounts of the person with the number.
func (p People) Accounts(number int32) Accounts {
	rest := p.own(number)
	for range ownBeforeAccounts {
		_, rest = compact.CutText(rest)
	}
	text, _ := compact.CutText(rest)
	return Accounts{text}
}

// ownBeforeAccounts is how many of a person's own columns precede the accounts.
const ownBeforeAccounts = 4

// PeopleBuilder gathers people. The zero value is ready.
type PeopleBuilder struct{ packer[Person] }

// Add takes a person; of two with one code the later counts.
func (b *PeopleBuilder) Add(p Person) {
	own := [...]string{p.Code, p.Name, p.Mobile, p.Email, p.Accounts.text}
	key := [...]string{p.Unit, p.Post, p.Status, string(p.LeftOn), compact.ListText(p.AlsoUnits), compact.ListText(p.Roles)}
	p.Code, p.Name, p.Mobile, p.Email, p.Accounts = "", "", "", "", Accounts{}
	b.add(own[:], key[:], p)
}

// People are those that were added. The builder is used up.
func (b *PeopleBuilder) People() People { return People{b.end(unpackPerson)} }

func unpackPerson(own string, shared *Person) Person {
	p := *shared
	p.Code, own = compact.CutText(own)
	p.Name, own = compact.CutText(own)
	p.Mobile, own = compact.CutText(own)
	p.Email, own = compact.CutText(own)
	p.Accounts.text, _ = compact.CutText(own)
	return p
}
