package migrations

// For the tests, which stand outside because sqltest imports this package.
var (
	Files       = files
	FilesFor    = filesFor
	MigrateFrom = migrate
)

// The migrations that are no files.
const (
	RosterDocuments = rosterDocuments
	SpokenDocuments = spokenDocuments
)
