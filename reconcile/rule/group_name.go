package rule

import (
	"iter"
	"slices"

	"qunguan/reconcile/ledger"
	"qunguan/reconcile/naming"
	"qunguan/reconcile/policy"
)

// GroupName is the rule's id.
const GroupName = "group.name"

var groupName = &Rule{
	ID: GroupName, Job: JobGroupCheck, Subject: ledger.SubjectGroup,
	Judge: County(judgeGroupNames), Keeps: keepsGroupName, Reads: ReadsHistory, Evidence: Fields[badName](),
	Words: Words{
		Name:  text("群名不规范", "group name"),
		Short: text("群名不符合命名规则", "names against the naming rule"),
		Why:   text("群名要看得出是哪个地方、哪个单位的什么群，不用“火星文”和装饰符号。", "A name shows whose group it is and what for, without decorative characters."),
		Title: Forms{
			"":          {Zh: "群名“{group}”不规范：{reasons}", En: "The name “{group}” breaks the naming rule: {reasons}"},
			"offenders": {Zh: "群名“{group}”不规范：{reasons}（{offending}）", En: "The name “{group}” breaks the naming rule: {reasons} ({offending})"},
		},
		Line: Forms{
			"":          {Zh: "群名不规范：{reasons}", En: "The name breaks the naming rule: {reasons}"},
			"offenders": {Zh: "群名不规范：{reasons}，不能用的是{offending}", En: "The name breaks the naming rule: {reasons}; not allowed: {offending}"},
		},
		Todo: Forms{
			"":         {Zh: "请按命名规则改群名，改好后报{office}登记；不知怎么改的，请问{office}。", En: "Rename the group by the naming rule and tell {office} the new name; ask {office} if unsure."},
			"proposed": {Zh: "请改群名，建议改为“{proposed}”；改好后报{office}登记。", En: "Rename the group, for example “{proposed}”, and tell {office} the new name."},
		},
		Measure: text("按命名规则改群名。", "Rename the group by the naming rule."),
	},
	Form: nameForm,
	Asks: func(_ *Teller, v View) string { return proposedForm(of[badName](v).Proposed) },
}

// nameForm tells the offending characters where there are any.
func nameForm(v View) string {
	if len(of[badName](v).Offending) > 0 {
		return "offenders"
	}
	return ""
}

func proposedForm(proposed string) string {
	if proposed != "" {
		return "proposed"
	}
	return ""
}

// badName is the evidence of a name that breaks the naming rule.
type badName struct {
	Reasons   ReasonIDs `json:"reasons" zh:"不合规范之处" en:"What is wrong"`
	Offending Offenders `json:"offending" zh:"不能用的字符" en:"Characters not allowed"`
	Proposed  string    `json:"proposed,omitempty" zh:"建议改为" en:"Proposed"`
}

// Offenders are grapheme clusters that a name may not have.
type Offenders []string

// say names invisible and look-alike characters, which a reader cannot see.
func (o Offenders) say(t *Teller, m manner) string {
	p := policy.Naming{Characters: "plain"}
	if t.Policy != nil && t.Policy.Group.Naming.Characters != "" {
		p = t.Policy.Group.Naming
	}
	r, err := naming.New(p, nil)
	return t.each(len(o), m, func(i int) string {
		if err != nil {
			return t.plain(o[i], m)
		}
		return r.Describe(o[i], t.Lang)
	})
}

var (
	_                = because(naming.CodeMissing, "群名开头没有代码", "no code at its start")
	_                = because(naming.CodeOrg, "代码中的机构与登记的不符", "the code's organisation is not the registered one")
	_                = because(naming.CodeDept, "代码中的部门与登记的不符", "the code's department is not the registered one")
	_                = because(naming.CodeTaken, "代码与另一个群相同", "another group has the code")
	_                = because(naming.CodeAlone, "代码后面没有名称", "nothing follows the code")
	_                = because(naming.Prefix, "开头不是地区或单位名称", "it does not begin with the area or the unit")
	_                = because(naming.Suffix, "结尾不合规定", "its ending is wrong")
	_                = because(naming.Blank, "中间有空格", "white space inside")
	_                = because(naming.Characters, "有不能用的字符", "characters that are not allowed")
	reasonBrokenName = because("naming_rule_broken", "不符合命名规则", "breaks the naming rule")
)

func reasonIDs(reasons []string) ReasonIDs {
	list := make(ReasonIDs, len(reasons))
	for i, r := range reasons {
		list[i] = ReasonID(r)
	}
	return list
}

// judgeGroupNames: the names of live groups break the naming rule. Codes and
// proposals are told apart over all of them.
func judgeGroupNames(s *Snapshot) []Ruling {
	live := s.liveNames("")
	book := s.namingRule(s.Policy.Group.Naming).NewBook(live)
	var rulings []Ruling
	for g := range live {
		f := book.Judge(g)
		if len(f.Reasons) == 0 {
			continue
		}
		rulings = append(rulings, Ruling{
			Subject: ledger.Subject{Type: ledger.SubjectGroup, Group: g.Code}, Unit: g.Unit,
			Verdict: violated(reasonBrokenName, badName{
				Reasons: reasonIDs(f.Reasons), Offending: append(Offenders{}, f.Offending...), Proposed: book.Propose(g),
			}),
		})
	}
	return rulings
}

// liveNames gives the names of the live groups but one, in the order of their codes.
func (s *Snapshot) liveNames(but string) iter.Seq[naming.Named] {
	return func(yield func(naming.Named) bool) {
		for g := range s.County.Groups.All() {
			if g.Live() && g.Code != but &&
				!yield(naming.Named{Code: g.Code, Name: g.Name, Unit: g.Unit, Platform: g.Platform, Category: g.Category, Since: s.knownAge(g)}) {
				return
			}
		}
	}
}

var reasonNotJudged = because("category_not_judged", "这类群不看名称", "names of such groups are not judged")

func keepsGroupName(s *Snapshot, about ledger.Subject) Verdict {
	switch g := s.County.Groups.Of(about.Group); {
	case !g.Live():
		return allClear(reasonNotLive, nil)
	case slices.Contains(s.Policy.Group.Naming.ExemptCategories, g.Category):
		return allClear(reasonNotJudged, nil)
	}
	return allClear(reasonFits, nil)
}
