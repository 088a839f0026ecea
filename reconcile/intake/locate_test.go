package intake

import (
	"fmt"
	"strings"
	"testing"

	"qunguan/reconcile/workgroup"
)

// A county has more groups than references are kept; what there is to remark on one of them is said once
// all the same.
func TestAReferenceIsRemarkedOnOnceAmongVeryManyGroups(t *testing.T) {
	const heading, odd = "平台,平台群号,群编号,账号,采集时间\n", "微信,nG00001,G00002,wx_%d,2026-11-16\n"
	groups := GroupRecords.Pack()
	var rows strings.Builder
	fmt.Fprintf(&rows, heading+odd, 1)
	for i := range 2*maxFound + 5 {
		code := fmt.Sprintf("G%05d", i)
		groups.Add(&workgroup.Group{Code: code, Platform: "微信", Number: "n" + code, Name: code})
		fmt.Fprintf(&rows, "微信,,%s,wx_a,2026-11-16\n", code)
	}
	fmt.Fprintf(&rows, odd, 2)
	result, stage := readAll(t, Known{Groups: groups}, Options{}, csvInput("群成员.csv", rows.String()))
	if len(result.Problems) != 1 || result.Problems[0].Row != 2 || stage.members[len(stage.members)-1].Group != "G00001" {
		t.Errorf("%v", result.Problems)
	}
}
