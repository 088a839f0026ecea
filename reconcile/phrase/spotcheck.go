package phrase

// Spot checks: commands, results of verifying, and the digest's lines.
var _ = add(table{
	"help.spot_check":  {"抽查：时间和对象由密钥抽定，人人可以复核", "spot checks that anybody can draw again"},
	"help.spot_list":   {"各期的密钥哈希；抽过的，还有密钥和抽中的对象", "the hash of each period and, once drawn, secret and sample"},
	"help.spot_draw":   {"不等抽定的时刻，现在就抽本期", "draw the present period now, without waiting for its moment"},
	"help.spot_verify": {"重抽一遍，核对与记录是否一致", "draw a period again and compare"},
	"help.spot_period": {"哪一期：2026-11，2026-W48，2026-Q4，2026", "the period: 2026-11, 2026-W48, 2026-Q4, 2026"},

	"col.period":     {"期", "period"},
	"col.drawn_at":   {"抽取时间", "drawn at"},
	"col.sample":     {"抽中", "drawn"},
	"col.population": {"从多少个里", "of"},
	"col.hash":       {"密钥的 SHA-256", "SHA-256 of the secret"},
	"col.secret":     {"密钥", "secret"},

	"spot.state.secret_made": {"未抽", "not drawn"},
	"spot.state.drawn":       {"已抽", "drawn"},
	"spot.off":               {"现行制度没有规定抽查（spot_check.every 为空）。要抽查的，请在制度里写明，例如 spot_check: {every: month}。", "the policy asks for no spot checks (spot_check.every is empty). Add e.g. spot_check: {every: month} to it."},
	"spot.not_now":           {"{period} 不是本期，只能抽本期。", "{period} is not the present period: only that can be drawn."},
	"spot.already":           {"{period} 已经抽过。", "{period} was drawn already."},
	"spot.not_drawn":         {"{period} 还没有抽，或没有这一期。", "{period} is not drawn yet, or there is none."},
	"spot.drawn":             {"{period}：从 {population} 个里抽中 {n} 个。", "{period}: {n} drawn of {population}."},
	"spot.object":            {"  {kind} {code}（单位 {unit}）", "  {kind} {code} (unit {unit})"},
	"spot.verified":          {"{period} 重抽一致：{n} 个对象。密钥 {secret}，哈希 {hash}。", "{period} drawn again, the same: {n} objects. Secret {secret}, hash {hash}."},
	"spot.broken":            {"{period} 与记录不一致。密钥 {secret}，公布的哈希 {hash}。", "{period} does not follow from its secret. Secret {secret}, published hash {hash}."},
	"spot.fault.hash":        {"密钥不是事先公布的那一个（哈希不同）。", "The secret is not the one that was announced: its hash differs."},
	"spot.fault.moment":      {"记录的抽取时刻不是密钥算出的时刻。", "The recorded moment does not follow from the secret."},
	"spot.fault.sample":      {"抽中的对象与密钥算出的不同。", "Other objects were drawn than follow from the secret."},
	"spot.fault.late":        {"密钥在本期开始以后才生成，哈希没有事先公布。", "The secret was made after the period had begun: its hash was not announced before."},
	"spot.fault.early":       {"没有等到抽定的时刻，是提前手工抽的。", "It was drawn by hand, before its moment."},

	"digest.spot.hash":  {"{period} 的抽查密钥已生成，SHA-256：{hash}。抽查之后公布密钥，任何人都可以复核。", "The secret for the spot check of {period} is made; its SHA-256 is {hash}. It is published with the draw, and anybody can draw again."},
	"digest.spot.drawn": {"{period} 的抽查已于{on}抽定：从 {of} 个里抽中 {n} 个。密钥 {secret}，SHA-256：{hash}，可用 spot-check verify {period} 复核。", "The spot check of {period} was drawn on {on}: {n} of {of}. Secret {secret}, SHA-256 {hash}; spot-check verify {period} draws again."},
})
