package page

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/http"

	"qunguan/reconcile/phrase"
)

//go:embed templates
var files embed.FS

// shared are the parts of every page.
var shared = template.Must(template.ParseFS(files, "templates/layout.html", "templates/parts.html"))

// templates are the pages that every package shows.
var templates = Parse(files, "sheet", "trouble")

// Parse reads the templates templates/NAME.html of fsys, each with the layout around it and with the
// definitions in templates/…parts.html that several of them use.
func Parse(fsys fs.FS, names ...string) map[string]*template.Template {
	parts, err := fs.Glob(fsys, "templates/*parts.html")
	if err != nil {
		panic("page: " + err.Error()) // the pattern is right
	}
	parsed := map[string]*template.Template{}
	for _, name := range names {
		one := template.Must(shared.Clone()).New(name)
		parsed[name] = template.Must(one.ParseFS(fsys, append(parts, "templates/"+name+".html")...))
	}
	return parsed
}

// render writes a page. It is made as a whole before its first byte leaves:
// an error in the middle must not look like a short ledger.
func render(w http.ResponseWriter, status int, f Frame, v View) error {
	var page bytes.Buffer
	err := v.Template.ExecuteTemplate(&page, "layout", struct {
		Frame
		Heading string
		View    any
	}{f, v.Title, v.Data})
	if err != nil {
		http.Error(w, f.Say("web.broken"), http.StatusInternalServerError)
		return fmt.Errorf("template %s: %w", v.Template.Name(), err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	// The pages' own text has none of these characters; names may.
	_, _ = io.WriteString(w, phrase.Visible(page.String())) // the reader may be gone; nothing depends on it
	return nil
}

// Asset serves one embedded file.
func Asset(name, contentType string) http.HandlerFunc {
	content, err := files.ReadFile("templates/static/" + name)
	if err != nil {
		panic("page: " + err.Error()) // the embedded files are part of the program
	}
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Cache-Control", "no-cache") // a new version's look at once
		_, _ = w.Write(content)
	}
}

// give writes a file that the browser is to keep.
func give(w http.ResponseWriter, f File) {
	h := w.Header()
	h.Set("Content-Type", f.ContentType)
	h.Set("Content-Disposition", `attachment; filename="`+f.Name+`"`)
	_, _ = w.Write(f.Data) // the reader may be gone; nothing depends on it
}

// Plain answers with text that no browser takes for markup.
func Plain(w http.ResponseWriter, status int, text string) {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text) // the asker may be gone; nothing depends on it
}

// MaxForm is how many bytes a form may have that takes a few words.
const MaxForm = 4 << 10
