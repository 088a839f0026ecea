package slack

import (
	"flag"
	"strings"
	"testing"

	"qunguan/notify/channeltest"
)

var update = flag.Bool("update", false, "write the outputs of the golden files")

func TestGolden(t *testing.T) {
	channeltest.Golden(t, *update, func(t *testing.T, in channeltest.GoldenInput) string {
		// slack-go's types escape < > & for HTML pages; for reading they stand as they are.
		return strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(channeltest.Indent(t, render(in.Message)))
	})
}
