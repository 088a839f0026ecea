package pages

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"qunguan/cmd/internal/web/page"
	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/phrase"
)

// noticesPerPage is how many notices stand on one page, each with its text.
const noticesPerPage = 20

// noticeStates in the order of a notice's life.
var noticeStates = []outbox.State{
	outbox.Planned, outbox.Pending, outbox.Sending, outbox.Sent, outbox.Failed, outbox.Uncertain,
	outbox.Manual, outbox.Relayed, outbox.Dead, outbox.Withdrawn,
}

// noticesView is the content of the page of notices.
type noticesView struct {
	About      string // a sentence when only one case's notices are shown
	Case       string
	States     []page.Option
	Notices    []noticeRow
	Prev, Next string
}

// noticeRow is one notice in words, with its exact text.
type noticeRow struct {
	Anchor, URL          string
	Title, Body          string
	To, Kind, Channel    string
	State, StateCode     string
	Bad                  bool
	Created, NotBefore   string
	Sent, RelayedBy      string
	Attempts             int
	LastError, Withdrawn string
	Hops                 []page.Fact
	Cases                []caseLink
	CaseCount, CasesMore int
}

type caseLink struct{ ID, URL string }

// casesPerNotice is how many of a notice's cases are linked one by one.
const casesPerNotice = 40

func (s *Pages) noticesPage(r *http.Request, f frame) (page.View, error) {
	q := outbox.Filter{Limit: noticesPerPage + 1}
	state := outbox.State(f.Query.Get("state"))
	if slices.Contains(noticeStates, state) {
		q.States = []outbox.State{state}
	} else {
		state = ""
	}
	v := noticesView{States: []page.Option{{Value: "", Label: f.Say("web.filter.any"), Selected: state == ""}}}
	if id, err := strconv.ParseInt(f.Query.Get("case"), 10, 64); err == nil && id > 0 {
		q.Case, v.Case, v.About = id, strconv.FormatInt(id, 10), f.Say("web.notices.about", "id", id)
	}
	for _, st := range noticeStates {
		v.States = append(v.States, page.Option{Value: string(st), Label: f.Word("notice_state", string(st)), Selected: st == state})
	}
	number, err := strconv.Atoi(f.Query.Get("page"))
	if err != nil || number < 1 || number > 1_000_000 {
		number = 1
	}
	q.Offset = (number - 1) * noticesPerPage
	notices, err := s.Ledger.Notices(r.Context(), q)
	if err != nil {
		return page.View{}, fmt.Errorf("read notices: %w", err)
	}
	at := func(n int) string {
		return f.Link("/notices", "state", string(state), "case", v.Case, "page", strconv.Itoa(n))
	}
	if number > 1 {
		v.Prev = at(number - 1)
	}
	if len(notices) > noticesPerPage {
		notices, v.Next = notices[:noticesPerPage], at(number+1)
	}
	for _, n := range notices {
		v.Notices = append(v.Notices, f.noticeRow(n))
	}
	return page.View{Template: templates["notices"], Title: f.Say("web.notices"), Data: v}, nil
}

func (f frame) noticeRow(n outbox.Notice) noticeRow {
	row := noticeRow{
		Anchor: "n-" + n.ID, Title: n.Title, Body: n.Body, To: f.recipient(n.Recipient),
		Kind: f.Word("notice_kind", n.Kind), Channel: f.Word("web.channel", n.Channel),
		State: f.Word("notice_state", string(n.State)), StateCode: string(n.State),
		Bad:     n.State == outbox.Failed || n.State == outbox.Dead || n.State == outbox.Uncertain,
		Created: f.Time(n.CreatedAt), NotBefore: f.Time(n.NotBefore), Sent: f.Time(n.SentAt),
		Attempts: n.Attempts, CaseCount: len(n.Cases),
	}
	if n.State == outbox.Withdrawn {
		row.Withdrawn = f.Word("notice_withdrawn", n.LastError)
	} else {
		row.LastError = f.failure(n.LastError)
	}
	if n.RelayedBy != "" {
		row.RelayedBy = f.Names.Person(n.RelayedBy)
	}
	for _, h := range n.Hops {
		who := f.Word("role", h.Role)
		if f.Names.People[h.To].Name != "" {
			who += " " + f.Names.Person(h.To)
		}
		row.Hops = append(row.Hops, page.Fact{Label: who, Value: f.Reason(h.Reason)})
	}
	for _, id := range n.Cases[:min(len(n.Cases), casesPerNotice)] {
		code := strconv.FormatInt(id, 10)
		row.Cases = append(row.Cases, caseLink{code, f.Link("/cases/" + code)})
	}
	row.CasesMore = max(0, len(n.Cases)-casesPerNotice)
	return row
}

// recipient is a notice's recipient, by name.
func (f frame) recipient(r notify.Recipient) string {
	switch r.Type {
	case notify.ToPerson:
		return f.Names.Person(r.Code)
	case notify.ToUnit:
		return f.Names.Unit(r.Code)
	case notify.ToGroup:
		return f.Names.Group(r.Code)
	case notify.ToOps:
		return f.Say("recipient.ops")
	}
	if r.Name != "" {
		return r.Name
	}
	return f.Say("web.recipient.office", "code", r.Code)
}

// failure is a failed send as the outbox recorded it, with the named reason
// in words before it where the catalogue has some.
func (f frame) failure(recorded string) string {
	isReason := func(r rune) bool { return r == '_' || 'a' <= r && r <= 'z' }
	for _, word := range strings.FieldsFunc(recorded, func(r rune) bool { return !isReason(r) }) {
		if key := phrase.Key("channel.reason." + word); phrase.Has(key) {
			return f.Lang.Say(key) + "（" + recorded + "）"
		}
	}
	return recorded
}
