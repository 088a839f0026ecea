package phrase

// Characters that names may not have, described so that a reader can find them.
var _ = add(table{
	"naming.separator":     {"、", ", "},
	"naming.shown":         {"“{text}”", "“{text}”"},
	"naming.shown_noted":   {"“{text}”（{notes}）", "“{text}” ({notes})"},
	"naming.hidden_behind": {"“{text}”后面有{notes}", "behind “{text}”, not to be seen: {notes}"},
	"naming.numbered":      {"{name}（{number}）", "{name} ({number})"},
	"naming.look_alike":    {"{number}，看着像“{twin}”，却是另一个字符", "{number} looks like “{twin}” but is another character"},
	"naming.instead":       {"请写成“{twin}”", "write “{twin}”"},
	"naming.traditional":   {"请用规范字“{twin}”", "use the standard character “{twin}”"},
	"naming.not_standard":  {"不在《通用规范汉字表》中", "not in the table of standard Chinese characters"},
	"naming.mark":          {"附加符号 {number}", "combining mark {number}"},

	"naming.char.soft_hyphen":           {"看不见的软连字符", "invisible soft hyphen"},
	"naming.char.direction":             {"看不见的文字方向符", "invisible direction mark"},
	"naming.char.filler":                {"看不见的填充字符", "invisible filler"},
	"naming.char.zero_width_space":      {"看不见的零宽空格", "invisible zero-width space"},
	"naming.char.zero_width_non_joiner": {"看不见的零宽不连字符", "invisible zero-width non-joiner"},
	"naming.char.zero_width_joiner":     {"看不见的零宽连字符", "invisible zero-width joiner"},
	"naming.char.word_joiner":           {"看不见的词连接符", "invisible word joiner"},
	"naming.char.zero_width_no_break":   {"看不见的零宽不换行空格", "invisible zero-width no-break space"},
	"naming.char.braille_blank":         {"看不见的空白盲文符", "invisible blank braille pattern"},
	"naming.char.variation_selector":    {"变体选择符", "variation selector"},
	"naming.char.tag":                   {"看不见的标签字符", "invisible tag character"},
	"naming.char.private":               {"私用区字符，别人的手机上看到的可能是空白", "private-use character, blank on other people's phones"},
	"naming.char.unassigned":            {"无法识别的字符", "character that is not assigned"},
	"naming.char.control":               {"看不见的控制字符", "invisible control character"},
})
