package rule

import (
	"qunguan/reconcile/identity"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// MemberCard is the rule's id.
const MemberCard = "member.card"

var memberCard = &Rule{
	ID: MemberCard, Job: JobMemberCheck, Subject: ledger.SubjectAccount,
	Judge: Account(judgeCard), Evidence: Fields[wrongCard](), Figure: Figure{Fact: "nickname", By: "templates"},
	Confirmed: ByRoster, Removes: true, Concerned: ledger.ToldBefore,
	Words: Words{
		Name:  text("群昵称不规范", "wrong card"),
		Short: text("群昵称不合要求", "wrong cards"),
		Why:   text("已经知道是谁，但群昵称不是规定的写法。", "It is known who this is, but the card is not in an accepted form."),
		Title: Forms{
			"":        {Zh: "{name}在群“{group}”的群昵称“{nickname}”不合要求，应改为“{accepted_1}”", En: "{name}'s card “{nickname}” in group “{group}” should read “{accepted_1}”"},
			"no_card": {Zh: "{name}在群“{group}”里没有设群昵称，应设为“{accepted_1}”", En: "{name} has set no card in group “{group}”; it should read “{accepted_1}”"},
		},
		Line:   one("群昵称不合要求：{who}", "Wrong card: {who}"),
		Many:   text("{n} 人的群昵称不合要求：{list}", "{n} wrong cards: {list}"),
		Todo:   one("请提醒本人修改群昵称。", "Ask them to change the card."),
		Demand: text("请核对；仍未修改的，请告知原因后移出本群。", "Check again; who has not changed it: give the reason and remove them."),
		Reason: text("群昵称不合要求", "the card does not follow the rules"),
		Prior:  one("请把群昵称改成“{accepted_1}”，改好后不会移出", "Please change your card to “{accepted_1}”; then you stay"),
		Yours: Forms{
			"":        {Zh: "您的群昵称现为“{nickname}”，应为“{accepted_1}”", En: "Your card is “{nickname}” and should be “{accepted_1}”"},
			"no_card": {Zh: "您没有设群昵称，应设为“{accepted_1}”", En: "You have set no card; it should be “{accepted_1}”"},
		},
		Announced: Forms{
			"":        {Zh: "{name}（群昵称现为“{nickname}”，应改为“{accepted_1}”）", En: "{name} (card now “{nickname}”, should be “{accepted_1}”)"},
			"no_card": {Zh: "{name}（没有设群昵称，应设为“{accepted_1}”）", En: "{name} (no card; it should be “{accepted_1}”)"},
		},
		Own:     one("这是您本人的群昵称：请改成“{accepted_1}”。", "This is your own card: please change it to “{accepted_1}”."),
		Entry:   text("请{name}把群昵称改为“{accepted_1}”", "ask {name} to set the card to “{accepted_1}”"),
		Copy:    text("{name}，您好：请把您在“{group}”里的昵称改为“{accepted_1}”，谢谢。", "{name}, hello: please set your card in “{group}” to “{accepted_1}”. Thank you."),
		Measure: text("按规定格式修改群昵称。", "Correct the card."),
	},
	Form: func(v View) string {
		if of[wrongCard](v).noCard() {
			return "no_card"
		}
		return ""
	},
	Named: func(t *Teller, v View) string {
		e := of[wrongCard](v)
		return t.label(e.name(), e.now(t), e.wanted(t))
	},
}

type wrongCard struct {
	memberFacts

	Accepted  []string  `json:"accepted" zh:"可用的群昵称" en:"Accepted cards"` // the one to propose first
	Templates Templates `json:"templates" zh:"群昵称格式" en:"Card formats"`
}

// hidden: the forms themselves say more than their pattern.
func (e wrongCard) hidden(*Teller) []string {
	if len(e.Accepted) > 0 {
		return []string{"templates"}
	}
	return nil
}

func (e wrongCard) now(t *Teller) string {
	switch {
	case e.Nickname == nil:
		return ""
	case e.card() == "":
		return t.Say("notice.no_card")
	}
	return t.Say("notice.now", "what", t.Say("notice.quoted", "text", e.card()))
}

func (e wrongCard) wanted(t *Teller) string {
	if len(e.Accepted) == 0 {
		return ""
	}
	wanted := t.Say("notice.wanted", "what", t.Say("notice.quoted", "text", e.Accepted[0]))
	if difference := identity.Difference(e.card(), e.Accepted[0]); difference != "" {
		wanted += t.Say("notice.looks_alike", "difference", difference)
	}
	return wanted
}

// fittingCard is the evidence of a clear verdict.
type fittingCard struct {
	Nickname  string   `json:"nickname"`
	Templates []string `json:"templates"`
}

var (
	reasonCardFits    = because("card_fits", "群昵称符合要求", "card fits")
	reasonCardDiffers = because("card_differs", "群昵称不符合要求", "card differs")
	reasonByWord      = since("by_word", "只是口头说明没有变动", "only said to be unchanged", "{n} 人的群昵称没有核对：名单只是口头说明没有变动", "cards not judged, the roster was only said to be unchanged: {n}")
)

// judgeCard finds colleagues in service whose card is none of the forms that the group accepts.
func judgeCard(m *MemberView) Verdict {
	switch {
	case !m.identified() || m.Here != workgroup.InService:
		return allClear(reasonNotInService, nil)
	case !m.Roster.HasNicknames:
		return cannotJudge(reasonNoNicknames, nil)
	case m.Member.Origin == workgroup.OriginByWord:
		return cannotJudge(reasonByWord, nil)
	}
	fits := m.Matcher.HasFittingCard(m.Who, m.Member.Nickname, &m.Person)
	if fits && !m.Detail {
		return allClear(reasonCardFits, nil)
	}
	templates := m.Policy.Member.Nickname.TemplatesFor(m.Group.Category)
	if fits {
		return allClear(reasonCardFits, fittingCard{m.Member.Nickname, templates})
	}
	reason := reasonCardDiffers
	if m.Member.Nickname == "" {
		reason = reasonNoCard
	}
	return violated(reason, wrongCard{memberFacts: m.facts(), Accepted: m.Matcher.AcceptedCards(m.Person.Code), Templates: templates})
}
