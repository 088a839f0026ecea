package email

import (
	"flag"
	"testing"

	"qunguan/notify/channeltest"
)

var update = flag.Bool("update", false, "write the outputs of the golden files")

func TestGolden(t *testing.T) {
	channeltest.Golden(t, *update, func(t *testing.T, in channeltest.GoldenInput) string {
		page, err := renderHTML(in.Message)
		if err != nil {
			t.Fatal(err)
		}
		return "== text ==\n" + plain(in.Message) + "== html ==\n" + page
	})
}
