package sheet

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// pieces is a text as our reader parts it.
func pieces(text string) ([]string, error) {
	t := newTokens(strings.NewReader(text))
	var out []string
	for {
		err := t.next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		switch t.kind {
		case startToken:
			out = append(out, fmt.Sprintf("<%s r=%q>", t.name, t.attr("r")))
		case endToken:
			if len(t.name) > 0 {
				out = append(out, fmt.Sprintf("</%s>", t.name))
			}
		case textToken:
			out = joinText(out, string(t.text))
		}
	}
}

// joinText puts adjacent texts together: readers may cut them anywhere.
func joinText(out []string, text string) []string {
	if n := len(out); n > 0 && strings.HasPrefix(out[n-1], "=") {
		out[n-1] += text
		return out
	}
	if text != "" {
		out = append(out, "="+text)
	}
	return out
}

// standard is the text as encoding/xml parts it; nil, false where it is no XML or uses a feature that
// no workbook does.
func standard(text string) ([]string, bool) {
	d := xml.NewDecoder(strings.NewReader(text))
	var out []string
	depth := 0
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out, true
		}
		if err != nil {
			return nil, false
		}
		switch e := tok.(type) {
		case xml.StartElement:
			depth++
			r, n := "", 0
			for _, a := range e.Attr {
				if a.Name.Local == "r" {
					if n++; n == 1 {
						r = a.Value
					}
				}
			}
			out = append(out, fmt.Sprintf("<%s r=%q>", e.Name.Local, r))
		case xml.EndElement:
			depth--
			out = append(out, fmt.Sprintf("</%s>", e.Name.Local))
		case xml.CharData:
			if depth > 0 {
				out = joinText(out, string(e))
			} else if len(bytes.TrimSpace(e)) > 0 {
				return nil, false
			}
		case xml.Directive:
			return nil, false
		}
	}
}

var xmlSeeds = []string{
	`<a r="1"><b/>x &amp; y<!-- > --><![CDATA[<z>]]]]></a>`,
	`<?xml version="1.0" encoding="UTF-8"?><x:a x:r='a>b"'>&#x738B;&#20255;` + "\r\n" + `</x:a>`,
	"\ufeff<a >\r</a >",
	`<a b="c=d" r = "1&lt;2"/>`,
	`<a><!----><?pi ?></a> `,
}

func TestXMLIsReadAsTheStandardLibraryReadsIt(t *testing.T) {
	for _, text := range xmlSeeds {
		want, ok := standard(strings.TrimPrefix(text, "\ufeff"))
		got, err := pieces(text)
		if !ok || err != nil {
			t.Fatalf("%s: %v %v", text, ok, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

func FuzzTokens(f *testing.F) {
	for _, s := range xmlSeeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		want, ok := standard(text)
		got, err := pieces(text)
		if err != nil {
			if _, isFault := AsFault(err); !isFault {
				t.Errorf("neither read nor refused: %v", err)
			}
		}
		if !ok || err != nil {
			return // refusing more than the standard library is our right
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}
