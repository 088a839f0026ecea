package intake

import (
	"encoding/base64"
	"net/mail"
	"net/url"
	"slices"
	"strings"

	"qunguan/reconcile/workgroup"
)

// Recipients of 通知渠道.
const (
	toPerson = "人员"
	toGroup  = "群"
	toUnit   = "单位"
	toOffice = "办公室"
	toOps    = "运维"
)

// readRoute checks a route by itself: whether its address fits its channel.
// Addresses and secrets never stand in a message.
func readRoute(r *record, to workgroup.Route) workgroup.Route {
	if r.has("地址") {
		to.Address = workgroup.Secret(r.text("地址"))
	}
	if r.has("密钥") {
		to.Secret = workgroup.Secret(r.text("密钥"))
	}
	r.setText("关键词", &to.Keyword)
	switch {
	case to.TargetType == toOps && to.Target != "":
		r.fail("对象编码", to.Target, "intake.ops_has_code")
	case to.TargetType != toOps && to.TargetType != "" && to.Target == "":
		r.fail("对象编码", "", "intake.required")
	}
	address := to.Address.Reveal()
	switch to.Channel {
	case "", "manual":
	case "email":
		if !isEmail(address) {
			r.fail("地址", address, "intake.not_an_email")
		}
	default:
		if !isWebURL(address) {
			r.fail("地址", address, "intake.not_a_url")
		}
	}
	if to.Channel == "webhook" && to.Secret != "" && !isWebhookSecret(to.Secret.Reveal()) {
		r.fail("密钥", to.Secret.Reveal(), "intake.not_a_webhook_secret")
	}
	return to
}

// isEmail takes one bare address, as a directory has it.
func isEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
}

func isWebURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != ""
}

// isWebhookSecret: Standard Webhooks 1.0.0, whsec_ and 24 to 64 bytes in base64.
func isWebhookSecret(s string) bool {
	b, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(s, "whsec_"))
	return err == nil && strings.HasPrefix(s, "whsec_") && len(b) >= 24 && len(b) <= 64
}

// resolveRoute checks that the recipient exists.
func (v *resolver) resolveRoute(it *item[workgroup.Route]) {
	it.rec = it.raw
	r, code := &it.row, it.raw.Target
	if code == "" {
		return
	}
	switch it.raw.TargetType {
	case toPerson:
		if !v.people.usable(code, v.partial) {
			r.fail("对象编码", code, "intake.unknown_recipient")
		}
	case toGroup:
		v.groupCode(r, "对象编码", code)
	case toUnit:
		it.rec.Target = v.unitCode(r, "对象编码", code)
	case toOffice:
		if !slices.Contains(v.offices, code) {
			r.problem(Warning, "对象编码", code, "intake.unknown_office", "offices", strings.Join(v.offices, "、"))
		}
	}
}
