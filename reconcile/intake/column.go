package intake

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"qunguan/reconcile/workgroup"
)

// Column ties a heading to a field of the kind's rows: how a cell is read into it and written out
// again, and which column of the registry keeps it. A column without a heading belongs to the registry
// alone.
type Column[T any] struct {
	Heading

	// Field points to the value in a row: *string, *[]string, *bool, *int, *float64, *time.Time, or one
	// of workgroup's Date, Secret, Scope. Get and Set replace it where the cell is no field of its own.
	Field  func(*T) any
	Get    func(*T) string
	Set    func(c *Cells, heading string, row *T)
	Stored string // column of the registry's table; empty = another column keeps it, or none does

	Key     bool // rows that agree in all key columns are the same record
	Spelled bool // a spelling of the key: the key itself is another column, this one keeps the newest file's spelling
	Dated   bool // the registry keeps the day of each change
	Private bool // an import's page names changes of it without the values
	Tells   bool // a row that changes all of these columns at once describes another thing
	Noted   bool // the registry remembers whether some file brought the column

	refers reference                              // how the cell's reference is resolved
	check  func(c *Cells, heading string, row *T) // checks the finished row if the sheet has the column
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

// text is the cell in the form of an import file.
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

// notNegative is a count or figure as text; negative means not given.
func notNegative(x float64) string {
	if x < 0 {
		return ""
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// headingsOf are the columns that occur in files.
func headingsOf[T any](columns []Column[T]) []Heading {
	var list []Heading
	for _, c := range columns {
		if c.Name != "" {
			list = append(list, c.Heading)
		}
	}
	return list
}
