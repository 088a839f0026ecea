package feishu

import (
	"testing"

	"qunguan/notify/channeltest"
)

func FuzzNoAnswerPanicsLeaksOrCountsAsSuccessByChance(f *testing.F) {
	channeltest.FuzzAnswers(f, judge, "0", `{"code":0}`, `{"StatusCode":0}`, `{"code":19021,"msg":"SECRET"}`, `{"code":null,"StatusCode":0}`, `[]`)
}
