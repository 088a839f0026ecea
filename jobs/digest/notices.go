package digest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"qunguan/jobs/reports"
	"qunguan/jobs/tell"
	"qunguan/notify"
	"qunguan/notify/digest"
	"qunguan/notify/outbox"
	"qunguan/notify/workbook"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// maxWorkbook bounds an attached ledger: mail servers commonly take 10 MB, and
// base64 makes a third more of it.
const maxWorkbook = 6 << 20

// xlsxType is the media type of a workbook (ECMA-376, registered with IANA).
const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// notices makes the digests of the job's name. Recipients in since get one that begins there: it
// includes the content of their untried digest.
func (d Digest) notices(ctx context.Context, s *observation, since map[notify.Recipient]time.Time) ([]outbox.Notice, error) {
	var list []outbox.Notice
	to, unreachable, err := d.principalsSince(ctx, s, since)
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(d.Job, digestPrincipals) {
		for _, office := range d.offices() {
			theirs := s
			if at, ok := since[notify.Recipient{Type: notify.ToOffice, Code: office}]; ok {
				if theirs, err = d.from(ctx, s, at); err != nil {
					return nil, err
				}
			}
			if !d.judges(office) {
				continue
			}
			n, err := d.toOffice(theirs, office, unreachable)
			if err != nil {
				return nil, err
			}
			list = append(list, n...)
		}
	}
	if !strings.HasPrefix(d.Job, digestOffices) {
		for _, person := range slices.Sorted(maps.Keys(to)) {
			n, err := d.toPrincipal(to[person].observation, person, to[person].units)
			if err != nil {
				return nil, err
			}
			list = append(list, n...)
		}
	}
	return list, nil
}

// offices lists the offices that lead for a kind of subject, each once.
func (d Digest) offices() []string {
	lead := d.Reporter.Policy.Lead
	all := slices.Compact(slices.Sorted(slices.Values([]string{lead.Group, lead.Account, lead.App})))
	return slices.DeleteFunc(all, func(office string) bool { return office == "" })
}

// judges reports whether a rule judges the office's kind of subject. An office without such a rule gets
// no digest: "no cases" would read as if its subjects were in order.
func (d Digest) judges(office string) bool {
	return slices.ContainsFunc(rule.All(), func(r *rule.Rule) bool {
		return d.leads(office, r.ID) && !d.Reporter.Policy.IsOff(r.ID)
	})
}

// leads reports whether the office leads for the rule's kind of subject.
func (d Digest) leads(office, rule string) bool {
	lead := d.Reporter.Policy.Lead
	switch kind, _, _ := strings.Cut(rule, "."); kind {
	case "account":
		return office == lead.Account
	case "app":
		return office == lead.App
	}
	return office == lead.Group
}

func (d Digest) toOffice(s *observation, office string, unreachable []string) ([]outbox.Notice, error) {
	n, data := d.news(s), s.data
	data.Cases = slices.DeleteFunc(slices.Clone(s.data.Cases), func(c ledger.Case) bool { return !d.leads(office, c.Rule) })
	s.count(&n, data.Cases)
	if office == d.Reporter.Policy.Lead.Group {
		n.Unjudged, n.Held, n.Unreachable = s.unjudged(), s.heldIn(nil), unreachable
		n.Seal, n.SpotChecks = s.seal, s.drawn()
		s.byHand(&n)
		rows := reports.SummaryOf(data)
		n.Groups = &rows[len(rows)-1]
	}
	name := d.Reporter.Policy.Offices[office].Name
	if name == "" {
		name = phrase.Zh.Say("notice.office")
	}
	return d.notice(s, notify.Recipient{Type: notify.ToOffice, Code: office, Name: name}, n, data, name)
}

func (d Digest) toPrincipal(s *observation, person string, units map[string]bool) ([]outbox.Notice, error) {
	n, data := d.news(s), s.data
	data.Cases, data.Groups = nil, nil
	var names []string
	for _, unit := range slices.Sorted(maps.Keys(units)) {
		names = append(names, s.data.Units[unit].Name)
		data.Cases = append(data.Cases, s.byUnit[unit]...)
		data.Groups = append(data.Groups, s.groups[unit]...)
	}
	s.count(&n, data.Cases)
	n.Held, n.Reader = s.heldIn(units), person
	for _, unit := range slices.Sorted(maps.Keys(units)) {
		if q, ok := s.quotas[unit]; ok {
			n.Quotas = append(n.Quotas, digest.QuotaToCome{Unit: s.data.Units[unit].Name, Count: q.Count, Limit: q.Limit, Ending: q.Ending, By: q.By})
		}
	}
	to := notify.Recipient{Type: notify.ToPerson, Code: person, Name: s.data.People.Of(person).Name}
	return d.notice(s, to, n, data, names[0])
}

func (d Digest) news(s *observation) digest.Content {
	return digest.Content{
		Lang: phrase.Zh, Policy: d.Reporter.Policy.Title, Since: workgroup.DateOf(s.since), Day: s.world.Day, PublicURL: d.PublicURL,
	}
}

// principals finds the reader of each unit's digest, for units with open or recently closed cases: the
// unit's principal, else that of the units above. Units without a reader are in the second list, by
// name.
func (s *observation) principals() (to map[string]map[string]bool, unreachable []string) {
	to = map[string]map[string]bool{}
	units := map[string]bool{}
	for _, c := range s.data.Cases {
		if c.Unit != "" && (c.State.Open() || c.ClosedOn >= workgroup.DateOf(s.since)) {
			units[c.Unit] = true
		}
	}
	for _, unit := range slices.Sorted(maps.Keys(units)) {
		found := ""
		for _, u := range s.data.Units.Chain(unit) {
			if found = s.reader(u.Principal); found != "" {
				if found != u.Principal {
					s.inPlace[found] = u.Principal
				}
				break
			}
		}
		if found == "" {
			unreachable = append(unreachable, s.unitName(unit))
			continue
		}
		if to[found] == nil {
			to[found] = map[string]bool{}
		}
		to[found][unit] = true
	}
	return to, unreachable
}

// reader is the person who reads a principal's digest: the principal, or the
// deputy while the principal is absent; empty if neither can be reached.
func (s *observation) reader(principal string) string {
	if _, away := s.absent[principal]; away {
		principal = s.absent[principal].Deputy
	}
	_, away := s.absent[principal]
	p, ok := s.data.People.Find(principal)
	if !ok || away || p.ServiceOn(s.world.Day) != workgroup.InService || len(s.routes(notify.ToPerson, p.Code)) == 0 {
		return ""
	}
	return p.Code
}

// routes lists the channels that lead to a recipient.
func (s *observation) routes(kind, code string) []string {
	return s.channels[notify.Recipient{Type: kind, Code: code}]
}

// notice is the digest as a row of the outbox; none for a digest without content where the policy wants
// silence then.
func (d Digest) notice(s *observation, to notify.Recipient, n digest.Content, data reports.Data, office string) ([]outbox.Notice, error) {
	if n.Empty() && d.Reporter.Policy.Digest.Empty == "nothing" {
		return nil, nil
	}
	routes := s.routes(to.Type, to.Code)
	row := outbox.Notice{
		ID: d.id(s, to), Series: d.series(to), Since: s.since, Kind: notify.KindDigest, Recipient: to, Channel: notify.Manual, State: outbox.Planned, CreatedAt: s.run.Moment,
		NotBefore: tell.Allowance(d.Reporter.Policy, s.world.Days)(notify.KindDigest, to, s.run.Moment),
		Hops:      []ledger.Hop{{To: to.Code, Role: to.Type, Reason: ledger.Chosen}},
	}
	if to.Private() {
		row.Hops[0].Role = ledger.RoleUnitPrincipal
		if away := s.inPlace[to.Code]; away != "" {
			row.Hops = []ledger.Hop{{To: away, Role: ledger.RoleUnitPrincipal, Reason: "absent"}, {To: to.Code, Role: ledger.RoleUnitPrincipal, Reason: "deputy"}}
		}
	}
	if len(routes) > 0 {
		row.Channel = routes[0]
	}
	if !n.Empty() && slices.Contains(routes, notify.Email) {
		book, err := d.workbook(s, data, office)
		if err != nil {
			return nil, err
		}
		n.Attached, n.TooLarge = len(book) <= maxWorkbook, len(book) > maxWorkbook
		if n.Attached {
			name := phrase.Zh.Say("digest.ledger_file", "date", s.world.Day)
			row.Files = []notify.Attachment{{Name: name, ContentType: xlsxType, Data: book}}
		}
	}
	row.Document = n.Document()
	if !to.Private() && slices.ContainsFunc(routes, func(c string) bool { return c != notify.Email && c != notify.Manual }) {
		// One of the routes is a shared room, and a send may end up there.
		row.Document = n.Room()
	}
	row.Title, row.Body = row.Document.Title, row.Document.Text()
	if d.Act {
		row.State = outbox.Pending
		if row.Channel == notify.Manual {
			row.State = outbox.Manual
		}
	}
	return []outbox.Notice{row}, nil
}

// workbook is the ledger of the digest's period, with all open cases.
func (d Digest) workbook(s *observation, data reports.Data, office string) ([]byte, error) {
	head := digest.Head{Lang: phrase.Zh, Area: areaOf(d.Reporter.Policy), Office: office, Period: data.Period, Made: s.world.Day}
	var book bytes.Buffer
	if err := workbook.WriteReports(&book, digest.Ledger(head, reports.LedgerOf(data))); err != nil {
		return nil, fmt.Errorf("write the ledger: %w", err)
	}
	return book.Bytes(), nil
}

// id is the same for a run that is repeated after a crash, because the digest's period has not moved:
// the outbox refuses a second one.
func (d Digest) id(s *observation, to notify.Recipient) string {
	from := s.began
	if d.Job == ByHand {
		from = s.run.Moment // by hand it is never refused because of an earlier run
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{d.Job, fmt.Sprint(from.UnixMilli()), to.Type, to.Code}, "\x1f")))
	return "msg_" + strings.ToUpper(hex.EncodeToString(sum[:13]))
}
