package workgroup

import "time"

// Sources of a group's last known activity.
const (
	FromLastMessage = "last_message" // 群活动 最后消息时间
	FromDayCount    = "day_count"    // 群活动 日期 with 消息数 > 0
	FromMember      = "member_spoke" // a member's 最后发言时间
)

// GroupActivity is the newest known activity of a group at a moment.
type GroupActivity struct {
	LastDay    Date      // local date of the newest activity; empty = none is known
	Last       time.Time // its moment; zero where only the day is known
	Source     string    // FromLastMessage, FromDayCount, FromMember
	Account    string    // the account that spoke, for FromMember
	ObservedAt time.Time // the newest observation of the group; zero = it was never observed
}
