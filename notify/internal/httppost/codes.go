package httppost

import (
	"strconv"

	"qunguan/notify"
)

// Codes judges the answers of providers that decide by a code in a JSON body:
// HTTP 200 with a code that is not 0 is a failure.
type Codes struct {
	Name  string // of the code in the body, for receipts and failures: "errcode"
	Known map[int]notify.Failure
}

// Judge reads an answer whose body held the given code (nil: none was found). The failure is nil when
// the message was accepted. A whole answer without a code is not the provider's (Foreign); after a cut
// answer it is unknown whether the message arrived. An unknown code is permanent, so that the
// recipient's next route is tried.
func (c Codes) Judge(a Answer, code *int) (notify.Receipt, *notify.Failure) {
	if a.Broken != "" {
		code = nil
	}
	refusal := a.Refusal()
	if refusal != nil && (code == nil || *code == 0) {
		return notify.Receipt{}, refusal
	}
	if code == nil {
		return notify.Receipt{}, a.Foreign()
	}
	name := c.Name + " " + strconv.Itoa(*code)
	if *code == 0 {
		return notify.Receipt{Code: name}, nil
	}
	f, known := c.Known[*code]
	switch {
	case known:
	case refusal != nil:
		f = *refusal // an unknown code beside a status that explains the refusal
	default:
		f = notify.Failure{Class: notify.Permanent, Reason: notify.ReasonRefused, Ops: true}
	}
	f.Code = name
	if f.Class == notify.RateLimited {
		f.After = max(f.After, a.RetryAfter)
	}
	return notify.Receipt{}, &f
}
