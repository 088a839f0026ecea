package registry

import (
	"testing"

	"qunguan/reconcile/answer"
	"qunguan/reconcile/filing"
)

func TestAFormFilesOnce(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		f := filing.Filing{State: filing.Submitted, FiledAt: at(20, 9), Request: filing.Request{Kind: filing.Group, Name: "校车群", By: "P1", Via: filing.ByForm}}
		form := &answer.Form{ID: "form-1", Notice: "filing form", Outcome: "已提交"}
		same(t, int64(1), got(s.NewFiling(t.Context(), f, form))(t).ID)
		_, err := s.NewFiling(t.Context(), f, form)
		isError(t, err, answer.ErrUsed)
		all := got(s.FilingRequests(t.Context()))(t)
		same(t, 1, len(all))
		same(t, filing.ByForm, all[0].Request.Via)
		used, found, err := s.FormUse(t.Context(), "form-1")
		must(t, err)
		same(t, [2]any{true, "已提交"}, [2]any{found, used.Outcome})
	})
}
