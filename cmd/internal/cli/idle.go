package cli

import (
	"strings"

	"qunguan/cmd/internal/app"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/rule"
)

// ruleNames calls rules by name and id: 群数量超限（unit.quota）.
func ruleNames(lang phrase.Lang, ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = id
		if key := phrase.Key("idle.rule." + id); phrase.Has(key) {
			names[i] = lang.Say("idle.named", "name", lang.Say(key), "id", id)
		}
	}
	return strings.Join(names, lang.Say("web.listing"))
}

// ownIdle are the settings of the policy's owner that nothing reads yet. Those
// of packs are left out: the owner did not ask for them.
func ownIdle(idle rule.Idle) []policy.Setting {
	var own []policy.Setting
	for _, s := range idle.Settings {
		if !strings.HasPrefix(s.From.File, "pack:") {
			own = append(own, s)
		}
	}
	return own
}

// idleSettings names the settings with their places.
func idleSettings(lang phrase.Lang, settings []policy.Setting) string {
	names := make([]string, len(settings))
	for i, s := range settings {
		names[i] = lang.Say("idle.at", "path", s.Path, "at", s.From.Text(lang))
	}
	return strings.Join(names, lang.Say("web.listing"))
}

// tellIdle says which rules and settings of the policy do nothing yet.
func (c *call) tellIdle(l *policy.Loaded) {
	idle := rule.IdleIn(l)
	if len(idle.Rules) > 0 {
		c.note("idle.rules", "n", len(idle.Rules), "list", ruleNames(c.lang, idle.Rules))
	}
	if own := ownIdle(idle); len(own) > 0 {
		c.note("idle.settings", "list", idleSettings(c.lang, own))
	}
}

// tellPending says which rules the jobs do not judge yet, and which settings
// of the owner's so do nothing.
func (c *call) tellPending(a *app.App, jobs []string) {
	told := false
	for _, job := range jobs {
		if ids := rule.PendingOf(job, a.Policy.Policy); len(ids) > 0 {
			c.note("idle.job", "job", job, "list", ruleNames(c.lang, ids))
			told = true
		}
	}
	if own := ownIdle(rule.IdleIn(a.Policy)); told && len(own) > 0 {
		c.note("idle.settings", "list", idleSettings(c.lang, own))
	}
}
