package faults

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"qunguan/cmd/internal/binarytest"
	"qunguan/cmd/internal/democounty"
	"qunguan/notify/channeltest"
	"qunguan/sql/dbconn"
)

// secretKey seals routes and signs the audit trail.
const secretKey = "0123456789abcdefghijklmnopqrstuv"

// The days of the county's fortnight; ten working days after the first one
// most deadlines have come.
const (
	monday   = "2026-11-23T09:00:00+08:00"
	tuesday  = "2026-11-24T09:00:00+08:00"
	thursday = "2026-12-03T09:00:00+08:00"
	friday   = "2026-12-04T09:00:00+08:00"
)

// step is one thing that is done to the registry.
type step struct {
	name string
	args []string
}

// week is the demonstration's county, what is done with it in a fortnight,
// and where its messages go.
type week struct {
	*binarytest.Machine

	to    *channeltest.Fake
	heard int // arrivals of other lives, which do not count
	steps []step
}

// newWeek is a machine with the county's files and nothing done yet.
func newWeek(t testing.TB, dsn string) *week {
	t.Helper()
	dir := t.TempDir()
	w := &week{
		Machine: &binarytest.Machine{TB: t, Bin: binarytest.Build(t), Dir: dir, Env: map[string]string{
			"DATABASE_DSN": dsn, "DATA_DIR": filepath.Join(dir, "data"), "LOG_FORMAT": "json", "MODE": "act",
			"SECRET_KEY": base64.StdEncoding.EncodeToString([]byte(secretKey)), "ALLOW_PRIVATE_ADDRESSES": "true",
		}},
		to: channeltest.NewWebhook(t),
	}
	first, second := w.files()
	run := func(job, at string) step { return step{job + " " + at[5:10], []string{"run", job, "--at", at}} }
	w.steps = []step{
		{"import 11-23", slices.Concat([]string{"import", "--at", monday}, first)},
		run("member-check", monday), run("zombie-scan", monday), run("stage-expiry", monday), run("group-check", monday),
		run("escalate", monday), run("compose", monday), run("deliver", monday), run("digest", monday),
		{"import 12-03", slices.Concat([]string{"import", "--at", thursday}, second)},
		run("member-check", thursday), run("zombie-scan", thursday), run("stage-expiry", thursday), run("group-check", thursday),
		run("escalate", friday), run("compose", friday), run("deliver", friday),
	}
	return w
}

// files are the county as it is on the first day, and its rosters and
// activity ten days later: some cards are mended, somebody left, somebody
// came.
func (w *week) files() (first, second []string) {
	w.Helper()
	text := func(name string) string {
		data, err := fs.ReadFile(democounty.Files(), name)
		if err != nil {
			w.Fatal(err)
		}
		return string(data)
	}
	w.Env["POLICY"] = w.Write(democounty.Policy, text(democounty.Policy))
	for _, name := range []string{"单位.csv", "人员.csv", "工作群.csv", "群成员.csv", "群活动.csv", "身份绑定.csv"} {
		first = append(first, w.Write(name, text(name)))
	}
	var routes strings.Builder
	routes.WriteString("对象类型,对象编码,渠道,地址,密钥,关键词\n")
	fmt.Fprintf(&routes, "办公室,office,webhook,%s,%s,\n运维,,webhook,%s,%s,\n", w.to.Address(), w.to.Secret, w.to.Address(), w.to.Secret)
	for _, line := range strings.Split(text("人员.csv"), "\n")[1:] {
		if code, _, ok := strings.Cut(line, ","); ok {
			fmt.Fprintf(&routes, "人员,%s,webhook,%s,%s,\n", code, w.to.Address(), w.to.Secret)
		}
	}
	first = append(first, w.Write("通知渠道.csv", routes.String()))
	var members strings.Builder
	for i, line := range strings.SplitAfter(text("群成员.csv"), "\n") {
		if i == 0 || i%17 != 5 { // somebody of every few has left
			members.WriteString(strings.ReplaceAll(line, "2026-11-20 17:00", "2026-12-02 17:00"))
		}
	}
	for _, change := range []struct{ name, from, to string }{{"群活动.csv", "2026-11-20 17:00", "2026-12-02 17:00"}} {
		second = append(second, w.Write("二"+change.name, strings.ReplaceAll(text(change.name), change.from, change.to)))
	}
	return first, append(second, w.Write("二群成员.csv", members.String()))
}

// play does the first n steps, undisturbed.
func (w *week) play(n int) {
	w.Helper()
	for _, s := range w.steps[:n] {
		w.OK(s.args...)
	}
}

// arrivals counts for each message how often it was accepted, and demands that
// all but the first one are marked.
func (w *week) arrivals() map[string]int {
	w.Helper()
	n := map[string]int{}
	for _, a := range w.to.Arrivals()[w.heard:] {
		var body struct{ ID, Text string }
		if err := json.Unmarshal(a.Body, &body); err != nil {
			w.Fatal(err)
		}
		if n[body.ID]++; n[body.ID] > 1 && !strings.Contains(body.Text, "可能重复") {
			w.Errorf("message %s arrived %d times, and is not marked:\n%s", body.ID, n[body.ID], binarytest.Tail(body.Text))
		}
	}
	return n
}

// at is the registry of this machine, with the DSN that leads to it past
// every proxy.
func (w *week) at(dsn string) dbconn.Config { return dbconn.Config{DSN: dsn, Dir: w.Env["DATA_DIR"]} }
