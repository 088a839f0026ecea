package phrase

// The identification of a member: identity.REASON and identity.circle_CIRCLE explain one answer,
// identity.how_HOW names it in a table.
var _ = add(table{
	"identity.robot_role":             {"群内角色是机器人，不作检查", "its role in the group is robot (机器人): never judged"},
	"identity.robot_listed":           {"账号或群昵称列在政策的 member.robots 中，是机器人，不作检查", "its account or nickname is listed under member.robots in the policy: a robot, never judged"},
	"identity.account_bound":          {"身份绑定确认该账号属于 {person}", "an identity binding (身份绑定) confirms that the account belongs to {person}"},
	"identity.account_bound_outsider": {"身份绑定确认该账号属于外部人员（{outsider}），不作检查", "an identity binding (身份绑定) confirms that the account belongs to an outsider ({outsider}): never judged"},
	"identity.account_on_file":        {"人员表中只有 {person} 登记了该账号", "{person} is the only one in the directory with this account"},
	"identity.template_matched":       {"群昵称符合名片格式 {template}，是 {person}", "the nickname follows the card format {template} and is {person}"},
	"identity.loose_name":             {"去掉符号、字母和数字后，群昵称是 {person} 的全名，其余文字都是其单位、地区、岗位或角色", "without symbols, letters and digits the nickname is the full name of {person}, with nothing but their units, area, post or roles around it"},
	"identity.several_fit_template":   {"群昵称按名片格式同时符合多人：{candidates}。请核实是哪一位，并请其在群昵称里加上单位或岗位；不便改的，登记身份绑定", "by the card formats the nickname fits several people: {candidates}. Find out who it is and have unit or post added to the card; where that cannot be, bind the account (身份绑定)"},
	"identity.several_fit_loose":      {"去掉符号、字母和数字后，群昵称同时符合多人：{candidates}。请核实是哪一位，并请其在群昵称里加上单位或岗位；不便改的，登记身份绑定", "without symbols, letters and digits the nickname fits several people: {candidates}. Find out who it is and have unit or post added to the card; where that cannot be, bind the account (身份绑定)"},
	"identity.nobody_fits":            {"群昵称与人员表中任何人都对不上", "the nickname fits nobody in the directory"},
	"identity.no_card":                {"没有设置群昵称，账号也没有登记", "no nickname (群昵称) is set, and the account is not on file"},
	"identity.no_nickname_column":     {"名单没有群昵称一列，账号也没有登记，无法判断是谁", "the roster has no 群昵称 column and the account is not on file: nobody can say who this is"},

	"identity.characters_lost": {"群昵称里有丢失或被隐去的字（?、*、□），不能据此认人，账号也没有登记", "the nickname has lost or masked characters (?, *, □) and identifies nobody, and the account is not on file"},

	"identity.binding_expired":  {"该账号的身份绑定已过有效期，不再算数", "the account's identity binding (身份绑定) has expired and does not count"},
	"identity.binding_conflict": {"该账号有互相矛盾的身份绑定，都不采信", "the account's identity bindings (身份绑定) contradict each other; none is believed"},
	"identity.account_shared":   {"人员表中有多人登记了该账号，不能据此认定", "several people in the directory have this account, so it identifies nobody"},

	"identity.circle_scope":     {"在本群成员范围内认定", "decided among the people of the group's scope"},
	"identity.circle_unit":      {"在本群所属单位内认定", "decided among the people of the group's unit"},
	"identity.circle_directory": {"在全部人员中认定", "decided among everybody in the directory"},

	"identity.how_robot":     {"机器人", "robot"},
	"identity.how_outsider":  {"外部人员", "outsider"},
	"identity.how_account":   {"按账号认定", "by account"},
	"identity.how_nickname":  {"按群昵称认定", "by nickname"},
	"identity.how_loose":     {"按姓名认定（昵称不规范）", "by name (nickname not in form)"},
	"identity.how_ambiguous": {"同时符合多人", "fits several people"},
	"identity.how_unknown":   {"身份不明", "unknown"},
})

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
