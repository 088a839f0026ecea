package app

import (
	"fmt"

	"qunguan/notify"
	"qunguan/notify/dingtalk"
	"qunguan/notify/email"
	"qunguan/notify/feishu"
	"qunguan/notify/slack"
	"qunguan/notify/webhook"
	"qunguan/notify/wecom"
)

// buildChannels makes every channel the settings allow: mail only with a
// server to send it through.
func (a *App) buildChannels() (map[string]notify.Channel, error) {
	s := a.Settings
	out := notify.Outgoing{Version: a.Version, AllowPrivate: s.AllowPrivateAddresses, Hosts: s.ChannelHosts}
	channels := map[string]notify.Channel{
		notify.Slack: slack.New(out), notify.WeCom: wecom.New(out), notify.DingTalk: dingtalk.New(out),
		notify.Feishu: feishu.New(out), notify.Webhook: webhook.New(out),
	}
	if s.SMTP.Host == "" {
		return channels, nil
	}
	config := email.Config{
		Host: s.SMTP.Host, Port: s.SMTP.Port, Username: s.SMTP.Username, Password: s.SMTP.Password,
		From: s.SMTP.From, TLS: s.SMTP.TLS,
	}
	if d := s.SMTP.DKIM; d.Key != "" {
		config.DKIM = &email.DKIM{Domain: d.Domain, Selector: d.Selector, Key: d.Key}
	}
	mail, err := email.New(config)
	if err != nil {
		return nil, fmt.Errorf("set up mail: %w", err)
	}
	channels[notify.Email] = mail
	return channels, nil
}
