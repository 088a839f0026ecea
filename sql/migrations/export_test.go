package migrations

// For the tests, which stand outside because sqltest imports this package.
var (
	Files       = files
	FilesFor    = filesFor
	MigrateFrom = migrate
)

// RosterDocuments is the migration that is no file.
const RosterDocuments = rosterDocuments
