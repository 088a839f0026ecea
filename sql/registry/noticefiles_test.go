package registry

import (
	"bytes"
	"testing"

	"qunguan/notify"
	"qunguan/notify/outbox"
)

func TestFilesOfANoticeComeBackByteForByte(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		n := pending("a")
		// More than one packet of a server that is left as it was installed
		// would hold with other columns beside it, and every byte there is.
		n.Files = []notify.Attachment{
			{Name: "台账.xlsx", ContentType: "application/x", Data: bytes.Repeat([]byte{0, 1, '\'', '\\', 0xff, 0x80}, 1<<20)},
			{Name: "b", Data: []byte{}},
		}
		must(t, s.WriteNotices(t.Context(), nil, []outbox.Notice{n, pending("b")}))
		files := got(s.NoticeFiles(t.Context(), "a"))(t)
		same(t, 2, len(files))
		same(t, "台账.xlsx application/x", files[0].Name+" "+files[0].ContentType)
		if !bytes.Equal(files[0].Data, n.Files[0].Data) {
			t.Fatalf("%d bytes came back otherwise than they were written", len(files[0].Data))
		}
		same(t, 0, len(got(s.NoticeFiles(t.Context(), "b"))(t)))
		same(t, 0, len(notice(t, s, "a").Files)) // read only by who sends it
	})
}
