package rule

import (
	"qunguan/reconcile/filing"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// FilingUnused is the rule's id.
const FilingUnused = "filing.unused"

var filingUnused = &Rule{
	ID: FilingUnused, Job: JobGroupCheck, Subject: ledger.SubjectPerson,
	Judge: County(judgeUnusedFilings), Reads: ReadsRequests, Evidence: Fields[unusedFiling](),
	Starts: func(v View) Start { return Start{Person: v.Case.Subject.Person} },
	Words: Words{
		Name:    text("批准后没有建群", "approved and not used"),
		Short:   text("批准后没有使用的报备", "filings that were approved and not used"),
		Why:     text("报备批准后一直没有用上，批准的事项可能已经不需要了。", "What was approved never came: it may not be needed any more."),
		Title:   one("{number}“{name}”批准后没有使用", "{number} “{name}” was approved and never used"),
		Line:    one("报备“{name}”（{number}）{approved_on}批准，一直没有使用", "The filing “{name}” ({number}) was approved on {approved_on} and never used"),
		Todo:    one("已经建好的，请把名单或登记表报{office}；不再需要的，请告诉{office}。", "If it is there, send its list or its row to {office}; if it is not needed any more, tell {office}."),
		Measure: text("使用，或放弃。", "Use it, or give it up."),
	},
}

type unusedFiling struct {
	Filing     int64          `json:"filing" zh:"报备" en:"Filing"`
	Number     string         `json:"number" zh:"备案编号" en:"Number"`
	Name       string         `json:"name" zh:"名称" en:"Name"`
	ApprovedOn workgroup.Date `json:"approved_on" zh:"批准日期" en:"Approved on"`
}

var reasonUnused = because("unused", "批准后没有使用", "approved and not used")

// judgeUnusedFilings finds filings that were approved so many days ago and whose subject has not
// come.
func judgeUnusedFilings(s *Snapshot) []Ruling {
	var rulings []Ruling
	for _, f := range s.County.Requests {
		on := workgroup.DateOf(f.DecidedAt.In(s.Moment.Location()))
		if f.State != filing.Approved || on.DaysUntil(s.Day) < s.Policy.Filing.UnusedDays {
			continue
		}
		rulings = append(rulings, Ruling{
			Subject: ledger.Subject{Type: ledger.SubjectPerson, Person: f.Request.By, Code: f.Number}, Unit: f.Request.Unit,
			Verdict: violated(reasonUnused, unusedFiling{f.ID, f.Number, f.Request.Name, on}),
		})
	}
	return rulings
}
