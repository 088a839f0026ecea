package rule

import "qunguan/reconcile/phrase"

// Words of a rule that need no case. A rule that the program does not judge
// has general ones.

// Name is the kind of case in two or three words.
func Name(lang phrase.Lang, id string) string {
	if r := Of(id); r != nil {
		return r.Words.Name.In(lang)
	}
	return id
}

// Short is the kind of case where cases are counted.
func Short(lang phrase.Lang, id string) string {
	if r := Of(id); r != nil {
		return r.Words.Short.In(lang)
	}
	if text, ok := phrase.Of(phrase.Key("notice.short." + id)); ok {
		return text.In(lang) // the name of a notification that is no case
	}
	return lang.Say("notice.short.other")
}

// Why is why such a thing is a case at all; empty for a rule that the program
// does not judge.
func Why(lang phrase.Lang, id string) string {
	if r := Of(id); r != nil {
		return r.Words.Why.In(lang)
	}
	return ""
}

// Measure is 整改措施 as the workbook of the ledger has it.
func Measure(lang phrase.Lang, id string) string {
	if r := Of(id); r != nil {
		return r.Words.Measure.In(lang)
	}
	return lang.Say("report.measure.other")
}
