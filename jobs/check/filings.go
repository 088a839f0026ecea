package check

import (
	"context"
	"fmt"

	"qunguan/reconcile/filing"
	"qunguan/reconcile/rule"
)

// FilingRegister reads filings.
type FilingRegister interface {
	FilingRequests(ctx context.Context) ([]filing.Filing, error)
}

// CompareFiling compares a request with the registry at once. It writes nothing.
func CompareFiling(ctx context.Context, w *RegistrySnapshot, r Rosters, request *filing.Request) (filing.Comparison, error) {
	if err := (Judge{Rosters: r}).ReadCounty(ctx, w, rule.CompareReads); err != nil {
		return filing.Comparison{}, err
	}
	return w.CompareFiling(request), nil
}

// HasFiled reports whether the registry has an official account, or an application, that passes the
// test.
func HasFiled(ctx context.Context, w *RegistrySnapshot, kind string, is func(name, unit, number string) bool) (bool, error) {
	if err := (Judge{}).ReadCounty(ctx, w, rule.ReadsAccounts|rule.ReadsApps); err != nil {
		return false, fmt.Errorf("read accounts and applications: %w", err)
	}
	for _, a := range w.County.Accounts {
		if kind == filing.Account && is(a.Name, a.Unit, a.Filing) {
			return true, nil
		}
	}
	for _, a := range w.County.Apps {
		if kind == filing.App && is(a.Name, a.Unit, a.Filing) {
			return true, nil
		}
	}
	return false, nil
}
