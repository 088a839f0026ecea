package workgroup

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Account is a person's account on one platform, as written.
type Account struct{ Platform, Name string }

// Accounts are a person's accounts, by platform, at most one on each and none of them empty. They are a
// list because a run holds the accounts of all people: maps of one entry would be a third of the memory
// of a county of 100,000 people.
type Accounts []Account

// AccountsOf lists the accounts of a map from platform to account.
func AccountsOf(byPlatform map[string]string) Accounts {
	var list Accounts
	for platform, name := range byPlatform {
		list = list.With(platform, name)
	}
	return list
}

// On is the account on the platform; empty for none.
func (a Accounts) On(platform string) string {
	for _, account := range a {
		if account.Platform == platform {
			return account.Name
		}
	}
	return ""
}

// With is a new list with this account on the platform, or without one where the name is empty.
func (a Accounts) With(platform, name string) Accounts {
	at, found := slices.BinarySearchFunc(a, platform, func(b Account, p string) int { return strings.Compare(b.Platform, p) })
	list := slices.Clone(a)
	if found {
		list = slices.Delete(list, at, at+1)
	}
	if name != "" {
		list = slices.Insert(list, at, Account{platform, name})
	}
	if len(list) == 0 {
		return nil
	}
	return list
}

// MarshalJSON writes an object from platform to account, sorted by platform.
func (a Accounts) MarshalJSON() ([]byte, error) {
	byPlatform := make(map[string]string, len(a))
	for _, account := range a {
		byPlatform[account.Platform] = account.Name
	}
	return json.Marshal(byPlatform)
}

// UnmarshalJSON reads the form of MarshalJSON.
func (a *Accounts) UnmarshalJSON(text []byte) error {
	var byPlatform map[string]string
	if err := json.Unmarshal(text, &byPlatform); err != nil {
		return fmt.Errorf("accounts: %w", err)
	}
	*a = AccountsOf(byPlatform)
	return nil
}
