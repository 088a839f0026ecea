package intake

// All kinds, in the order in which files of all kinds are listed, resolved and written: a kind stands
// before the kinds that refer to it.
func init() { //nolint:gochecknoinits // kinds are registered in the order of this list
	Register(UnitRecords)
	Register(PersonRecords)
	Register(GroupRecords)
	Register(memberRows)
	Register(activityRows)
	Register(speakerRows)
	Register(BindingRecords)
	Register(AccountRecords)
	Register(AppRecords)
	Register(FilingRecords)
	Register(RouteRecords)
}
