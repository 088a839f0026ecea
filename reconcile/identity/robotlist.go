package identity

// IsListedRobot reports whether the policy's member.robots lists the account
// (its key) or the nickname. Their words are no activity.
func (d *Directory) IsListedRobot(accountKey, nickname string) bool {
	return d.robots.accounts[accountKey] || d.robots.nicknames[Normalise(nickname)]
}
