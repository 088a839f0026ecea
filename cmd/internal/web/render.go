package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"net/http"

	"qunguan/reconcile/phrase"
)

//go:embed pages
var files embed.FS

// pages holds one template for each page, each with the layout around it.
var pages = func() map[string]*template.Template {
	parsed := map[string]*template.Template{}
	for _, name := range []string{"ledger", "today", "sheet", "policy", "case", "notices", "trouble", "signin", "link", "linkconfirm", "linktrouble", "roster", "rosterread", "rostercounts", "rosterlist"} {
		parsed[name] = template.Must(template.ParseFS(files, "pages/layout.html", "pages/parts.html", "pages/rosters.html", "pages/"+name+".html"))
	}
	return parsed
}()

// render writes a page. It is made as a whole before its first byte leaves:
// an error in the middle must not look like a short ledger.
func render(w http.ResponseWriter, status int, f frame, v view) error {
	var page bytes.Buffer
	err := pages[v.template].ExecuteTemplate(&page, "layout", struct {
		frame
		Heading string
		View    any
	}{f, v.title, v.data})
	if err != nil {
		http.Error(w, f.Say("web.broken"), http.StatusInternalServerError)
		return fmt.Errorf("template %s: %w", v.template, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	// The pages' own text has none of these characters; names may.
	_, _ = io.WriteString(w, phrase.Visible(page.String())) // the reader may be gone; nothing depends on it
	return nil
}

// asset serves one embedded file.
func asset(name, contentType string) http.HandlerFunc {
	content, err := files.ReadFile("pages/static/" + name)
	if err != nil {
		panic("web: " + err.Error()) // the embedded files are part of the program
	}
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Cache-Control", "no-cache") // a new version's look at once
		_, _ = w.Write(content)
	}
}

// give writes a file that the browser is to keep.
func give(w http.ResponseWriter, f file) {
	h := w.Header()
	h.Set("Content-Type", f.contentType)
	h.Set("Content-Disposition", `attachment; filename="`+f.name+`"`)
	_, _ = w.Write(f.data) // the reader may be gone; nothing depends on it
}
