package channeltest

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"qunguan/notify"
)

func (s Subject) delivers(t *testing.T) {
	l := s.New(t, notify.Timeouts{})
	m := Reminder()
	receipt, fail := l.send(t.Context(), t, m)
	if fail != nil {
		t.Fatalf("refused: %v", fail)
	}
	if receipt.Code == "" {
		t.Error("the receipt has no code")
	}
	got := l.Reads(l.one(t))
	for _, want := range []string{m.Document.Title, "云溪县应急值守群", "张三（账号 wx_zhang）已调出", "移出群", "2026-11-30", "办公室联系电话"} {
		if !strings.Contains(got, want) {
			t.Errorf("the reader does not see %q in:\n%s", want, got)
		}
	}
	if strings.Contains(got, "可能重复") {
		t.Error("a first try says 可能重复")
	}
}

func (s Subject) repeats(t *testing.T) {
	l := s.New(t, notify.Timeouts{})
	m := Reminder()
	for range 2 {
		if _, fail := l.send(t.Context(), t, m); fail != nil {
			t.Fatal(fail)
		}
		m.Repeat = true
	}
	bodies := l.Arrivals()
	if len(bodies) != 2 {
		t.Fatalf("%d arrivals, want 2", len(bodies))
	}
	first, second := l.Reads(bodies[0]), l.Reads(bodies[1])
	at, text := strings.Index(second, "可能重复"), strings.Index(second, "您负责的群")
	if at < 0 || text < 0 || at > text {
		t.Errorf("可能重复 does not stand before the text:\n%s", second)
	}
	if !strings.Contains(second, "移出群") || !strings.Contains(first, "移出群") {
		t.Errorf("the second try says something else:\n%s\n%s", first, second)
	}
}

func (s Subject) shortens(t *testing.T) {
	for name, m := range LongMessages() {
		t.Run(name, func(t *testing.T) {
			l := s.New(t, notify.Timeouts{})
			if _, fail := l.send(t.Context(), t, m); fail != nil {
				t.Fatalf("refused: %v", fail)
			}
			body := l.one(t)
			if broken := l.Fits(body); broken != "" {
				t.Error(broken)
			}
			got := l.Reads(body)
			if strings.ContainsRune(got, '\uFFFD') {
				t.Errorf("cut inside a character:\n%s", got)
			}
			if s.Unlimited || !strings.Contains(name, "lines") {
				return
			}
			shown := strings.Count(got, "需要移出群")
			total := len(m.Document.Sections[0].Lines)
			if shown == 0 || !strings.Contains(got, "另有 "+strconv.Itoa(total-shown)+" 条没有列出") {
				t.Errorf("%d of %d lines shown, and the text does not say how many are missing:\n%s", shown, total, got)
			}
		})
	}
}

func (s Subject) harmless(t *testing.T) {
	for _, hostile := range HostileTexts {
		l := s.New(t, notify.Timeouts{})
		m := Reminder()
		d := &m.Document
		d.Title, d.Intro, d.Outro, d.LinkText = hostile, []string{hostile}, []string{hostile}, hostile
		d.Sections = []notify.Section{{Heading: hostile, Lines: []notify.Line{{Text: hostile, Todo: hostile, DueOn: "2026-11-30", Urgent: true}}}}
		m.Text = d.Text()
		m.Recipient.Name = hostile
		if _, fail := l.send(t.Context(), t, m); fail != nil {
			t.Errorf("%q: refused: %v", hostile, fail)
			continue
		}
		body := l.one(t)
		if called := l.Calls(body); len(called) > 0 {
			t.Errorf("%q calls %q in\n%s", hostile, called, body)
		}
		if broken := l.Fits(body); broken != "" {
			t.Errorf("%q: %s", hostile, broken)
		}
	}
}

func (s Subject) mentions(t *testing.T) {
	l := s.New(t, notify.Timeouts{})
	m := Reminder()
	m.Mentions = []string{"U0ZHANG", "all", "U0ZHANG", "@all", "<!channel>", "channel", "a b", ""}
	if _, fail := l.send(t.Context(), t, m); fail != nil {
		t.Fatal(fail)
	}
	called := l.Calls(l.one(t))
	want := []string{"U0ZHANG"}
	if s.NoMentions {
		want = nil
	}
	if fmt.Sprint(called) != fmt.Sprint(want) {
		t.Errorf("called %q, want %q", called, want)
	}
}
