package naming

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// How the list of 2,000 labelled names is made: a good name is a unit's name
// and a matter from lists below, in one of the forms in which offices write
// them; a bad one is a good one with something from a list of decorations at a
// place drawn by chance. The lists were written by hand; neither was
// made by asking the rule. The printed table of 2013 decides about
// single characters; 龘 is not in it, but in the name of a registered unit.
var (
	labelledPlaces = strings.Fields("云溪 鄞州 郫都 甪直 犍为 歙县 黟县 亳州 儋州 鄠邑 暨阳 朐山 郏县 泗洪 睢宁 邳州 盱眙 邗江 浉河 瀍河 洮南 珲春 桦甸 垣曲 隰县 岢岚 汾阳 芮城 绛县 兖州 莒南 郯城 郓城 鄄城 莘县 茌平 涞水 蠡县 邢台 磁县 巍山 勐海 耿马 漾濞 洱源 澜沧 砚山 弥勒 濮阳 漯河 潢川 淅川 郾城 栾川 嵩县 汝阳 枞阳 砀山 涡阳 谯城 濉溪 弋阳 婺源 鄱阳 瑞昌 崇义 筠连 珙县 邛崃 汶川 岷江 泸县 綦江 涪陵 酉阳 垫江 郧阳 秭归 蕲春 浠水 黄陂 洈水 耒阳 郴州 汨罗 澧县 溆浦 芷江 麻阳 鹤山 番禺 濠江 湛江 岑溪 邕宁 扶绥 隆安 彬州 鄜城 陇县 眉县 洵阳 麟游 崆峒 岷县 宕昌 湟中 循化 吐鲁番")
	labelledHamlet = strings.Fields("垟溪村 堃口村 塆头村 硚口社区 邨前村 喆山村 龘山林场 垚坪村 淼泉社区 犇牛村 骉马场 焱岭村 墩上村 圩角村 埭头村 埕边村 厝内社区 坂中村 垄背村 屾坳村 峁梁村 塬上村 圪梁村 埝头村 埠口社区 碶闸村 涌边村 滘口村 墟镇社区 岽下村 嶂背村 嵊山村 岙里村 漈头村 溇港村 漤湾村 浬浦镇 泖港镇 甸尾村 畈田村 畲族村 疃里村 窑湾镇 岗埔村")
	labelledNames  = strings.Fields("乜 仉 佴 佟 侴 俞 储 冼 刁 卜 厍 召 员 咸 哈 啜 嘎 圈 夔 妫 妘 妊 姒 姞 娄 宓 宦 尉迟 展 岑 晁 晏 暴 束 桓 檀 殳 毋 汝 沃 泠 洗 涂 淳于 湛 濮阳 爨 牟 狐 璩 畅 皇甫 睢 矫 矬 祁 禚 秘 竺 笪 第五 管 簿 粘 糜 纪 终 翦 肖 胥 臧 舒 艾 芈 苌 荀 莘 萨 蒯 蓝 虞 蹇 逄 逯 郄 郇 郏 郗 郦 鄢 酆 钭 闫 阎 闵 阚 隗 雒 韶 鞠 颛孙 鱼 鲜于 鹿 黎 羿 濮 戈 廖 庹 恽 戢 扈 揭 昝")
	labelledMatter = strings.Fields("防汛抗旱 党建 “放管服”改革 《条例》学习 “双减” 乡村振兴·衔接资金 2026年度考核 “三公”经费 《信访工作条例》宣讲 森林防火 互联网+监管 12345热线 “扫黄打非” 7·20复盘 河（湖）长制 “四下基层” 医保、社保 安全生产 第3季度调度 A/B角 Wi-Fi运维 OA系统 95%达标 疫苗接种 “一张网” 〔2026〕5号文 清明祭扫 “厕所革命” 《民法典》宣传 菜篮子 “最多跑一次” 网格—综治 一_览表 交办：督办 防返贫监测，帮扶 3.15维权 11:30快报 “‘双碳’行动” 高（中）考保障 ６·２６禁毒 ＡＩ政务")
	labelledBureau = strings.Fields("教育局 水利局 信访局 档案馆 融媒体中心 退役军人事务局 市场监督管理局 林业和草原局 医疗保障局 应急管理局")
	labelledEnds   = strings.Fields("群 工作群 交流群 群1 群（2） 群(备用) 联络群 群２")

	labelledBad = map[string][]string{
		"decorated":     strings.Fields("🔥 ★ ☆ ❤️ ✨ 🌸 ◆ ■ ▲ ♥ ♪ ❀ ✿ ☀ ⚡ 💯 👍🏽 👨‍👩‍👧‍👦 🇨🇳 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ① ⑴ ㈠ ㊣ Ⅲ ℡ № ™ ° ′ ← ↑ █ ◎ ※ § 【 】 『 「 〖 ｢ ~ ～ ! ！ ? ？ # ＃ @ & ＆ * ＊ = | ｜ ^ $ ￥ ; ； … × ÷ ± ≈ 1️⃣ #️⃣"),
		"martian":       strings.Fields("乄 灬 丶 丨 亅 囧 嘦 槑 烎 巭 嫑 勥 氼 兲 冇 煋 彣 伱 咑 娳 沵 恠 妏 厷 莋 裙 叕 靐 龖 亖 卍 冖 丷 氵 攴 場 國 學 會 羣 邨々 雲 縣 發 衛 臺 厙 麴 盩 僪 ㄗ ぁ"),
		"kana":          strings.Fields("の ノ ー ア ｶﾅ は ん を っ ヶ ㋿ ゞ ㌔ ㄅ 한 글"),
		"private":       {"\ue001", "\ue5e5", "\uf8ff", "\U000f0001", "\U0010fffd", "\ufffd"},
		"look_alike":    {"А", "В", "Е", "О", "Р", "С", "а", "е", "о", "ο", "Α", "⼀", "⼈", "⽔", "⼯", "\uf90a", "〸", "–", "‐", "−", "─", "•", "・", "∙", "‧", "˙", "ℓ", "ﬁ", "𝐀", "𝟏", "ⅰ", "é", "ñ", "o\u0308", "ʼ", "′", "′′", "″", "‚", "∶", "﹒", "｡", "､", "︰", "﹣", "⁄"},
		"shows_nothing": {"\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u202e", "\u2060", "\ufeff", "\u00ad", "\ufe0f", "\ufe0e", "\U000e0100", "\u3164", "\u115f", "\u180e", "\x00", "\x07", "\u2063", "\u061c", "\u0301", "\u20dd"},
	}
	// Of the martian list these are standard characters after all: they are here to be told apart by hand.
	labelledStandard = strings.Fields("裙 叕 煋")
)

// labelledName is a name and whether its characters are plain.
type labelledName struct {
	name, kind string
	plain      bool
}

func labelledRule(t testing.TB) (*Rule, string) {
	t.Helper()
	units := workgroup.Units{"U": {Code: "U", Name: "云溪县教育局"}, "T": {Code: "T", Name: "云溪县龘山林场"}}
	r, err := New(policy.Naming{Prefix: "any", Area: "云溪县", Suffix: "", Characters: "plain"}, units)
	if err != nil {
		t.Fatal(err)
	}
	return r, "U"
}

func labelledNamesOf(seed uint64) []labelledName {
	draw := rand.New(rand.NewPCG(seed, 2013))
	pick := func(list []string) string { return list[draw.IntN(len(list))] }
	good := func() string {
		front := pick(labelledPlaces) + "县"
		switch draw.IntN(4) {
		case 0:
			front += pick(labelledBureau)
		case 1:
			front += pick(labelledHamlet)
		case 2:
			front = pick(labelledHamlet) + pick(labelledNames) + "家祠"
		}
		return front + pick(labelledMatter) + pick(labelledEnds)
	}
	kinds := slices.Sorted(maps.Keys(labelledBad))
	var list []labelledName
	for i := range 1000 {
		list = append(list, labelledName{good(), "good", true})
		kind, base := kinds[i%len(kinds)], []rune(good())
		bad := pick(labelledBad[kind])
		at := draw.IntN(len(base) + 1)
		list = append(list, labelledName{string(base[:at]) + bad + string(base[at:]), kind, slices.Contains(labelledStandard, bad)})
	}
	return list
}

// covers S1.8
func TestTwoThousandLabelledNamesAreToldApart(t *testing.T) {
	r, unit := labelledRule(t)
	wrong, missed, right := map[string][]string{}, map[string][]string{}, map[string]int{}
	list := labelledNamesOf(8105)
	for _, l := range list {
		plain := len(r.Judge(Named{Name: l.name, Unit: unit}, false).Offending) == 0
		switch {
		case plain == l.plain:
			right[l.kind]++
		case l.plain:
			wrong[l.kind] = append(wrong[l.kind], fmt.Sprintf("%q", l.name))
		default:
			missed[l.kind] = append(missed[l.kind], fmt.Sprintf("%q", l.name))
		}
	}
	t.Logf("%d names, judged right by kind: %v", len(list), right)
	for kind, names := range wrong {
		t.Errorf("%s: %d accused wrongly: %s", kind, len(names), strings.Join(names, " "))
	}
	for kind, names := range missed {
		t.Errorf("%s: %d missed: %s", kind, len(names), strings.Join(names, " "))
	}
}
