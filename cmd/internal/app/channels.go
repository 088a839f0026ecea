package app

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"strconv"

	"qunguan/notify"
	"qunguan/notify/dingtalk"
	"qunguan/notify/email"
	"qunguan/notify/feishu"
	"qunguan/notify/slack"
	"qunguan/notify/webhook"
	"qunguan/notify/wecom"
)

// providerHosts are the hosts of chat robots unless CHANNEL_HOSTS replaces them.
var providerHosts = map[string]string{
	notify.Slack: "hooks.slack.com", notify.WeCom: "qyapi.weixin.qq.com", notify.DingTalk: "oapi.dingtalk.com", notify.Feishu: "open.feishu.cn",
}

// hosts maps each channel to its server's name for people.
func (a *App) hosts() map[string]string {
	hosts := maps.Clone(providerHosts)
	maps.Copy(hosts, a.Settings.ChannelHosts)
	hosts[notify.Webhook] = "webhook"
	hosts[notify.Email] = "QUNGUAN_SMTP_HOST"
	if s := a.Settings.SMTP; s.Host != "" {
		hosts[notify.Email] = net.JoinHostPort(s.Host, strconv.Itoa(s.Port))
	}
	return hosts
}

// buildChannels makes every channel that the settings allow: mail needs a server.
func (a *App) buildChannels() (map[string]notify.Channel, error) {
	s := a.Settings
	out := notify.Outgoing{Version: a.Version, AllowPrivate: s.AllowPrivateAddresses, Hosts: s.ChannelHosts, Roots: s.Roots}
	if s.Proxy != "" {
		var err error
		if out.Proxy, err = url.Parse(s.Proxy.Reveal()); err != nil {
			return nil, errors.New("set up the proxy: its URL cannot be read") // the error itself contains the URL
		}
	}
	channels := map[string]notify.Channel{
		notify.Slack: slack.New(out), notify.WeCom: wecom.New(out), notify.DingTalk: dingtalk.New(out),
		notify.Feishu: feishu.New(out), notify.Webhook: webhook.New(out),
	}
	if s.SMTP.Host == "" {
		return channels, nil
	}
	config := email.Config{
		Host: s.SMTP.Host, Port: s.SMTP.Port, Username: s.SMTP.Username, Password: s.SMTP.Password,
		From: s.SMTP.From, FromName: a.Policy.Policy.Offices[a.Policy.Policy.Lead.Group].Name, TLS: s.SMTP.TLS, RootCAs: s.Roots,
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
