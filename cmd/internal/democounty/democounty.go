// Package democounty is the data of the demonstration: a small county that
// does not exist, as the files an office would hand over. It knows neither
// how files are read nor what the rules make of them.
package democounty

import (
	"embed"
	"io/fs"
)

// Moment is when the demonstration takes place, RFC 3339: a Monday morning
// three days after most of the rosters were taken. Files are imported and
// judged as of then.
const Moment = "2026-11-23T09:00:00+08:00"

// Policy is the name of the county's policy file in Files.
const Policy = "policy.yaml"

//go:embed data
var data embed.FS

// Files holds the county: one UTF-8 CSV file for each kind of table
// (contract §2), named like its sheet, and the policy. People, accounts and
// addresses are invented: telephone numbers are masked, e-mail domains end in
// .example, QQ numbers start with 9000000.
func Files() fs.FS {
	files, err := fs.Sub(data, "data")
	if err != nil {
		panic("democounty: " + err.Error()) // the name above is a valid path
	}
	return files
}
