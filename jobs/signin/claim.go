package signin

import (
	"fmt"
	"slices"
	"strings"
)

// Claim is the field of the directory with which a provider's claim is compared.
type Claim string

// The kinds of claims, by the column of the directory.
const (
	ByCode   Claim = "工号"
	ByMobile Claim = "phone"
	ByMail   Claim = "mail"
)

// ClaimOf reads OIDC_CLAIM: 工号, phone or mail, optionally followed by = and the provider's own name of
// the claim.
func ClaimOf(text string) (kind Claim, name string, err error) {
	word, name, _ := strings.Cut(strings.TrimSpace(text), "=")
	word, name = strings.TrimSpace(word), strings.TrimSpace(name)
	var usual string
	switch {
	case slices.Contains([]string{"工号", "code"}, word):
		kind, usual = ByCode, "preferred_username"
	case slices.Contains([]string{"phone", "手机"}, word):
		kind, usual = ByMobile, "phone_number"
	case slices.Contains([]string{"mail", "email", "邮箱"}, word):
		kind, usual = ByMail, "email"
	default:
		return "", "", fmt.Errorf("claim %q is none of 工号, phone, mail", word)
	}
	if name == "" {
		name = usual
	}
	return kind, name, nil
}
