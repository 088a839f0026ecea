package intake

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"qunguan/reconcile/phrase"
	"qunguan/reconcile/sheet"
	"qunguan/reconcile/workgroup"
)

// Input is one file of the command. Content must stay readable until Read
// returns: files are read twice.
type Input struct {
	Name    string
	Content io.ReaderAt
	Size    int64
}

// Options of one command.
type Options struct {
	Now      time.Time      // the moment of the import (--at)
	Location *time.Location // the time zone of the files' dates
	Partial  bool           // --partial: good rows are written although others are bad
	Offices  []string       // codes that 办公室 routes may name; `office` always exists
	// MakeCodes (--write-codes) gives rows of forms without a code column stable codes; Result.Coded
	// has the tables with them.
	MakeCodes bool
	Fill      Fill            // values for columns that rosters and activity lack
	Accept    map[string]bool // codes of records that may become another thing (--accept-change)
	// Records reads the registry's records of some kinds, or of all, into Known: the groups at first, which rosters and
	// activity name, and all others once a file has records itself, which may refer to them; nil: Known has them.
	Records   func(ctx context.Context, into Known, kinds ...Kind) error
	FullStaff bool           // the list of people claims to be complete: the registry's people are needed, and Result.Listed
	Progress  func(Progress) // called every few thousand rows; nil = never
	// Stored knows of which cells the registry's rosters were made; nil: every row is read. Rows of the
	// groups in Whole are read in any case.
	Stored StoredRosters
	Whole  map[string]bool
}

// Progress is the position in the second pass, over rosters and activity. Bytes counts the bytes read
// so far.
type Progress struct {
	File  string
	Rows  int64
	Bytes int64
	Total int64
}

// Count sums up the rows of one kind. New, Changed and Unchanged are counted for kinds of the registry
// only; for rosters the Stage counts them.
type Count struct {
	Read, New, Changed, Unchanged, Bad, Held int
}

// SheetSeen is a sheet with the kind it was recognised as.
type SheetSeen struct {
	File   string
	Sheet  string
	Kind   Kind // empty: skipped
	Row    int  // of the heading
	Rows   int
	Titles map[string]string // heading → the file's title of the column
}

// UnfiledSeen is a platform group with rows in the files that no registered group claims.
type UnfiledSeen struct {
	Platform string
	Number   string
	Name     string // in the files' spelling; empty = they give none
	Rows     int    // of its roster; 0 = activity only
}

// Result is the content of a command's files with their problems.
type Result struct {
	Batch    Batch
	Problems []Problem        // in the order of files, sheets and rows; at most MaxProblems of each severity
	Found    map[Severity]int // the number of all problems
	Kinds    map[Kind]Count
	Rejected map[string]bool // groups (keys as in MemberRow.Group) with a bad row in their roster
	Sheets   []SheetSeen
	Listed   func(code string) bool // a row of 人员 has the code, and be it a bad row; with Options.FullStaff
	Unfiled  []UnfiledSeen          // platform groups that no registered group claims
	Held     []HeldRow              // rows that are not written until a person confirms them
	Doubts   []StatusDoubt          // files of people with unreadable states
	Coded    []CodedTable           // tables whose codes were made (Options.MakeCodes)
	Blocked  bool                   // an error after which nothing may be written, not even with --partial
}

// Writable reports whether the batch and the staged rows may be written. Rosters of Rejected groups may
// not, even then.
func (r *Result) Writable(partial bool) bool {
	return r.Found[Error] == 0 || partial && !r.Blocked
}

// reading is one command in progress.
type reading struct {
	opts    Options
	known   Known
	result  Result
	day     workgroup.Date // of the import, where the files come from
	out     problems
	row     Cells // the row being read
	rows    rowSets
	rosters []rosterSheet
	groups  after[workgroup.Group] // see allGroups
	doubts  []openSheet            // sheets that are not complete by themselves
	bytes   *countingReaders
}

// rosterSheet is a sheet of 群成员 or 群活动 that waits for the second pass.
type rosterSheet struct {
	file   string
	book   *sheet.Book
	index  int
	layout *layout
	seen   int // index in result.Sheets
	size   int64
}

// Read reads all files of one command: first the records of the registry, so that references hold in
// whatever order the files come, then rosters and activity row by row into the stage. Faults of the
// files are in the Result; an error means that reading or staging failed.
func Read(ctx context.Context, inputs []Input, known Known, opts Options, stage Stage) (*Result, error) {
	if !slices.Contains(opts.Offices, "office") {
		opts.Offices = append([]string{"office"}, opts.Offices...)
	}
	rd := &reading{opts: opts, day: workgroup.DateOf(opts.Now.In(opts.Location)), known: known, rows: openRows(known), bytes: &countingReaders{}, out: problems{count: map[Severity]int{}}}
	rd.row.out = rd.out.add
	rd.result.Kinds, rd.result.Rejected = map[Kind]Count{}, map[string]bool{}
	if err := rd.readRegistry(ctx); err != nil {
		return nil, err
	}
	for _, in := range inputs {
		if err := rd.file(ctx, in); err != nil {
			return nil, fmt.Errorf("read %s: %w", in.Name, err)
		}
	}
	for _, s := range rd.doubts { // now all groups of the command are known
		if err := rd.begin(ctx, s, rd.filledLayout(s)); err != nil {
			return nil, fmt.Errorf("read %s: %w", s.place.File, err)
		}
		s.book.Release()
	}
	(&resolver{rows: rd.rows, known: &rd.known, partial: opts.Partial, offices: opts.Offices, out: &rd.out}).resolve()
	rd.records()
	if err := rd.stageRosters(ctx, stage); err != nil {
		return nil, err
	}
	rd.result.Problems, rd.result.Found, rd.result.Blocked = rd.inFileOrder(rd.out.list), rd.out.count, rd.out.block
	result := rd.result // a copy: a pointer into rd would keep all its rows in memory while they are written
	return &result, nil
}

// records puts the good rows of the registry's kinds into the result, and keeps of all of them only the groups', which
// rosters name.
func (rd *reading) records() {
	people := rowsOf(rd.rows, PersonRecords)
	if rd.opts.FullStaff {
		rd.result.Listed = func(code string) bool { _, listed := people.find(code); return listed }
	}
	rd.result.Doubts = statusDoubts(people)
	rd.result.Batch = Batch{}
	for _, t := range tables {
		if set := rd.rows[t.Kind]; set != nil {
			set.result(&rd.result, rd.opts.Accept)
		}
	}
	rd.rows = rowSets{Groups: rd.rows[Groups]}
}

// inFileOrder sorts problems into the order in which a clerk goes through the files.
func (rd *reading) inFileOrder(list []Problem) []Problem {
	order := map[Place]int{}
	for i, s := range rd.result.Sheets {
		order[Place{File: s.File, Sheet: s.Sheet}] = i
	}
	slices.SortStableFunc(list, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(order[Place{File: a.File, Sheet: a.Sheet}], order[Place{File: b.File, Sheet: b.Sheet}]),
			cmp.Compare(a.Row, b.Row))
	})
	return list
}

// file reads one file's sheets for the first time.
func (rd *reading) file(ctx context.Context, in Input) error {
	book, err := sheet.Open(rd.bytes.wrap(in), in.Size)
	if err != nil {
		rd.result.Sheets = append(rd.result.Sheets, SheetSeen{File: in.Name})
		return rd.fault(Place{File: in.Name}, err)
	}
	defer book.Release()
	infos := book.Sheets()
	visible := 0
	for _, info := range infos {
		if !info.Hidden {
			visible++
		}
	}
	for i, info := range infos {
		place := Place{File: in.Name, Sheet: info.Name}
		if info.Hidden && visible > 0 {
			rd.note(place, Notice, "intake.skipped_hidden_sheet")
			rd.result.Sheets = append(rd.result.Sheets, SheetSeen{File: in.Name, Sheet: info.Name})
			continue
		}
		if err := rd.sheet(ctx, book, i, place, in.Size, visible <= 1); err != nil {
			return err
		}
	}
	return nil
}

// fault turns a fault of a file into a problem; a failure of reading stays an error.
func (rd *reading) fault(place Place, err error) error {
	f, ok := sheet.AsFault(err)
	if !ok {
		return err
	}
	place.Row = f.Row
	if place.Sheet == "" {
		place.Sheet = f.Sheet
	}
	rd.out.add(Problem{Place: place, Severity: Error, Key: f.Key, Args: f.Args, Blocks: true})
	return nil
}

func (rd *reading) note(place Place, sev Severity, key phrase.Key, args ...any) {
	rd.out.add(Problem{Place: place, Severity: sev, Key: key, Args: args})
}

// noteUnseen reports rows that were read although the clerk does not see them so: hidden rows (a filter
// hides rows and does not delete them), and rows completed from a merged cell.
func (rd *reading) noteUnseen(l *layout, place Place) {
	if l.merged.filled > 0 {
		rd.note(place, Notice, "intake.filled_merged", "n", l.merged.filled)
	}
	if l.hidden > 0 {
		rd.note(place, Notice, "intake.read_hidden_rows", "n", l.hidden)
	}
}

// lineOf is the cells of one line below the heading, completed from merged ones and valid until the
// next; ok is false where it is no row of the table.
func (rd *reading) lineOf(l *layout, place Place, row sheet.Row) (cells []sheet.Cell, ok bool) {
	if row.Number <= l.row || blankRow(row.Cells) {
		return nil, false
	}
	place.Row = row.Number
	cells = l.merged.fill(row)
	if why := noise(l, cells); why != "" {
		rd.note(place, Notice, why)
		return nil, false
	}
	if row.Hidden {
		l.hidden++
	}
	return cells, true
}

// rowOf is a row of the table to be read, valid until the next.
func (rd *reading) rowOf(l *layout, place Place, cells []sheet.Cell) *Cells {
	r := &rd.row
	*r = Cells{layout: l, place: place, cells: cells, loc: rd.opts.Location, today: rd.day, out: r.out}
	for _, one := range l.table.OneOf {
		if !one.met(func(h string) bool { return filledCell(l, cells, h) }) {
			r.problem(Error, one.String(), "", "intake.required_one_of")
		}
	}
	return r
}
