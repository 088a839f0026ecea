package intake

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"qunguan/reconcile/workgroup"
)

// Column ties a heading to a field of the kind's rows: how a cell is read into
// it, how it is written out again, and where the registry keeps it. A column
// without a heading is the registry's alone.
type Column[T any] struct {
	Heading

	// Field points to the value in a row: *string, *[]string, *bool, *int,
	// *float64, *time.Time, or one of workgroup's Date, Secret, Scope. Get and
	// Set stand in for it where the cell is no field by itself.
	Field  func(*T) any
	Get    func(*T) string
	Set    func(c *Cells, heading string, row *T)
	Stored string // column of the registry's table; empty = kept by another column, or not at all

	Key     bool // two rows that agree in all of these are the same record
	Spelled bool // of a key: another column is the key in the registry, this one is how the newest file writes it
	Dated   bool // the registry keeps the day of each change
	Private bool // an import's page names changes of it and hides the values
	Tells   bool // a row that changes all of these at once is about something else
	Noted   bool // whether any file brought the column is known of each record

	refers reference                              // what the cell names
	check  func(c *Cells, heading string, row *T) // looks at the finished row where the sheet has the column
}

// read puts the cell into the row.
func (c *Column[T]) read(cells *Cells, row *T) {
	if c.Set != nil {
		c.Set(cells, c.Name, row)
		return
	}
	switch to := c.Field(row).(type) {
	case *string:
		if c.Form == FormChoice || c.Form == FormOpen {
			*to = cells.choice(c.Name)
		} else {
			*to = cells.text(c.Name)
		}
	case *[]string:
		*to = cells.list(c.Name)
	case *workgroup.Date:
		*to = cells.date(c.Name)
	case *time.Time:
		*to = cells.moment(c.Name)
	case *bool:
		*to = cells.yes(c.Name)
	case *int:
		*to = cells.whole(c.Name)
	case *float64:
		*to = cells.decimal(c.Name)
	case *workgroup.Secret:
		*to = workgroup.Secret(cells.text(c.Name))
	case *workgroup.Scope:
		*to = cells.scope(c.Name)
	default:
		panic(fmt.Sprintf("column %s: a cell cannot be read into %T", c.Name, to))
	}
}

// text is the cell as an import file has it.
func (c *Column[T]) text(row *T) string {
	if c.Get != nil {
		return c.Get(row)
	}
	switch v := c.Field(row).(type) {
	case *string:
		return *v
	case *[]string:
		return strings.Join(*v, ";")
	case *workgroup.Date:
		return string(*v)
	case *bool:
		if *v {
			return "是"
		}
		return "否"
	case *int:
		return notNegative(float64(*v))
	case *float64:
		return notNegative(*v)
	case *workgroup.Secret:
		return v.Reveal()
	case *workgroup.Scope:
		return v.String()
	}
	panic(fmt.Sprintf("column %s cannot be written out", c.Name))
}

// notNegative is a count or figure as text; -1 and less is not given.
func notNegative(x float64) string {
	if x < 0 {
		return ""
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// headingsOf are the columns that files have.
func headingsOf[T any](columns []Column[T]) []Heading {
	var list []Heading
	for _, c := range columns {
		if c.Name != "" {
			list = append(list, c.Heading)
		}
	}
	return list
}
