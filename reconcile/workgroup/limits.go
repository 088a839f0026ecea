package workgroup

// The longest values the registry holds, in characters. Longer ones are
// refused at import; no real platform comes near.
const (
	MaxCode     = 100  // codes, states, categories, roles and other words of one cell
	MaxName     = 500  // names, posts, keywords, e-mail addresses
	MaxAccount  = 200  // accounts of members
	MaxNickname = 190  // 群昵称; leaves room for "@" and "#2" in MaxAccount
	MaxText     = 5000 // purposes, functions, lists of codes
)
