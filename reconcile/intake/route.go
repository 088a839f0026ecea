package intake

import (
	"encoding/base64"
	"iter"
	"net/mail"
	"net/url"
	"slices"
	"strings"

	"qunguan/reconcile/compact"
	"qunguan/reconcile/workgroup"
)

// Routes are rows of 通知渠道.
const Routes Kind = "routes"

// Recipients of 通知渠道.
const (
	toPersonType = "人员"
	toGroupType  = "群"
	toUnitType   = "单位"
	toOfficeType = "办公室"
	toOpsType    = "运维"
)

const (
	headTarget  = "对象编码"
	headAddress = "地址"
	headSecret  = "密钥"
)

// RouteRecords is the kind 通知渠道. The store handles it itself: the content of a route is encrypted, and
// the order of a recipient's routes counts.
var RouteRecords = &Records[workgroup.Route]{
	Kind: Routes, Sheet: "通知渠道", TwinAt: 1, check: checkRoute, resolve: resolveRoute,
	KeyOf: func(r workgroup.Route) string {
		if r.TargetType == "" || r.Channel == "" {
			return ""
		}
		return RouteKey(r)
	},
	Columns: []Column[workgroup.Route]{
		{
			Heading: Heading{
				Name: "对象类型", Required: true, Form: FormChoice, Choices: []string{toPersonType, toGroupType, toUnitType, toOfficeType, toOpsType}, Values: map[string]string{"个人": toPersonType, "工作群": toGroupType, "部门": toUnitType},
				Synonyms: []string{"接收对象类型", "通知对象类型"}, Example: toPersonType,
			},
			Key: true, Field: func(r *workgroup.Route) any { return &r.TargetType },
		},
		{
			Heading: Heading{Name: headTarget, Required: true, MayBlank: true, Form: FormCode, Synonyms: []string{"对象编号", "接收对象编码", "通知对象编码", "通知对象"}, Example: "P00001"},
			Key:     true, Field: func(r *workgroup.Route) any { return &r.Target },
		},
		{
			Heading: Heading{
				Name: "渠道", Required: true, Form: FormChoice, Choices: []string{"slack", "wecom", "dingtalk", "feishu", "webhook", "email", "manual"},
				Values:   map[string]string{"企业微信": "wecom", "钉钉": "dingtalk", "飞书": "feishu", "邮件": "email", "邮箱": "email", "人工": "manual", "手工": "manual", "人工转达": "manual"},
				Synonyms: []string{"通知渠道", "通知方式", "渠道类型"}, Example: "email",
			},
			Key: true, Field: func(r *workgroup.Route) any { return &r.Channel },
		},
		{
			Heading: Heading{Name: headAddress, Form: FormSecret, Synonyms: []string{"渠道地址", "通知地址", "接收地址", "Webhook", "Webhook地址"}, Example: "wangwei@example.gov.cn"},
			Field:   func(r *workgroup.Route) any { return &r.Address }, Private: true,
		},
		{
			Heading: Heading{Name: headSecret, Form: FormSecret, Synonyms: []string{"加签密钥", "签名密钥", "Secret"}},
			Field:   func(r *workgroup.Route) any { return &r.Secret }, Private: true,
		},
		{
			Heading: Heading{Name: "关键词", Form: FormName, Synonyms: []string{"安全关键词", "关键字"}},
			Field:   func(r *workgroup.Route) any { return &r.Keyword }, Private: true,
		},
	},
}

// RouteKey is the identity of a route: recipient and channel.
func RouteKey(r workgroup.Route) string { return recipientOf(r) + "\x00" + r.Channel }

func recipientOf(r workgroup.Route) string { return r.TargetType + "\x00" + r.Target }

// RoutesByRecipient gives a batch's routes, those of one recipient together, in file order.
func RoutesByRecipient(b Batch) iter.Seq[[]workgroup.Route] {
	return func(yield func([]workgroup.Route) bool) {
		all := RouteRecords.Of(b)
		to := func(n int32) string { return recipientOf(all.At(int(n))) }
		first := compact.NewTextIndex(all.Len(), to)
		next, last := make([]int32, all.Len()), make([]int32, all.Len()) // of a recipient's routes; last stands at the first
		for n := range int32(all.Len()) {                                //nolint:gosec // fewer than two billion
			recipient := to(n)
			head, met := first.Find(recipient, func(n int32) bool { return to(n) == recipient })
			if !met {
				first.Add(recipient, n)
				last[n] = n
				continue
			}
			next[last[head]], last[head], last[n] = n, n, -1
		}
		for n := range int32(all.Len()) { //nolint:gosec // fewer than two billion
			if last[n] < 0 {
				continue
			}
			routes := []workgroup.Route{all.At(int(n))}
			for at := n; next[at] > 0; {
				at = next[at]
				routes = append(routes, all.At(int(at)))
			}
			if !yield(routes) {
				return
			}
		}
	}
}

// checkRoute checks that the address fits the channel. Addresses and secrets never appear in a message.
func checkRoute(c *Cells, _, to *workgroup.Route) {
	switch {
	case to.TargetType == toOpsType && to.Target != "":
		c.fail(headTarget, to.Target, "intake.ops_has_code")
	case to.TargetType != toOpsType && to.TargetType != "" && to.Target == "":
		c.fail(headTarget, "", "intake.required")
	}
	address := to.Address.Reveal()
	switch to.Channel {
	case "", "manual":
	case "email":
		if !isEmail(address) {
			c.fail(headAddress, address, "intake.not_an_email")
		}
	default:
		if !isWebURL(address) {
			c.fail(headAddress, address, "intake.not_a_url")
		}
	}
	if to.Channel == "webhook" && to.Secret != "" && !isWebhookSecret(to.Secret.Reveal()) {
		c.fail(headSecret, to.Secret.Reveal(), "intake.not_a_webhook_secret")
	}
}

// isEmail reports one bare address, as directories give it.
func isEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
}

func isWebURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != ""
}

// isWebhookSecret reports the form of Standard Webhooks 1.0.0: whsec_ and 24 to 64 bytes in base64.
func isWebhookSecret(s string) bool {
	b, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(s, "whsec_"))
	return err == nil && strings.HasPrefix(s, "whsec_") && len(b) >= 24 && len(b) <= 64
}

// resolveRoute checks that the recipient exists.
func resolveRoute(v *resolver, it *item[workgroup.Route]) {
	c, code := &it.row, it.raw.Target
	if code == "" {
		return
	}
	switch it.raw.TargetType {
	case toPersonType:
		switch {
		case v.people.usable(code, v.partial):
		case hasHan(code):
			all := v.peopleNamed(code)
			it.rec.Target = v.byName(c, headTarget, code, all, nil, v.personLabel)
		default:
			c.fail(headTarget, code, reject(v.people, code, "intake.unknown_recipient"))
		}
	case toGroupType:
		it.rec.Target = v.groupCode(c, headTarget, code)
	case toUnitType:
		it.rec.Target = v.unitCode(c, headTarget, code)
	case toOfficeType:
		if !slices.Contains(v.offices, code) {
			c.problem(Warning, headTarget, code, "intake.unknown_office", "offices", strings.Join(v.offices, "、"))
		}
	}
}
