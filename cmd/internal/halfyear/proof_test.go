package halfyear

import (
	"strings"

	"qunguan/notify"
)

// proof: a reader who is neither responsible for a case, nor its subject, nor
// its first reader, is told that it is unsolved only where newer data shows it;
// of the rest a person hears that it is unknown, and an office nothing.
func (h history) proof(wrong note) {
	first := map[caseLife]string{}
	for _, a := range h.arrivals {
		for _, c := range a.Cases {
			who := a.RecipientType + " " + a.Recipient
			if first[c.key()] == "" {
				first[c.key()] = who
			}
			if c.Proven || a.Repeat || first[c.key()] == who || a.Recipient == c.Responsible || a.Recipient == c.Concerned {
				continue
			}
			if a.RecipientType != notify.ToPerson || !strings.Contains(a.section(c.GroupName), "是否已办不详") {
				wrong(unproven, "case %d %v in %s", c.ID, c.About, a)
			}
		}
	}
}

// section is the text under the heading of a group.
func (a arrival) section(group string) string {
	for _, part := range strings.Split(a.Text, "\n【")[1:] {
		if strings.HasPrefix(part, group) {
			return part
		}
	}
	return ""
}

// basis: each heading of a group names the data that it rests on.
func (h history) basis(wrong note) {
	for _, a := range h.arrivals {
		if a.RecipientType != notify.ToPerson || a.Kind == notify.KindDigest {
			continue
		}
		for _, part := range strings.Split(a.Text, "\n【")[1:] {
			if heading, _, _ := strings.Cut(part, "】"); !strings.Contains(heading, "依据 ") {
				wrong(noBasis, "%q in %s", heading, a)
			}
		}
	}
}
