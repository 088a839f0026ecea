package rule

import "qunguan/reconcile/phrase"

// Reason is the named reason of a verdict. It cannot be made without words,
// and is known to ReasonWord from then on.
type Reason struct {
	ID    string
	Words phrase.Text
	// Count says of {n} things that they could not be judged for this reason;
	// only reasons for not judging have it.
	Count phrase.Text

	byPolicy bool // the policy alone brought a clear verdict about
}

var reasons = map[string]Reason{}

// because makes a reason. Rules may share one by having the same words; other
// words for a known reason stop the program at its start.
func because(id, zh, en string) Reason {
	return keep(Reason{ID: id, Words: phrase.Text{Zh: zh, En: en}})
}

// since is a reason for not judging, with the words of a page about {n} things.
func since(id, zh, en, countZh, countEn string) Reason {
	return keep(Reason{ID: id, Words: phrase.Text{Zh: zh, En: en}, Count: phrase.Text{Zh: countZh, En: countEn}})
}

// byPolicy is a reason of clear verdicts that the policy alone brings about:
// a case that ends for it was not mended.
func byPolicy(id, zh, en string) Reason {
	return keep(Reason{ID: id, Words: phrase.Text{Zh: zh, En: en}, byPolicy: true})
}

// shared is a reason that hops of a chain give too: the catalogue has its
// words.
func shared(id string) Reason {
	words, ok := phrase.Of(phrase.Key("reason." + id))
	if !ok {
		panic("rule: a reason without words: " + id)
	}
	return keep(Reason{ID: id, Words: words})
}

func keep(r Reason) Reason {
	if known, ok := reasons[r.ID]; ok && known != r {
		panic("rule: one reason, two wordings: " + r.ID)
	}
	reasons[r.ID] = r
	return r
}

// ReasonWord is a named reason of a rule or of another part of the program in words (phrase
// "reason."); a reason without words is itself.
func ReasonWord(lang phrase.Lang, id string) string {
	if r, ok := reasons[id]; ok {
		return r.Words.In(lang)
	}
	if t, ok := phrase.Of(phrase.Key("reason." + id)); ok {
		return t.In(lang)
	}
	return id
}

// CountWord says of n things that they could not be judged for the reason;
// false for a reason that has no such words.
func CountWord(lang phrase.Lang, id string, n int) (string, bool) {
	r, ok := reasons[id]
	if !ok || r.Count.IsZero() {
		return "", false
	}
	return r.Count.Say(lang, "n", n), true
}

// ByPolicy reports whether the policy alone brought a clear verdict about.
func (v Verdict) ByPolicy() bool { return reasons[v.Reason].byPolicy }

// Reasons that several rules give.
var (
	reasonRobot          = because("robot", "机器人", "robot")
	reasonBoundOutsider  = because("bound_outsider", "已登记的外部人员", "outsider on file")
	reasonStateUnclear   = since("state_unclear", "在职状态读不懂", "state unclear", "{n} 人次因在职状态读不懂而没有检查", "not judged, the 在职状态 cannot be read: {n} members or people")
	reasonOpenGroup      = byPolicy("open_group", "开放的群", "open group")
	reasonNotInService   = shared("not_in_service")
	reasonLeft           = shared("left")
	reasonDropped        = byPolicy("no_longer_asked", "制度不再要求", "no longer asked for")
	reasonNotStaged      = because("not_staged", "不是阶段性群", "not stage-limited")
	reasonRuleOff        = shared("rule_off")
	reasonSuperseded     = because(ReasonSuperseded, "已归入另一个问题", "superseded by another case")
	reasonNobodyFits     = because("nobody_fits", "对不上任何人", "nobody fits")
	reasonNoCard         = because("no_card", "没有设群昵称", "no card set")
	reasonNoNicknames    = since("no_nickname_column", "名单没有群昵称", "no nicknames in the source", "{n} 个账号（人）因名单没有“群昵称”一栏而认不出", "not identified, the roster has no 群昵称 column: {n} account(s) or people")
	reasonRosterStale    = since("roster_stale", "名单过期或未采集", "roster stale", "{n} 个群的成员名单过期或没有，没有核对成员", "members not checked, roster missing or out of date: {n} group(s)")
	reasonRosterInFuture = since("roster_from_the_future", "名单的采集时间晚于检查时刻", "roster from the future", "{n} 个群的名单日期在检查之后，没有核对成员", "members not checked, roster dated after the run: {n} group(s)")
	reasonDamaged        = since(ReasonDamaged, "名单在数据库里已损坏", "roster damaged in the registry", "{n} 个群的成员名单在数据库里已损坏，没有核对成员，请重新导入", "members not checked, roster damaged in the registry, import it again: {n} group(s)")
	reasonNotCovered     = since(ReasonNotCovered, "本次没有查看", "not looked at", "{n} 个对象这次没有查看", "not looked at: {n}")
)

// ReasonSuperseded says that another rule before this one holds for the account.
const ReasonSuperseded = "superseded"

// ReasonDamaged says that the registry's own document of a roster cannot be
// read any more: nothing follows from it about anybody.
const ReasonDamaged = "roster_damaged"

// ReasonNotCovered says that the run did not look at the subject at all.
const ReasonNotCovered = "not_covered"

// judged is the verdict on a subject that was looked at and not met.
var judged = Verdict{Outcome: Clear}
