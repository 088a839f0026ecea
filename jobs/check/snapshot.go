package check

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"qunguan/reconcile/calendar"
	"qunguan/reconcile/identity"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// Directory reads units, people, groups and the other registers of a run.
type Directory interface {
	Organisation
	Files
	Groups(ctx context.Context) (workgroup.Groups, error)
	Exemptions(ctx context.Context) ([]ledger.Exemption, error)
	// GroupDecisions lists people's decisions and confirmations about groups, oldest first.
	GroupDecisions(ctx context.Context) ([]workgroup.Decision, error)
}

// Files reads the registers, and the filings.
type Files interface {
	Registers
	FilingRegister
}

// Organisation reads units and people, and the owners of accounts.
type Organisation interface {
	Units(ctx context.Context) (workgroup.Units, error)
	People(ctx context.Context) (workgroup.People, error)
	Bindings(ctx context.Context) ([]workgroup.Binding, error)
	// IdentityAnswers lists people's answers about the bearers of accounts and cards.
	IdentityAnswers(ctx context.Context) ([]workgroup.IdentityAnswer, error)
}

// Registers reads the further registers for rules over the whole county.
type Registers interface {
	// EachGroupHistory calls fn with all versions of a group, oldest first, for one group after the other.
	EachGroupHistory(ctx context.Context, fn func(versions []workgroup.GroupVersion) error) error
	// UnfiledGroups lists the platform groups without a registered group, by
	// key.
	UnfiledGroups(ctx context.Context) ([]workgroup.UnregisteredGroup, error)
	OfficialAccounts(ctx context.Context) ([]workgroup.OfficialAccount, error)
	Apps(ctx context.Context) ([]workgroup.App, error)
	Filings(ctx context.Context) ([]workgroup.Filing, error)
}

// RegistrySnapshot holds everything that a run keeps in memory: directory, groups, policy, one moment. Rosters are
// not part of it; they are streamed.
type RegistrySnapshot struct {
	*rule.Snapshot
	Days     *calendar.Days
	Identity *identity.Directory
	Groups   workgroup.Groups
	Exempt   []ledger.Exemption // the exemptions that count on the day
	byUnit   map[string][]int32 // numbers of its groups, ascending

	Unread Unread // rosters that county rules are judged without

	registers Directory  // registers that only county rules read
	read      rule.Reads // registers read so far
}

// ReadRegistry reads the present directory and sets the run's moment.
func ReadRegistry(ctx context.Context, d Directory, p *policy.Policy, cal *calendar.Calendar, moment time.Time) (*RegistrySnapshot, error) {
	// The people are the largest part: the rest is read meanwhile.
	var people workgroup.People
	var peopleErr error
	read := make(chan struct{})
	go func() {
		defer close(read)
		peopleErr = unbroken(func() (err error) { people, err = d.People(ctx); return err })
	}()
	defer func() { <-read }()
	units, err := d.Units(ctx)
	if err != nil {
		return nil, fmt.Errorf("read units: %w", err)
	}
	bindings, err := d.Bindings(ctx)
	if err != nil {
		return nil, fmt.Errorf("read bindings: %w", err)
	}
	said, err := d.IdentityAnswers(ctx)
	if err != nil {
		return nil, fmt.Errorf("read what was said about identities: %w", err)
	}
	groups, err := d.Groups(ctx)
	if err != nil {
		return nil, fmt.Errorf("read groups: %w", err)
	}
	exemptions, err := d.Exemptions(ctx)
	if err != nil {
		return nil, fmt.Errorf("read exemptions: %w", err)
	}
	if <-read; peopleErr != nil {
		return nil, fmt.Errorf("read people: %w", peopleErr)
	}
	w := &RegistrySnapshot{
		Snapshot: rule.NewSnapshot(p, workgroup.NewDirectory(units, people), moment), registers: d,
		Days:   cal.For(),
		Groups: groups,
		byUnit: map[string][]int32{},
	}
	w.Exempt = slices.DeleteFunc(exemptions, func(e ledger.Exemption) bool { return !e.ActiveOn(w.Day) })
	w.Identity = identity.New(people, units, bindings, w.Day, p)
	w.Identity.AddAnswers(said, w.Day)
	for n := range int32(groups.Len()) { //nolint:gosec // fewer than two billion
		unit := groups.At(n).Unit
		w.byUnit[unit] = append(w.byUnit[unit], n)
	}
	return w, nil
}

// GroupsOf lists the unit's groups, sorted by code.
func (w *RegistrySnapshot) GroupsOf(unit string) []workgroup.Group {
	groups := make([]workgroup.Group, 0, len(w.byUnit[unit]))
	for _, n := range w.byUnit[unit] {
		groups = append(groups, w.Groups.At(n))
	}
	return groups
}

// codesOf lists the codes of the unit's groups, sorted.
func (w *RegistrySnapshot) codesOf(unit string) []string {
	codes := make([]string, 0, len(w.byUnit[unit]))
	for _, n := range w.byUnit[unit] {
		codes = append(codes, w.Groups.Code(n))
	}
	return codes
}

// UnitsWithGroups lists the units that own groups, sorted by code.
func (w *RegistrySnapshot) UnitsWithGroups() []string { return slices.Sorted(maps.Keys(w.byUnit)) }
