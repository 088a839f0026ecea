package sheet

import (
	"archive/zip"
	"compress/flate"
	"errors"
	"io"
	"strings"
)

// Limits of a workbook's zip container. A million rows of members unpack to
// about 600 MB at a ratio of about 15.
const (
	maxParts     = 10000
	maxPartBytes = 4 << 30
	maxRatio     = 300      // unpacked to packed …
	ratioFrom    = 64 << 20 // … once this much is unpacked
)

// parts is a workbook's zip container, opened defensively.
type parts map[string]*zip.File

func openParts(r io.ReaderAt, size int64) (parts, error) {
	z, err := zip.NewReader(within{r, size}, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, broken(err)
	}
	if len(z.File) > maxParts {
		return nil, fault("sheet.zip_bomb", 0)
	}
	ps := parts{}
	for _, f := range z.File {
		name := strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/"))
		switch {
		case strings.HasSuffix(name, "vbaproject.bin"):
			return nil, fault("sheet.macros", 0)
		case strings.HasPrefix(name, "xl/externallinks/"):
			return nil, fault("sheet.external_links", 0)
		}
		if _, twice := ps[name]; twice {
			return nil, fault("sheet.broken_zip", 0) // two readers would see two different files
		}
		ps[name] = f
	}
	return ps, nil
}

// within turns a directory that points outside the file into a fault of the file: otherwise it would
// look like a failing drive.
type within struct {
	io.ReaderAt
	size int64
}

func (w within) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 || off > w.size {
		return 0, zip.ErrFormat
	}
	return w.ReaderAt.ReadAt(p, off)
}

// open reads a part; it ends with a Fault when the part unpacks to more than an honest workbook holds,
// whatever the container declares.
func (ps parts) open(name string) (*part, error) {
	f := ps[strings.ToLower(name)]
	if f == nil {
		return nil, fault("sheet.not_a_workbook", 0)
	}
	in, err := f.Open()
	if err != nil {
		return nil, broken(err)
	}
	return &part{in: in, packed: int64(min(f.CompressedSize64, maxPartBytes))}, nil
}

type part struct {
	in     io.ReadCloser
	packed int64
	read   int64
}

func (p *part) Read(b []byte) (int, error) {
	n, err := p.in.Read(b)
	p.read += int64(n)
	if p.read > maxPartBytes || p.read > ratioFrom && p.read > p.packed*maxRatio {
		return 0, fault("sheet.zip_bomb", 0)
	}
	return n, err
}

// close ends the reading of a part. Its error is dropped, because the checksum was compared at the
// part's end.
func (p *part) close() { _ = p.in.Close() }

// broken is the Fault for a container that is damaged or ends too early; any other error is a failure
// of reading and is returned unchanged.
func broken(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, zip.ErrFormat), errors.Is(err, zip.ErrAlgorithm), errors.Is(err, zip.ErrChecksum),
		errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), errors.As(err, &corrupt):
		return &Fault{Key: "sheet.broken_zip", Err: err}
	}
	return err
}
