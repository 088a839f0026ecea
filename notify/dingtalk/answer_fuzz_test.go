package dingtalk

import (
	"testing"

	"qunguan/notify/channeltest"
)

func FuzzNoAnswerPanicsLeaksOrCountsAsSuccessByChance(f *testing.F) {
	channeltest.FuzzAnswers(f, judge, "0", `{"errcode":0,"errmsg":"ok"}`, `{"errcode":310000,"errmsg":"keyword SECRET"}`, `{"errcode":-1}`, `{"errcode":1e400}`, `[]`)
}
