package notify

import "slices"

// clips are the lengths, in characters, that single texts are shortened to,
// one after the other, before whole lines are left out.
var clips = []int{300, 120, 40}

// Shorten is the document shortened to a channel's limit; fits renders it and reports whether it is
// within the limit. Over-long single texts are clipped first; then lines are left out from the end, and
// LeftOut counts them; then outro and intro go. Each rendering starts from whole texts, so no cut falls
// inside a character or a markup element. A document that is too long even with its title alone is
// returned with the title alone.
func (d Document) Shorten(fits func(Document) bool) Document {
	if fits(d) {
		return d
	}
	clipped := d
	for _, length := range clips {
		clipped = d.clipped(length)
		if fits(clipped) {
			return clipped
		}
		if kept, ok := clipped.fewerLines(fits); ok {
			return kept
		}
	}
	bare := clipped.firstLines(0)
	for _, drop := range []func(){
		func() { bare.Outro = nil },
		func() { bare.Intro = nil },
		func() { bare.LinkURL, bare.LinkText = "", "" },
	} {
		drop()
		if fits(bare) {
			break
		}
	}
	return bare
}

// fewerLines keeps the most lines that fit, at least one.
func (d Document) fewerLines(fits func(Document) bool) (Document, bool) {
	lo, hi := 0, d.lines() // lo is known or assumed to fit, hi is known not to
	best, found := d, false
	for hi-lo > 1 {
		mid := (lo + hi) / 2
		if try := d.firstLines(mid); fits(try) {
			best, found, lo = try, true, mid
		} else {
			hi = mid
		}
	}
	return best, found
}

func (d Document) lines() int {
	n := 0
	for _, s := range d.Sections {
		n += s.size()
	}
	return n
}

// size counts a section's lines; a heading that stands alone is one.
func (s Section) size() int { return max(len(s.Lines), 1) }

// firstLines is the document with its first n lines; sections without a line are dropped.
func (d Document) firstLines(n int) Document {
	d.LeftOut += max(d.lines()-n, 0)
	all := d.Sections
	d.Sections = nil
	for _, s := range all {
		if n <= 0 {
			break
		}
		if len(s.Lines) > n {
			s.Lines = s.Lines[:n]
		}
		n -= s.size()
		d.Sections = append(d.Sections, s)
	}
	return d
}

// clipped is the document with every single text clipped to length characters.
func (d Document) clipped(length int) Document {
	clip := func(texts []string) []string {
		texts = slices.Clone(texts)
		for i, t := range texts {
			texts[i] = Clip(Inline(t), length)
		}
		return texts
	}
	d.Title, d.LinkText = Clip(Inline(d.Title), length), Clip(Inline(d.LinkText), length)
	d.Intro, d.Outro = clip(d.Intro), clip(d.Outro)
	d.Sections = slices.Clone(d.Sections)
	for i, s := range d.Sections {
		s.Heading, s.Lines = Clip(Inline(s.Heading), length), slices.Clone(s.Lines)
		for j, l := range s.Lines {
			l.Text, l.Todo, l.DueOn = Clip(Inline(l.Text), length), Clip(Inline(l.Todo), length), Clip(Inline(l.DueOn), length)
			s.Lines[j] = l
		}
		d.Sections[i] = s
	}
	return d
}
