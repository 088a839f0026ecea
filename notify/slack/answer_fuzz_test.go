package slack

import (
	"testing"

	"qunguan/notify/channeltest"
)

func FuzzNoAnswerPanicsLeaksOrCountsAsSuccessByChance(f *testing.F) {
	channeltest.FuzzAnswers(f, judge, "ok", "ok", "no_service", `{"ok":true}`, `{"ok":false,"error":"SECRET"}`, "SECRET")
}
