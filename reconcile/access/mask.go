package access

import "strings"

// MaskPhone hides the middle of a phone number: 138****1111.
func MaskPhone(number string) string {
	if len(number) < 8 {
		return strings.Repeat("*", len(number))
	}
	return number[:3] + strings.Repeat("*", len(number)-7) + number[len(number)-4:]
}

// MaskAccount hides an account but for its beginning: wx***. What stands for a
// row without an account (@昵称) is a nickname and stays.
func MaskAccount(account string) string {
	if account == "" || account[0] == '@' {
		return account
	}
	shown := []rune(account)
	return string(shown[:min(2, len(shown)/3)]) + "***"
}
