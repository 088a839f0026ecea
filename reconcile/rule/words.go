package rule

import "qunguan/reconcile/phrase"

// Forms are the forms of one sentence, by name. The form "" is said where no
// other is asked for, and instead of one that the sentence does not have.
type Forms map[string]phrase.Text

// text is the form, or the plain one.
func (f Forms) text(form string) phrase.Text {
	if t, ok := f[form]; ok {
		return t
	}
	return f[""]
}

// one is a sentence with the plain form only.
func one(zh, en string) Forms { return Forms{"": {Zh: zh, En: en}} }

// text is a sentence in both languages.
func text(zh, en string) phrase.Text { return phrase.Text{Zh: zh, En: en} }

// Words are all the words of a rule. {placeholders} are the keys of its
// evidence; of a list {key} is all of it, {key_1} its first and {key_n} how
// many there are. Every sentence may also use {group}, {account}, {person}
// and {unit}; some have placeholders of their own (see each).
type Words struct {
	Name  phrase.Text // the kind of case in two or three words, for lists and filters
	Short phrase.Text // the kind of case where cases are counted: rooms, digests
	Why   phrase.Text // why such a thing is a case at all, for its page

	Title Forms // the case in one sentence, as the ledger has it
	// Line is the fault in words, under the group's heading. {who}: Named. Where a placeholder has no
	// value (a case older than the rule's present evidence), the case's title is said instead.
	Line Forms
	// Many is the line about several cases of one group: {n}, {list} of Named.
	// Rules without Named have none.
	Many phrase.Text
	// Todo is the advice: {office} that leads, {card} the form of card that the group asks for, in
	// words, {proposal} of a successor where there is one.
	Todo Forms

	// Only rules that ask for a removal:

	Demand phrase.Text // the demand when reminders had no effect; placeholders of Todo
	Reason phrase.Text // why, as the person concerned and the group may read it
	Prior  Forms       // the advice to the person concerned beforehand; none: the usual words
	// Yours is the matter as the person concerned reads it beforehand: the present state and the one
	// that is asked for. Announced is the person in the text for the group; none: name and Reason.
	Yours     Forms
	Announced Forms
	Entry     phrase.Text // the advice, in the list of a group's members
	Copy      phrase.Text // a text to send to the owner of the account

	// Own is the advice to a person who answers for a case about themselves; none: Todo. A person is
	// not asked to remove themselves.
	Own Forms

	Measure phrase.Text // 整改措施, as the workbook of the ledger has it

	Task *TaskWords // of cases that stand Together
}

// TaskWords are those of several cases that are one task.
type TaskWords struct {
	Heading phrase.Text // the section's heading
	Line    phrase.Text // {n}, {list}
	// Both is the line where cases of another rule belong to the task too.
	Both phrase.Text
	// Item is one of the list: {group}. Pairs have none: their list is the
	// groups of all of them, each once.
	Item phrase.Text
	// Proposed is an item for which there is a successor: {group}, {name},
	// {reason}. Only rules that need one.
	Proposed phrase.Text
	Todo     phrase.Text // {n}, {office}
	// Rest is a list that was cut short: {list}, {n}; none: so many groups.
	Rest phrase.Text
	// Count is Line for readers above who need no list; none: Line.
	Count phrase.Text // {n}
}
