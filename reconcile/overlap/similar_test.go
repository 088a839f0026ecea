package overlap

import (
	"fmt"
	"strings"
	"testing"
)

// labelledPair is two names of one unit's groups and whether they are about
// one matter.
type labelledPair struct {
	a, b string
	same bool
	kind string
}

// How the labelled pairs are made: by hand, as lists of words that offices use
// for one matter, of pairs that only look alike, and of matters that no list
// of the measure knows (heldOut); forms (one of many, slips, order, padding,
// decoration) are put on each by the loops below.
var (
	sayings = []string{
		"防汛 防汛抗旱 三防 防汛抢险", "安全生产 安全监管 安全生产管理", "疫情防控 防疫 疫情联防联控", "乡村振兴 脱贫攻坚 巩固脱贫",
		"党建 党务 机关党建", "信息宣传 宣传信息 新闻宣传", "人居环境整治 农村人居环境 环境整治", "信访维稳 信访 接访", "河长制 河湖长制 河长",
		"反诈 反诈骗 防电诈", "督查 督办 督查督办", "征地拆迁 征拆 拆迁", "文明创建 创文 创建文明城市", "秸秆禁烧 禁烧 秸秆焚烧", "绩效考核 考核 年度考核",
		"值班 值班值守 带班值班", "公文 办文 文件传阅", "项目建设 重点项目 项目推进", "招商引资 招商", "退役军人 退役军人事务", "医保 医疗保险 城乡居民医保",
		"厕所革命 改厕 农村改厕", "扫黑除恶 扫黑", "老干部 离退休干部 老干", "禁毒 毒品预防", "动物防疫 重大动物疫病防控 非洲猪瘟", "饮水安全 农村饮水 农村供水",
		"老旧小区改造 老旧小区 旧改", "食堂 食堂管理 膳食", "教研 教学研究", "自建房 自建房安全 农村房屋安全", "志愿服务 志愿者",
	}
	heldOut    = strings.Fields("柑橘产业 高山蔬菜 烟叶生产 油茶种植 中药材 冷链物流 电商直播 光伏电站 充电桩 数字乡村 粮油储备 国土空间规划 测绘 矿山修复 砂石资源 水土保持 移民后扶 水库安全运行 病险水库 气象预警 人工影响天气 外事接待 对口支援 东西部协作 机构编制 职称评审 事业单位招聘 三支一扶 工资福利 公车管理 机关后勤 固定资产 节能降耗 政务公开 依申请公开 热线办理 建议提案 人大代表联络 政协委员履职 律师顾问 行政复议 仲裁 公证 人民调解 未成年人保护 残疾人康复 儿童福利 婚姻登记 地名普查 社工站 慈善 红十字 献血 血防 妇幼健康 职业病 医联体 药械集采 院感 护理质控 病案 影像诊断 学籍 教材征订 课后托管 校车 研学 心理健康 特殊教育 语言文字 体艺节 艺术展演 文物 广电 农家书屋 电影放映 融媒 印章 机要 值守应答 史料征集")
	lookalikes = strings.Fields("防汛=防火 党建=团建 征兵=征地 医保=社保 教师=学生 小学=初中 中考=高考 信访=招商 公文=公务用车 财务=税务 水利=水产 民兵=民政 禁毒=禁烧 河长=林长 供水=供电 燃气=供热 养老保险=工伤保险 食品安全=药品安全 交通安全=消防安全 经济普查=人口普查 党史=史志 创文=创卫 教研=教务 工会=妇联 宣传=统战 督查=巡察 扫黑=扫黄 妇幼=妇联 学籍=户籍 残疾人康复=残疾人就业 课后托管=课后辅导 职称评审=职称考试 机构编制=机构改革 文物=文化 校车=公车 水库移民=水库安全 粮油储备=粮食收购 村民小组长=村民代表 慈善=慰问 献血=血防 危房改造=旧房改造 棚改=厕改 耕地=林地 路灯=路政 采购=采风 档案=专案 法治=治安 体育=体检 婚姻登记=不动产登记 高山蔬菜=高山茶叶 电商直播=电商物流 柑橘产业=茶叶产业 中药材=中草药收购")
	oneOfMany  = strings.Fields("一村=二村 柳河村=塆口村 东风社区=红旗社区 2025年=2026年 二〇二五年=二〇二六年 25年=26年 一季度=二季度 第1季度=第3季度 上半年=下半年 3月=4月 第一网格=第二网格 3网格=4网格 一班=二班 初一1班=初一2班 第一期=第二期 1期=2期 首批1批=首批2批 第一党支部=第二党支部 一组=三组 第二小组=第三小组 东片=西片 南片区=北片区 甲组=乙组 a组=b组 一中=二中 三小=四小 一标段=二标段 1号楼=2号楼 第十一届=第十二届 一中队=二中队 教师=家长 早班=晚班 七年级=八年级 高中=初中 城区=农村 男=女")
	ends       = []string{"工作", "工作交流", "专班", "领导小组", "管理", "推进", "人员", "日常工作"}
	slips      = strings.Fields("防汛抗旱=防讯抗旱 安全生产=安全升产 柑橘产业=柑桔产业 志愿服务=志愿扶务 烟叶生产=烟叶声产 职称评审=职称评申 机关后勤=机关后情 病险水库=病险水裤 人民调解=人民调节 医联体建设=医连体建设 固定资产=固定资厂 建议提案=建议题案 数字乡村=数字香村 冷链物流=冷链物留 政务公开=政物公开 特殊教育=特舒教育")
)

// labelledPairs are the pairs, as core names.
func labelledPairs() []labelledPair {
	var list []labelledPair
	add := func(kind string, same bool, a, b string) { list = append(list, labelledPair{a, b, same, kind}) }
	for i, line := range sayings {
		words := strings.Fields(line)
		for k, w := range words[1:] {
			add("other words", true, words[0], w)
			add("other words, padded", true, words[0]+ends[(i+k)%len(ends)], w+ends[(i+k+3)%len(ends)])
			other := strings.Fields(sayings[(i+5)%len(sayings)])
			add("two matters, the other way round", true, words[0]+other[0], other[0]+w)
			add("one matter more", false, words[0], w+other[0])
		}
	}
	for i, m := range heldOut {
		next := heldOut[(i+7)%len(heldOut)]
		add("padded", true, m, m+ends[i%len(ends)])
		add("padded differently", true, m+ends[i%len(ends)], m+ends[(i+3)%len(ends)])
		add("the other way round", true, m+next, next+m)
		add("a year more", true, "2026年"+m, m)
		add("another matter", false, m, next)
		add("another matter, padded", false, m+ends[i%len(ends)], next+ends[i%len(ends)])
		add("one matter more", false, m, m+next)
		one := strings.Split(oneOfMany[i%len(oneOfMany)], "=")
		add("one of many", false, one[0]+m, one[1]+m)
		add("one of many, behind", false, m+one[0], m+one[1])
		add("another matter in one place", false, one[0]+m, one[0]+next)
		add("the same of many", true, one[0]+m, one[0]+m+ends[i%len(ends)])
	}
	for i, p := range oneOfMany {
		one := strings.Split(p, "=")
		words := strings.Fields(sayings[i%len(sayings)])
		add("one of many, other words", false, one[0]+words[0], one[1]+words[1])
		add("the same of many, other words", true, one[0]+words[0], one[0]+words[1])
	}
	for i, p := range lookalikes {
		two := strings.Split(p, "=")
		add("looks alike", false, two[0], two[1])
		add("looks alike, padded", false, two[0]+ends[i%len(ends)], two[1]+ends[i%len(ends)])
		add("looks alike, long", false, "2026年"+two[0]+"业务培训报名", "2026年"+two[1]+"业务培训报名")
	}
	for _, p := range slips {
		two := strings.Split(p, "=")
		add("a slip", true, two[0], two[1])
		add("a slip, padded", true, two[0]+"专班", two[1])
	}
	return list
}

// quality counts the right, wrong and missed answers of a measure at a threshold.
type quality struct{ right, wrong, missed int }

func (q quality) precision() float64 { return float64(q.right) / float64(max(1, q.right+q.wrong)) }
func (q quality) recall() float64    { return float64(q.right) / float64(max(1, q.right+q.missed)) }

func (q quality) String() string {
	return fmt.Sprintf("precision %.3f, recall %.3f", q.precision(), q.recall())
}

func measure(pairs []labelledPair, threshold float64, score func(a, b string) float64) (q quality, faults map[string][]string) {
	faults = map[string][]string{}
	for _, p := range pairs {
		alike := score(p.a, p.b) >= threshold
		switch {
		case alike && p.same:
			q.right++
		case alike:
			q.wrong++
		case p.same:
			q.missed++
		}
		if alike != p.same {
			faults[p.kind] = append(faults[p.kind], fmt.Sprintf("%s|%s %.2f", p.a, p.b, score(p.a, p.b)))
		}
	}
	return q, faults
}

func ours(a, b string) float64 {
	x, y := ReadMatter(a), ReadMatter(b)
	return Alike(&x, &y).Score
}

func editRatio(a, b string) float64 {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			change := diagonal
			if x[i] != y[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j+1]+1, row[j]+1)
		}
	}
	return 1 - float64(row[len(y)])/float64(max(1, len(x), len(y)))
}

func bigramJaccard(a, b string) float64 {
	grams := func(text string) map[string]bool {
		r, set := []rune("^"+text+"$"), map[string]bool{}
		for i := range len(r) - 1 {
			set[string(r[i:i+2])] = true
		}
		return set
	}
	x, y, common := grams(a), grams(b), 0
	for g := range x {
		if y[g] {
			common++
		}
	}
	return float64(common) / float64(max(1, len(x)+len(y)-common))
}

// best is a measure's quality at the threshold that suits it best.
func best(pairs []labelledPair, score func(a, b string) float64) (quality, float64) {
	var top quality
	at, f1 := 0.0, -1.0
	for t := 0.2; t <= 1; t += 0.05 {
		q, _ := measure(pairs, t, score)
		if f := 2 * q.precision() * q.recall() / max(1e-9, q.precision()+q.recall()); f > f1 {
			top, at, f1 = q, t, f
		}
	}
	return top, at
}

// covers S1.4
func TestLabelledPairsOfNamesAreToldApart(t *testing.T) {
	pairs := labelledPairs()
	if len(pairs) < 1000 {
		t.Fatalf("only %d pairs", len(pairs))
	}
	q, faults := measure(pairs, 0.8, ours)
	t.Logf("%d pairs at 0.8: %v", len(pairs), q)
	for name, score := range map[string]func(a, b string) float64{"edit distance": editRatio, "bigram Jaccard": bigramJaccard} {
		at08, _ := measure(pairs, 0.8, score)
		top, at := best(pairs, score)
		t.Logf("%s at 0.8: %v; at its best threshold %.2f: %v", name, at08, at, top)
		if top.precision() >= q.precision() || top.recall() >= q.recall() {
			t.Errorf("%s does better", name)
		}
	}
	for kind, list := range faults {
		t.Logf("%s: %d: %s", kind, len(list), strings.Join(list[:min(12, len(list))], "; "))
	}
	if q.precision() < 0.97 || q.recall() < 0.95 {
		t.Errorf("precision %.3f, recall %.3f: want 0.97 and 0.95", q.precision(), q.recall())
	}
}
