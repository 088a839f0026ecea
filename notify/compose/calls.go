package compose

import (
	"cmp"
	"slices"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
)

// calls are the notices to the people who have to make the calls that a plan newly asks for: a task that only
// stands in a list is not done. The caller is the leading office's contact, or else the office. Such a
// notice tells no case. Where neither can be reached the calls wait in the relay sheet.
func (p *planner) calls(byPhone []outbox.Notice) (create []outbox.Notice) {
	byCaller := map[notify.Recipient][]outbox.Notice{}
	var callers []notify.Recipient
	for _, n := range byPhone {
		to, ok := p.caller(n)
		if !ok {
			continue
		}
		if byCaller[to] == nil {
			callers = append(callers, to)
		}
		byCaller[to] = append(byCaller[to], n)
	}
	for _, to := range callers {
		create = append(create, p.toCall(to, byCaller[to]))
	}
	return create
}

// byPhone are the notices that ask for a call; a planned one asks for none.
func (p *planner) byPhone(create []outbox.Notice) (list []outbox.Notice) {
	for _, n := range create {
		if p.in.Act && n.Channel == notify.Manual && slices.ContainsFunc(n.Notifications, func(t ledger.Notification) bool { return t.Phone }) {
			list = append(list, n)
		}
	}
	return list
}

// caller is the recipient who makes a call: never the person to be called.
func (p *planner) caller(n outbox.Notice) (notify.Recipient, bool) {
	office := cmp.Or(p.in.Policy.Lead.Group, roleOffice)
	contact := p.in.Policy.Offices[office].Contact
	if contact != "" && contact != n.Recipient.Code && p.in.deputyStands(contact) == ledger.Chosen && len(p.in.channels(notify.ToPerson, contact)) > 0 {
		return p.in.person(contact), true
	}
	return p.in.office(office), len(p.in.channels(notify.ToOffice, office)) > 0 && n.Recipient.Type != notify.ToOffice
}

// toCall is the notice to one caller. A shared room gets the number of calls and the way to the list,
// and no name.
func (p *planner) toCall(to notify.Recipient, calls []outbox.Notice) outbox.Notice {
	say := func(key string, pairs ...any) string { return newWriter(p.in).say(key, pairs...) }
	doc := notify.Document{
		Lang: p.in.Lang, Title: say("notice.calls.title", "n", len(calls)),
		Intro: []string{say("notice.calls.intro", "n", len(calls))}, Outro: []string{say("notice.calls.sheet")},
	}
	if to.Private() {
		section := notify.Section{}
		for _, n := range calls[:min(MaxLines, len(calls))] {
			phone := p.in.People.Of(n.Recipient.Code).Mobile
			if n.Recipient.Type == notify.ToOffice {
				phone = p.in.Policy.Offices[n.Recipient.Code].Phone
			}
			key := "notice.calls.line"
			if phone == "" {
				key = "notice.calls.line.no_number"
			}
			section.Lines = append(section.Lines, notify.Line{Text: say(key, "name", cmp.Or(n.Recipient.Name, n.Recipient.Code), "phone", phone, "n", len(n.Cases), "id", n.ID)})
		}
		doc.Sections, doc.LeftOut = []notify.Section{section}, len(calls)-len(section.Lines)
	}
	return outbox.Notice{
		ID: p.in.NewID(), Kind: notify.KindDigest, Recipient: to, Channel: p.in.channels(to.Type, to.Code)[0], State: outbox.Pending,
		CreatedAt: p.in.Now, NotBefore: p.in.Allowed(notify.KindDigest, to, p.in.Now), Title: doc.Title, Body: doc.Text(), Document: doc,
		Hops: []ledger.Hop{{To: to.Code, Role: roleOffice, Reason: ledger.Chosen}},
	}
}
