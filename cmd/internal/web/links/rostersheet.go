package links

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"qunguan/notify/workbook"
)

// rosterSheet gives a group's roster as a table under the headings of 群成员, to
// be corrected and uploaded.
func (s *Links) rosterSheet(w http.ResponseWriter, r *http.Request, v rosterVisit) {
	f := s.frame(r)
	g, ok := v.group(r.PathValue("group"))
	if !ok {
		s.showTrouble(w, r, http.StatusNotFound, f.Say("web.trouble"), troubleView{Text: f.Say("link.roster.not_yours")})
		return
	}
	look, err := s.Rosters.Current(r.Context(), g.Code, v.RegistrySnapshot.Moment)
	if err != nil {
		s.linkBroken(w, r, err)
		return
	}
	table := workbook.Table{Name: "群成员", Columns: []workbook.Column{
		{Title: "平台", Width: 8, Format: workbook.FormatText},
		{Title: "群编号", Width: 12, Format: workbook.FormatText},
		{Title: "账号", Width: 22, Format: workbook.FormatText},
		{Title: "群昵称", Width: 22, Format: workbook.FormatText},
		{Title: "群内角色", Width: 10, Format: workbook.FormatText},
	}, Rows: func(yield func([]any) bool) {
		for _, m := range look.Members {
			account := m.Account
			if strings.HasPrefix(account, "@") {
				account = ""
			}
			if !yield([]any{g.Platform, g.Code, account, m.Nickname, m.Role}) {
				return
			}
		}
	}}
	var book bytes.Buffer
	if err := workbook.Write(&book, table); err != nil {
		s.linkBroken(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.xlsx"; filename*=UTF-8''%s.xlsx`, "roster", url.PathEscape(g.Code+"-群成员")))
	_, _ = w.Write(book.Bytes()) // the reader may be gone; nothing depends on it
}
