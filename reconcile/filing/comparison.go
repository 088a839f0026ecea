package filing

import "qunguan/reconcile/workgroup"

// Advice is the comparison's advice.
type Advice string

// Advice, strongest first.
const (
	UseExisting Advice = "use_existing" // a similar group exists: join it as its administrator (S4.2)
	Rename      Advice = "rename"
	OverQuota   Advice = "over_quota"
	Approve     Advice = "approve"
)

// Comparison is the registry's immediate answer to a request.
type Comparison struct {
	Advice  Advice    `json:"advice"`
	Name    NameCheck `json:"name"`
	Quota   Quota     `json:"quota"`
	Similar []Similar `json:"similar"`
}

// NameCheck is the naming rule's verdict.
type NameCheck struct {
	OK       bool     `json:"ok"`
	Reasons  []string `json:"reasons"`
	Proposed string   `json:"proposed"`
}

// Quota is how much room the own unit has.
type Quota struct {
	Limit  *int           `json:"limit"` // nil: there is none, or it does not count
	Count  int            `json:"count"`
	FreeOn workgroup.Date `json:"free_on"` // when groups that end with their stage make room; empty: not known
}

// Similar is a group that may serve instead.
type Similar struct {
	Group  string  `json:"group"`
	Name   string  `json:"name"`
	Owner  string  `json:"owner"`
	People int     `json:"people"`
	Score  float64 `json:"score"`
	Why    string  `json:"why"`
}

// Advise is the advice that follows from the rest.
func (c *Comparison) Advise() Advice {
	switch {
	case len(c.Similar) > 0:
		return UseExisting
	case !c.Name.OK:
		return Rename
	case c.Quota.Limit != nil && c.Quota.Count >= *c.Quota.Limit:
		return OverQuota
	}
	return Approve
}
