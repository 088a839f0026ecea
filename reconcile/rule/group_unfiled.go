package rule

import (
	"slices"
	"time"

	"qunguan/reconcile/identity"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// GroupUnfiled is the rule's id.
const GroupUnfiled = "group.unfiled"

var groupUnfiled = &Rule{
	ID: GroupUnfiled, Job: JobGroupCheck, Subject: ledger.SubjectPlatformGroup,
	Judge: County(judgeUnfiled), Reads: ReadsUnregistered | ReadsFilings, Evidence: Fields[unfiledGroup](),
	Confirmed: ByRow, EndedGroups: true,
	Starts: func(View) Start { return Start{Nobody: true} },
	Words: Words{
		Name:  text("未登记的群", "unregistered group"),
		Short: text("没有登记的群", "unregistered groups"),
		Why:   text("名单或活动表里有这个群，登记表里没有：可能是私自建的群，也可能是漏登记了群号。", "Rosters or activity name this group and the registry does not: founded without filing, or its number was never registered."),
		Title: Forms{
			"":       {Zh: "群“{name}”（{platform} {number}）没有登记", En: "Group “{name}” ({platform} {number}) is not registered"},
			"maybe":  {Zh: "群“{name}”（{platform} {number}）没有登记，可能是漏填群号的“{maybe_groups_1}”", En: "Group “{name}” ({platform} {number}) is not registered; it may be “{maybe_groups_1}”, whose number is missing"},
			"number": {Zh: "{platform}群 {number} 没有登记", En: "{platform} group {number} is not registered"},
		},
		Line: Forms{
			"":       {Zh: "“{name}”（{platform} {number}）没有登记，名单上有 {rows} 人，{first_seen}首次出现", En: "“{name}” ({platform} {number}) is not registered; {rows} on its roster, first seen {first_seen}"},
			"maybe":  {Zh: "“{name}”（{platform} {number}）没有登记，可能就是登记表里没填群号的“{maybe_groups_1}”", En: "“{name}” ({platform} {number}) is not registered; it may be “{maybe_groups_1}”, which has no number on record"},
			"number": {Zh: "{platform}群 {number} 没有登记，{first_seen}首次出现", En: "{platform} group {number} is not registered; first seen {first_seen}"},
		},
		Todo: Forms{
			"":      {Zh: "请查明是谁建的、做什么用：需要的补办登记备案，不需要的解散。", En: "Find out who founded it and what for: register and file it, or have it dissolved."},
			"maybe": {Zh: "如果是同一个群，请在登记表里补上群号；不是的，请查明是谁建的。", En: "If it is the same group, enter its number in the registry; else find out who founded it."},
		},
		Measure: text("补办登记备案，或解散。", "Register and file it, or dissolve it."),
	},
	Form: func(v View) string {
		e := of[unfiledGroup](v)
		switch {
		case len(e.MaybeGroups) > 0 && e.Name != "":
			return "maybe"
		case e.Name == "":
			return "number"
		}
		return ""
	},
	Asks: func(_ *Teller, v View) string {
		if len(of[unfiledGroup](v).MaybeGroups) > 0 {
			return "maybe"
		}
		return ""
	},
}

type unfiledGroup struct {
	Name         string     `json:"name" zh:"群名称" en:"Name"`
	Platform     string     `json:"platform" zh:"平台" en:"Platform"`
	Number       string     `json:"number" zh:"平台群号" en:"Number"`
	FirstSeen    Moment     `json:"first_seen" zh:"首次出现" en:"First seen"`
	Rows         int        `json:"rows" zh:"最新名单的人数" en:"People on its newest roster"`
	MaybeGroups  GroupCodes `json:"maybe_groups" zh:"可能是这些没填群号的群" en:"May be one of these groups without a number"`
	MaybeFilings []string   `json:"maybe_filings" zh:"可能是这些备案的群" en:"May be the group of one of these filings"`
}

var reasonUnregistered = because("unregistered", "没有登记", "not registered")

// judgeUnfiled finds platform groups that recent rosters or activity named and that are not
// registered.
func judgeUnfiled(s *Snapshot) []Ruling {
	oldest := s.Moment.Add(-time.Duration(s.Policy.UnfiledDays) * 24 * time.Hour)
	registered := map[string]bool{}
	nameless := map[[2]string]GroupCodes{} // platform, folded name → live groups without a number
	for g := range s.County.Groups.All() {
		if g.Number != "" {
			registered[workgroup.UnfiledKey(g.Platform, g.Number)] = true
		} else if g.Live() {
			key := [2]string{g.Platform, identity.Fold(g.Name)}
			nameless[key] = append(nameless[key], GroupCode(g.Code))
		}
	}
	filings := map[[2]string][]string{} // of approvals that no group has used
	for _, f := range s.County.Filings {
		if f.ForGroup() && f.Group == "" {
			key := [2]string{f.Platform, identity.Fold(f.Name)}
			filings[key] = append(filings[key], f.Code)
		}
	}
	var rulings []Ruling
	for _, u := range s.County.Unregistered {
		if u.LastSeen.Before(oldest) || u.FirstSeen.After(s.Moment) || registered[u.Key] {
			continue
		}
		key := [2]string{u.Platform, identity.Fold(u.Name)}
		e := unfiledGroup{
			Name: u.Name, Platform: u.Platform, Number: u.Number, Rows: u.Rows,
			FirstSeen:   Moment(u.FirstSeen.In(s.Moment.Location()).Format(timeLayout)),
			MaybeGroups: GroupCodes{}, MaybeFilings: []string{},
		}
		if key[1] != "" {
			e.MaybeGroups, e.MaybeFilings = append(e.MaybeGroups, nameless[key]...), append(e.MaybeFilings, filings[key]...)
			slices.Sort(e.MaybeGroups)
			slices.Sort(e.MaybeFilings)
		}
		rulings = append(rulings, Ruling{
			Subject: ledger.Subject{Type: ledger.SubjectPlatformGroup, Code: u.Platform + ":" + u.Number}, Verdict: violated(reasonUnregistered, e), Data: u.LastSeen,
		})
	}
	return rulings
}
