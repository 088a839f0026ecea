package sheet

import (
	"io"
	"path"
	"strings"
)

// The parts of a workbook are found by their relationships (ECMA-376 part 2),
// compared by the last word of their type: the strict and the transitional
// form differ in the rest.

// workbook is an open .xlsx file.
type workbook struct {
	parts       parts
	date1904    bool
	dates       []bool // cell style → shows a date
	stringsPart string
	strings     *sharedStrings // nil until a sheet is read
	targets     []string       // sheet → part
}

func openWorkbook(r io.ReaderAt, size int64) (*Book, error) {
	ps, err := openParts(r, size)
	if err != nil {
		return nil, err
	}
	w := &workbook{parts: ps}
	root, err := w.relations("_rels/.rels", "")
	if err != nil {
		return nil, err
	}
	main := root.byType("officeDocument")
	if main == "" {
		return nil, fault("sheet.not_a_workbook", 0)
	}
	if strings.HasSuffix(main, ".bin") {
		return nil, fault("sheet.binary_workbook", 0)
	}
	rels, err := w.relations(path.Join(path.Dir(main), "_rels", path.Base(main)+".rels"), path.Dir(main))
	if err != nil {
		return nil, err
	}
	book := &Book{open: w.rows, merged: w.merged, release: func() { w.strings = nil }}
	if book.sheets, err = w.readMain(main, rels); err != nil {
		return nil, err
	}
	w.stringsPart = rels.byType("sharedStrings")
	if styles := rels.byType("styles"); styles != "" {
		in, err := w.parts.open(styles)
		if err != nil {
			return nil, err
		}
		defer in.close()
		if w.dates, err = readDateStyles(in); err != nil {
			return nil, err
		}
	}
	return book, nil
}

// relation is a reference from one part to another.
type relation struct{ id, kind, target string }

type relations []relation

func (rs relations) byType(kind string) string {
	for _, r := range rs {
		if r.kind == kind {
			return r.target
		}
	}
	return ""
}

func (rs relations) byID(id string) (relation, bool) {
	for _, r := range rs {
		if r.id == id {
			return r, true
		}
	}
	return relation{}, false
}

func (w *workbook) relations(name, base string) (relations, error) {
	in, err := w.parts.open(name)
	if err != nil {
		return nil, err
	}
	defer in.close()
	var rs relations
	t := newTokens(in)
	err = t.each(func() error {
		if string(t.name) != "Relationship" {
			return nil
		}
		if len(rs) > maxParts {
			return fault("sheet.broken_zip", 0)
		}
		target := string(t.attr("Target"))
		if strings.HasPrefix(target, "/") {
			target = strings.TrimPrefix(path.Clean(target), "/")
		} else {
			target = path.Join(base, target)
		}
		rs = append(rs, relation{string(t.attr("Id")), path.Base(string(t.attr("Type"))), target})
		return nil
	})
	return rs, err
}

// readMain lists the sheets; charts and dialogs are none.
func (w *workbook) readMain(name string, rels relations) ([]Info, error) {
	in, err := w.parts.open(name)
	if err != nil {
		return nil, err
	}
	defer in.close()
	var sheets []Info
	t := newTokens(in)
	err = t.each(func() error {
		switch string(t.name) {
		case "workbookPr":
			v := string(t.attr("date1904"))
			w.date1904 = v == "1" || v == "true"
		case "sheet":
			rel, ok := rels.byID(string(t.attr("id")))
			if !ok || rel.kind != "worksheet" {
				return nil
			}
			state := string(t.attr("state"))
			sheets = append(sheets, Info{Name: string(t.attr("name")), Hidden: state == "hidden" || state == "veryHidden"})
			w.targets = append(w.targets, rel.target)
			if len(sheets) > maxParts {
				return fault("sheet.broken_zip", 0)
			}
		}
		return nil
	})
	if err == nil && len(sheets) == 0 {
		err = fault("sheet.not_a_workbook", 0)
	}
	return sheets, err
}

func (w *workbook) rows(sheet int) (source, error) {
	if w.strings == nil {
		if err := w.loadStrings(); err != nil {
			return nil, err
		}
	}
	in, err := w.parts.open(w.targets[sheet])
	if err != nil {
		return nil, err
	}
	return &sheetSource{book: w, texts: w.strings, part: in, tokens: newTokens(in)}, nil
}

func (w *workbook) loadStrings() error {
	if w.stringsPart == "" {
		w.strings = &sharedStrings{}
		return nil
	}
	in, err := w.parts.open(w.stringsPart)
	if err != nil {
		return err
	}
	defer in.close()
	w.strings, err = readSharedStrings(in)
	return err
}
