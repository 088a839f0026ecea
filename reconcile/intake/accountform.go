package intake

import (
	"strings"

	"qunguan/reconcile/workgroup"
)

// The possible forms of accounts and numbers. A cell of another form would be stored as an account of
// its own, and its owner accused of using another one.

// platformQQ is the platform whose accounts are numbers.
const platformQQ = "QQ"

// Numbers of digits of a QQ number and of a mobile number.
const (
	leastQQ     = 5
	mostQQ      = 12
	mobileSize  = 11
	countryCode = "86"
)

// severalNumbers reports whether a cell holds two numbers or more.
func severalNumbers(s string) bool {
	if isPlainCode(s) {
		return false // most accounts: nothing divides them
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("/／、,，;；|｜ \t\n\r或和及", r) })
	numbers := 0
	for _, p := range parts {
		if len(p) >= leastQQ && onlyDigits(p) {
			numbers++
		}
	}
	return numbers > 1
}

// checkAccount refuses a text that cannot be an account of the platform. strict is for a directory's
// own columns: programs that read rosters also write ids of their own in place of QQ numbers.
func (r *Cells) checkAccount(heading, platform, account string, strict bool) {
	switch {
	case account == "" || strings.HasPrefix(account, "@"):
	case severalNumbers(account):
		r.fail(heading, account, "intake.several_numbers")
	case platform != platformQQ:
	case onlyDigits(account):
		if len(account) < leastQQ || len(account) > mostQQ {
			r.fail(heading, account, "intake.not_a_qq_number", "least", leastQQ, "most", mostQQ)
		}
	case strict || strings.ContainsFunc(account, func(ch rune) bool { return !idLetter(ch) }):
		r.fail(heading, account, "intake.not_a_qq_number", "least", leastQQ, "most", mostQQ)
	}
}

// idLetter reports the characters of identifiers.
func idLetter(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || strings.ContainsRune("_-.@:", r)
}

// checkGroupNumber is checkAccount for 平台群号.
func (r *Cells) checkGroupNumber(heading, platform, number string) {
	switch {
	case number == "":
	case severalNumbers(number):
		r.fail(heading, number, "intake.several_numbers")
	case platform == platformQQ && (onlyDigits(number) && len(number) > mostQQ || strings.ContainsFunc(number, func(ch rune) bool { return !idLetter(ch) })):
		r.fail(heading, number, "intake.not_a_group_number", "most", mostQQ)
	}
}

// mobile is a mobile number without the country's code and the gaps between its
// groups of digits.
func mobile(s string) string {
	digits := strings.NewReplacer(" ", "", "-", "", "－", "").Replace(s)
	digits = strings.TrimPrefix(strings.TrimPrefix(digits, "+"), "00")
	if rest, ok := strings.CutPrefix(digits, countryCode); ok && len(rest) == mobileSize && onlyDigits(rest) {
		digits = rest
	}
	if len(digits) == mobileSize && onlyDigits(digits) {
		return digits
	}
	return s
}

// checkMobile refuses a text that is no mobile number. Under a heading that asks for
// any telephone a line of the office is one too.
func checkMobile(c *Cells, heading string, p *workgroup.Person) {
	p.Mobile = mobile(p.Mobile)
	switch {
	case p.Mobile == "" || isMobile(p.Mobile):
	case severalNumbers(p.Mobile):
		c.fail(heading, p.Mobile, "intake.several_numbers")
	case !strings.Contains(c.title(heading), headMobile) && !strings.Contains(c.title(heading), "移动") && isLandline(p.Mobile):
	default:
		c.fail(heading, p.Mobile, "intake.not_a_mobile", "digits", mobileSize)
	}
}

// isMobile also accepts a number with hidden digits: lists that are passed around have 138****1234, and
// such a number does no harm.
func isMobile(s string) bool {
	digits := strings.ReplaceAll(s, "*", "0")
	return len(digits) == mobileSize && onlyDigits(digits) && digits[0] == '1'
}

// isLandline takes 7 or 8 digits, perhaps behind an area's code and before an
// extension.
func isLandline(s string) bool {
	digits, other := 0, 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			digits++
		} else if !strings.ContainsRune("-()（）转 ", r) {
			other++
		}
	}
	return other == 0 && digits >= 3 && digits <= 16
}
