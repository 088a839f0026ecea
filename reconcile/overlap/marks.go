package overlap

import (
	"regexp"
	"strconv"
	"strings"
)

// marks are the parts of a name that number or place one member of a series: kind → value. Two names
// with different values of one kind concern different things, however alike they are: 一村 and 二村, 2025年
// and 2026年, (1)班 and (2)班.
type marks map[string]string

const numeral = `[0-9]+|[一二三四五六七八九十百〇零两]+`

// Classifiers that follow a number: 第三网格, 2班, 一中.
const classifiers = `网格|片区|党支部|支部|村民小组|村|社区|居委会|小组|组|大队|中队|小队|分队|支队|队|年级|班级|班|级|批次|批|期|届|次|轮|号楼|号|栋|幢|单元|标段|标|段|分局|所|连|排|片|区|街道|街|路|巷|中学|小学|中|小|院|厂|站|线|科|室|楼|层|车间|工区|点|类`

var (
	yearMark     = regexp.MustCompile(`((?:19|20)[0-9]{2})年?度?|([0-9]{2})年度?|(二[〇零○][〇零一二三四五六七八九]{2})年?度?`)
	halfMark     = regexp.MustCompile(`([上下])半年`)
	quarterMark  = regexp.MustCompile(`第?([1-4一二三四])季度?|([春夏秋冬])季`)
	monthMark    = regexp.MustCompile(`([0-9]{1,2}|十[一二]|[一二三四五六七八九十])月份?`)
	numberedMark = regexp.MustCompile(`第?(` + numeral + `)(` + classifiers + `)`)
	ordinalMark  = regexp.MustCompile(`第(` + numeral + `)`)
	letterMark   = regexp.MustCompile(`([a-z0-9甲乙丙丁戊己庚辛])(角|组|班|区|线|片|队|标|段|栋|座|类)`)
	sideMark     = regexp.MustCompile(`([东南西北中])(片|区|部|线|街|路|门|站|组|片区|城|乡)`)
	tailMark     = regexp.MustCompile(`(` + numeral + `|[a-z]|[甲乙丙丁])$`)
	placeMark    = regexp.MustCompile(`([\p{Han}]{1,3})(村|社区|居委会|乡|镇|街道|小学|中学|幼儿园|卫生院|医院|支部|网格|林场|水库|园区|小区)`)
)

// contrasts are words that exclude each other: two names with two of them concern different people or
// things.
var contrasts = map[string][]string{
	"who":    {"教师", "学生", "家长", "班主任", "校长", "村民", "村干部", "居民", "业主", "书记", "主任", "局长", "科长", "股长", "站长", "所长", "会计", "司机", "医生", "护士", "党员", "团员"},
	"sex":    {"男", "女"},
	"school": {"幼儿园", "小学", "初中", "高中", "中职", "大学"},
	"time":   {"早班", "中班", "晚班", "白班", "夜班", "上午", "下午"},
	"place":  {"城区", "农村", "镇区", "乡村", "县城"},
	"inside": {"内网", "外网", "境内", "境外", "线上", "线下"},
	"rank":   {"正式", "预备", "入党积极分子", "发展对象"},
}

// looseKinds are marks that one name may have and the other lack. An additional year or season most
// likely leaves the matter the same; an additional village does not.
var looseKinds = map[string]bool{"year": true, "half": true, "quarter": true, "month": true}

// takeNumbers reads the numeric marks of a folded text without punctuation, and returns the text
// without them.
func (m marks) takeNumbers(text string) string {
	only := func(g []string) (string, string) { return "", digits(strings.Join(g[1:], "")) }
	text = m.take("year", yearMark, text, func(g []string) (string, string) {
		if g[2] != "" {
			return "", "20" + g[2]
		}
		return "", digits(g[1] + g[3])
	})
	text = m.take("half", halfMark, text, only)
	text = m.take("quarter", quarterMark, text, only)
	text = m.take("month", monthMark, text, only)
	text = m.take("", numberedMark, text, func(g []string) (string, string) { return g[2], digits(g[1]) })
	text = m.take("ordinal", ordinalMark, text, only)
	return m.take("tail", tailMark, text, only)
}

// takePlaces reads the marks that are names and sides from a text without its known matters: 乡村振兴 names
// no village.
func (m marks) takePlaces(text string) string {
	first := func(g []string) (string, string) { return "", g[1] }
	for kind, words := range contrasts {
		for _, w := range words {
			if strings.Contains(text, w) {
				m["word "+kind] += w + " "
			}
		}
	}
	text = m.take("letter", letterMark, text, first)
	text = m.take("side", sideMark, text, first)
	for _, g := range placeMark.FindAllStringSubmatch(strings.ReplaceAll(text, "乡村", " "), -1) { // the name stays in the text: it may be all the text has
		m["of "+g[2]] += g[1] + " "
	}
	return text
}

// take moves the matches of the pattern from the text to the marks; read gives
// value and kind, empty for the kind that is given.
func (m marks) take(kind string, pattern *regexp.Regexp, text string, read func(groups []string) (kind, value string)) string {
	return pattern.ReplaceAllStringFunc(text, func(match string) string {
		k, v := read(pattern.FindStringSubmatch(match))
		if k == "" {
			k = kind
		}
		m[k] += v + " "
		return ""
	})
}

// differ reports whether the marks tell the two matters apart.
func (m marks) differ(other marks) bool {
	strict := func(kind string) bool { return !looseKinds[kind] && !strings.HasPrefix(kind, "word ") }
	for kind, value := range m {
		theirs, both := other[kind]
		// The beginning of a name cannot be recognised: 国土规划病险水库 and 病险水库 may be one.
		sameName := strings.HasPrefix(kind, "of ") && (strings.HasSuffix(theirs, value) || strings.HasSuffix(value, theirs))
		if both && theirs != value && !sameName || !both && strict(kind) {
			return true
		}
	}
	for kind := range other {
		if _, both := m[kind]; !both && strict(kind) {
			return true
		}
	}
	return false
}

// digits writes a Chinese numeral as a number: 十二 is 12, 二〇二六 is 2026.
func digits(text string) string {
	const numerals = "零一二三四五六七八九"
	value, current, hundreds := 0, 0, false
	var positional strings.Builder
	for _, r := range text {
		if r == '〇' || r == '○' {
			r = '零'
		}
		if r == '两' {
			r = '二'
		}
		switch i := strings.IndexRune(numerals, r); {
		case r == '十':
			value, current, hundreds = value+max(1, current)*10, 0, true
		case r == '百':
			value, current, hundreds = value+max(1, current)*100, 0, true
		case i >= 0:
			current = i / len("一")
			positional.WriteString(strconv.Itoa(current))
		default:
			return text
		}
	}
	if hundreds {
		return strconv.Itoa(value + current)
	}
	return positional.String()
}
