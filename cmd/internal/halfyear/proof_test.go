package halfyear

import (
	"slices"
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

// repeats: a message is sent again as long as one of its cases stands as it says, is not known to be mended,
// and has no later deadline.
func (h history) repeats(wrong note) {
	for _, a := range h.arrivals {
		holds := func(c spoken) bool { return !c.Mended && !c.Exempt && !c.Ended && c.Due <= c.Named }
		if a.Repeat && len(a.Cases) > 0 && !slices.ContainsFunc(a.Cases, holds) {
			wrong(outdated, "%s: %+v", a, a.Cases)
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
