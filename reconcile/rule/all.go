package rule

// all are the rules, in the order of the contract: lists and sheets follow it,
// and of rules that exclude each other the first that holds opens a case.
var all = []*Rule{
	memberUnknown,
	memberAmbiguous,
	memberLeft,
	memberOutOfScope,
	memberOtherAccount,
	memberCard,
	memberMissing,
	rosterStale,
	groupZombie,
	groupStageExpired,
	groupStageUndated,
	groupNoOwner,
	groupNoAdmin,
}
