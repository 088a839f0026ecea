package identity

import (
	"slices"
	"strings"

	"qunguan/reconcile/compact"
	"qunguan/reconcile/workgroup"
)

// accounts maps accounts to people: the bindings of 身份绑定, and the directory's
// own columns.
type accounts struct {
	bound  map[accountID]*workgroup.Binding
	onFile func() map[string]*onFile       // by platform; computed for the first group
	held   map[string][]*workgroup.Binding // person → their valid bindings
	noted  map[accountID]Reason            // bindings that do not count, and why
}

type accountID struct{ platform, key string }

// onFile finds the people of the directory by their accounts on one platform.
type onFile struct {
	platform string
	people   workgroup.People
	byKey    *compact.TextIndex
	shared   map[string]bool // keys of several people
}

// find is the number of the first person with the account.
func (f *onFile) find(key string) (person int32, ok bool) {
	if f == nil {
		return 0, false
	}
	return f.byKey.Find(key, func(n int32) bool { return f.key(n) == key })
}

// key is the person's account on the platform in the form in which accounts are compared.
func (f *onFile) key(person int32) string {
	return workgroup.AccountKey(f.people.Accounts(person).On(f.platform))
}

func indexAccounts(bindings []workgroup.Binding, day workgroup.Date) accounts {
	a := accounts{
		bound: map[accountID]*workgroup.Binding{},
		held:  map[string][]*workgroup.Binding{}, noted: map[accountID]Reason{},
	}
	for i := range bindings {
		a.bind(&bindings[i], day)
	}
	return a
}

// indexOnFile indexes the accounts in the directory's own columns, by platform.
func indexOnFile(people workgroup.People) map[string]*onFile {
	byPlatform, count := map[string]*onFile{}, map[string]int{}
	for n := range int32(people.Len()) { //nolint:gosec // fewer than two billion
		for platform := range people.Accounts(n).All() {
			count[platform]++
		}
	}
	for n := range int32(people.Len()) { //nolint:gosec // fewer than two billion
		for platform, account := range people.Accounts(n).All() {
			key := workgroup.AccountKey(account)
			// An account of the form "@…" stands for a nickname, and a nickname must never pass for an
			// account on file.
			if key == "" || strings.HasPrefix(key, "@") {
				continue
			}
			f := byPlatform[platform]
			if f == nil {
				f = &onFile{platform: platform, people: people, shared: map[string]bool{}}
				f.byKey = compact.NewTextIndex(count[platform], f.key)
				byPlatform[platform] = f
			}
			if _, taken := f.find(key); taken {
				f.shared[key] = true
				continue
			}
			f.byKey.Add(key, n)
		}
	}
	return byPlatform
}

// bind adds a binding. The registry has one for each account; if it ever gives contradicting ones,
// neither is believed, whatever their order.
func (a *accounts) bind(b *workgroup.Binding, day workgroup.Date) {
	id := accountID{strings.TrimSpace(b.Platform), workgroup.AccountKey(b.Account)}
	if id.key == "" || (b.Person == "" && b.Outsider == "") {
		return
	}
	if !b.ValidOn(day) {
		if a.noted[id] == "" {
			a.noted[id] = BindingExpired
		}
		return
	}
	if other, twice := a.bound[id]; twice && (other.Person != b.Person) {
		a.noted[id] = BindingConflict
	} else if !twice {
		a.bound[id] = b
	}
	if b.Person != "" {
		a.held[b.Person] = append(a.held[b.Person], b)
	}
}

// byAccount is step 1. decided is false where the account identifies no one and the nickname must be
// read.
func (m *Matcher) byAccount(key string) (id Identity, decided bool) {
	a := &m.d.accounts
	at := accountID{m.platform, key}
	noted := a.noted[at]
	if noted != "" {
		id.Passed = append(id.Passed, noted)
	}
	if b := a.bound[at]; b != nil && noted != BindingConflict {
		id.Binding = b
		if b.Person == "" {
			id.How, id.Reason = Outsider, AccountBoundOutsider
			return id, true
		}
		// A binding counts even without such a person in the directory: the
		// account was confirmed, so its nickname must not accuse a namesake.
		// The rules find no person under the code and stay silent.
		id.How, id.Reason, id.Person = Account, AccountBound, b.Person
		return id, true
	}
	n, ok := m.onFile.find(key)
	if ok && m.onFile.shared[key] {
		id.Passed = append(id.Passed, AccountShared)
		return id, false
	}
	if ok {
		id.How, id.Reason, id.Person = Account, AccountOnFile, m.d.people.Code(n)
	}
	return id, ok
}

// AccountsOnFile are the person's accounts for the group's platform: the
// directory's column first, then valid bindings, as written, each once.
// Accounts that only stand for a nickname ("@…") are none.
func (m *Matcher) AccountsOnFile(person string) []string {
	var list []string
	take := func(account string) {
		account = strings.TrimSpace(account)
		key := workgroup.AccountKey(account)
		if key == "" || strings.HasPrefix(key, "@") ||
			slices.ContainsFunc(list, func(a string) bool { return workgroup.AccountKey(a) == key }) {
			return
		}
		list = append(list, account)
	}
	take(m.d.people.Of(person).Accounts.On(m.platform))
	for _, b := range m.d.accounts.held[person] {
		id := accountID{strings.TrimSpace(b.Platform), workgroup.AccountKey(b.Account)}
		if id.platform == m.platform && m.d.accounts.noted[id] != BindingConflict {
			take(b.Account)
		}
	}
	return list
}
