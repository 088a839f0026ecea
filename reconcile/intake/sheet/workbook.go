package sheet
import "io"
func openWorkbook(r io.ReaderAt, size int64) (*Book, error) { return nil, fault("sheet.broken_zip",0) }
