package intake

import (
	"slices"
	"strings"

	"qunguan/reconcile/workgroup"
)

// status is a 在职状态. Under a heading that asks whether a person serves, 是 and 否 are answers.
func (r *Cells) status(heading string) string {
	s := r.choice(heading)
	if answer, ok := yesNo[strings.ToLower(s)]; ok && strings.HasPrefix(plainTitle(r.title(heading)), "是否") {
		if answer {
			return workgroup.InServiceStatuses[0]
		}
		return workgroup.LeftStatuses[0]
	}
	return s
}

// checkStatus warns about a state that is neither in service nor left: that person is not judged.
func checkStatus(c *Cells, heading string, p *workgroup.Person) {
	if unclear(p) {
		c.problem(Warning, heading, p.Status, "intake.unclear_status",
			"in_service", strings.Join(workgroup.InServiceStatuses, "、"), "left", strings.Join(workgroup.LeftStatuses, "、"))
	}
}

// unclear reports whether a file gives a state that is neither in service nor left.
func unclear(p *workgroup.Person) bool {
	return p.Status != "" && p.Status != StatusToVerify && workgroup.ServiceOfStatus(p.Status) == workgroup.Unclear
}

// StatusDoubt is a file with an unreadable 在职状态 for more than a tenth of its people: rules about
// missing and leaving people cannot judge them, and would fail silently without it.
type StatusDoubt struct {
	File    string
	People  int      // of the file
	Unclear []string // their codes
	Words   []string // the unreadable states, each once
}

// doubtfulShare is the share of a file's people, one in so many, above which every run reports it.
const doubtfulShare = 10

// Doubtful reports whether the number of unclear states is too large.
func (d StatusDoubt) Doubtful(unclear int) bool { return unclear*doubtfulShare > d.People }

// statusDoubts lists the files with too many unclear states.
func statusDoubts(rows *recordRows[workgroup.Person]) []StatusDoubt {
	var files []*StatusDoubt
	for n := range rows.marks.Len() {
		m := rows.marks.At(n)
		sheet := &rows.sheets[m.sheet]
		if m.has(rowBad) || !sheet.layout.has(headStatus) {
			continue
		}
		at := slices.IndexFunc(files, func(d *StatusDoubt) bool { return d.File == sheet.place.File })
		if at < 0 {
			at, files = len(files), append(files, &StatusDoubt{File: sheet.place.File})
		}
		d := files[at]
		d.People++
		p := rows.known.packer.unpack(m.rec)
		if !unclear(&p) {
			continue
		}
		d.Unclear = append(d.Unclear, p.Code)
		if !slices.Contains(d.Words, p.Status) && len(d.Words) < maxCandidates {
			d.Words = append(d.Words, p.Status)
		}
	}
	var list []StatusDoubt
	for _, d := range files {
		if d.Doubtful(len(d.Unclear)) {
			list = append(list, *d)
		}
	}
	return list
}
