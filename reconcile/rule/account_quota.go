package rule

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// AccountQuota is the rule's id.
const AccountQuota = "account.quota"

var accountQuota = &Rule{
	ID: AccountQuota, Job: JobAccountCheck, Subject: ledger.SubjectUnit,
	Judge: County(judgeAccountQuotas), Keeps: keepsAccountQuota, Reads: ReadsAccounts, Evidence: Fields[accountsOver](),
	Confirmed: ByImport,
	Words: Words{
		Name:    text("政务账号过多", "too many accounts"),
		Short:   text("政务账号超过规定", "units with too many official accounts"),
		Why:     text("规定了一个单位最多几个政务账号；股室、站所的账号算在主管单位里。", "The rules say how many official accounts a unit may have; sections count with their unit."),
		Title:   one("{unit}及下属股室的政务账号超过规定（{limit} 个），多 {over_n} 个", "{unit} and its sections have {over_n} official accounts more than the {limit} allowed"),
		Line:    one("{unit}及下属股室的政务账号超过规定（{limit} 个），粉丝最少的 {over_n} 个是：{names}", "{unit} and its sections have {over_n} official accounts more than the {limit} allowed. Fewest followers: {names}"),
		Todo:    one("请合并，或发停更公告后停止运营多出的账号，报{office}登记。", "Merge them, or announce the end of those too many and stop them; tell {office}."),
		Measure: text("合并或停止运营多出的账号。", "Merge or stop what is too much."),
	},
}

type accountsOver struct {
	Over  []string `json:"over" zh:"多出的账号编号（粉丝最少的在前）" en:"Codes of those too many, fewest followers first"`
	Names []string `json:"names" zh:"多出的账号" en:"Those too many"`
	Limit int      `json:"limit" zh:"规定最多" en:"Allowed"`
}

// judgeAccountQuotas: an own unit with its sections runs more accounts of a
// platform than the policy allows.
func judgeAccountQuotas(s *Snapshot) []Ruling {
	p := s.Policy.Account
	byUnit := map[string]map[string][]workgroup.OfficialAccount{} // own unit → platform → accounts
	for _, a := range s.County.Accounts {
		if _, known := s.Dir.Units[a.Unit]; !known || !Running(a.State) || len(p.QuotaPlatforms) > 0 && !slices.Contains(p.QuotaPlatforms, a.Platform) {
			continue
		}
		own, platform := s.OwnUnit(a.Unit), a.Platform
		if p.QuotaTogether {
			platform = ""
		}
		if byUnit[own] == nil {
			byUnit[own] = map[string][]workgroup.OfficialAccount{}
		}
		byUnit[own][platform] = append(byUnit[own][platform], a)
	}
	fewest := func(a, b workgroup.OfficialAccount) int {
		return cmp.Or(cmp.Compare(max(a.Followers, -1), max(b.Followers, -1)), strings.Compare(a.Code, b.Code))
	}
	var rulings []Ruling
	for _, own := range sortedKeys(byUnit) {
		var over []workgroup.OfficialAccount
		for _, accounts := range byUnit[own] {
			slices.SortFunc(accounts, fewest)
			over = append(over, accounts[:max(0, len(accounts)-p.PerUnit)]...)
		}
		if len(over) == 0 {
			continue
		}
		slices.SortFunc(over, fewest)
		e := accountsOver{Limit: p.PerUnit}
		for _, a := range over {
			e.Over, e.Names = append(e.Over, a.Code), append(e.Names, a.Platform+"“"+a.Name+"”")
		}
		rulings = append(rulings, Ruling{Subject: ledger.Subject{Type: ledger.SubjectUnit, Code: own}, Unit: own, Verdict: violated(reasonTooMany, e), Data: oldestImport(over)})
	}
	return rulings
}

// oldestImport is when all of the accounts had been brought.
func oldestImport(accounts []workgroup.OfficialAccount) time.Time {
	oldest := accounts[0].ImportedAt
	for _, a := range accounts {
		if a.ImportedAt.Before(oldest) {
			oldest = a.ImportedAt
		}
	}
	return oldest
}

func keepsAccountQuota(s *Snapshot, about ledger.Subject) Verdict {
	if s.OwnUnit(about.Code) != about.Code {
		return allClear(reasonWithOwn, nil)
	}
	return allClear(reasonWithin, nil)
}
