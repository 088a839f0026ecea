package identity

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"qunguan/reconcile/workgroup"
)

const (
	surnames = "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚"
	givens   = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国文志新海波春燕宇浩然子轩欣怡雨晨思佳嘉俊博宁晓东鹏飞"
)

// bigCounty is a directory of n people in units three deep, and nicknames as
// they are met: most in form, some decorated, some nobody's.
func bigCounty(n int) (map[string]workgroup.Person, workgroup.Units, []workgroup.Member) {
	rng := rand.New(rand.NewPCG(1, 2))
	pick := func(s string) string { r := []rune(s); return string(r[rng.IntN(len(r))]) }
	units := workgroup.Units{}
	for i := range max(1, n/40) {
		u := workgroup.Unit{Code: fmt.Sprintf("U%05d", i), ShortName: pick(givens) + pick(givens) + "局"}
		if i%4 != 0 {
			u.Parent, u.ShortName = fmt.Sprintf("U%05d", i/4*4), pick(givens)+pick(givens)+"股"
		}
		u.Name = "云溪县" + u.ShortName
		units[u.Code] = u
	}
	people, posts := map[string]workgroup.Person{}, []string{"科员", "科长", "副局长", "会计", ""}
	members := make([]workgroup.Member, 0, n)
	for i := range n {
		p := workgroup.Person{
			Code: fmt.Sprintf("P%06d", i), Name: pick(surnames) + pick(givens) + pick(givens),
			Unit: fmt.Sprintf("U%05d", rng.IntN(len(units))), Post: posts[rng.IntN(len(posts))], Status: "在职",
			Accounts: workgroup.AccountsOf(map[string]string{"QQ": fmt.Sprint(1000000 + i)}),
		}
		people[p.Code] = p
		unit := units[p.Unit]
		card := []string{
			p.Name, p.Name, p.Name, unit.ShortName + p.Name, p.Name + p.Post, unit.ShortName + "-" + p.Name,
			p.Name + "🌸", "云溪县" + unit.Name + p.Post + p.Name, "岁月静好🌸", "平安是福Lucky",
		}[rng.IntN(10)]
		members = append(members, workgroup.Member{Account: fmt.Sprintf("wxid_%d", i), Nickname: card})
	}
	return people, units, members
}

func BenchmarkIdentify(b *testing.B) {
	people, units, members := bigCounty(100_000)
	d := New(workgroup.PeopleOf(people), units, nil, "2026-11-23", qingshanPolicy())
	m := d.ForGroup(workgroup.Group{Platform: "微信", Unit: "U00000", Scope: workgroup.Scope{Units: []string{"U00000", "U00004"}}})
	counts := map[How]int{}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		counts[m.Identify(members[i%len(members)], true).How]++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "members/s")
	b.Log(counts)
}

func BenchmarkNew(b *testing.B) {
	staff, units, _ := bigCounty(100_000)
	people := workgroup.PeopleOf(staff)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var d *Directory
	for b.Loop() {
		d = New(people, units, nil, "2026-11-23", qingshanPolicy())
		d.names()
		d.accounts.onFile()
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MiB")
	runtime.KeepAlive(d)
	runtime.KeepAlive(staff)
}

func BenchmarkSuggest(b *testing.B) {
	people, units, _ := bigCounty(100_000)
	m := New(workgroup.PeopleOf(people), units, nil, "2026-11-23", qingshanPolicy()).ForGroup(workgroup.Group{Unit: "U00000"})
	m.Suggest("王伟")
	for i := 0; b.Loop(); i++ {
		m.Suggest([]string{"岁月静好🌸", "平安是福", "水利局办公室小王", "汪薇民"}[i%4])
	}
}
