package feishu

import (
	"flag"
	"testing"

	"qunguan/notify/channeltest"
)

var update = flag.Bool("update", false, "write the outputs of the golden files")

func TestGolden(t *testing.T) {
	channeltest.Golden(t, *update, func(t *testing.T, in channeltest.GoldenInput) string {
		return channeltest.Indent(t, render(in.Message, in.Keyword))
	})
}
