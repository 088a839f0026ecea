// Package access decides about access to the pages and the API: one table of roles and pages, and the
// units and groups that belong to a viewer. It is pure; the identity of the viewer was proved
// elsewhere.
package access

import (
	"slices"

	"qunguan/reconcile/workgroup"
)

// Role is a person's relation to the organisation. One person may have several.
type Role string

// The roles (contract-people §5).
const (
	Office        Role = "office"        // an office's contact, and holders of the shared token
	Unit          Role = "unit"          // 主要负责人, 分管领导 or 联络员 of a unit
	Administrator Role = "administrator" // owner or administrator of a group
	Auditor       Role = "auditor"       // reads everything, masked
	Ops           Role = "ops"           // runs, routes, health; no people's data
)

// Roles lists all roles.
var Roles = []Role{Office, Unit, Administrator, Auditor, Ops}

// Page is one kind of page, or of an API answer.
type Page string

// The pages.
const (
	Today      Page = "today"
	Ledger     Page = "ledger"
	Case       Page = "case"
	UnitPage   Page = "unit"
	GroupPage  Page = "group"
	Person     Page = "person"
	MergePlan  Page = "merge_plan"
	Filings    Page = "filings"
	Rosters    Page = "rosters" // rosters due
	SpotChecks Page = "spot_checks"
	Notices    Page = "notices"
	Runs       Page = "runs"
	Policy     Page = "policy"
	WhatIf     Page = "what_if"
	Exports    Page = "exports"
)

// Pages lists all pages.
var Pages = []Page{Today, Ledger, Case, UnitPage, GroupPage, Person, MergePlan, Filings, Rosters, SpotChecks, Notices, Runs, Policy, WhatIf, Exports}

// Reach is the part of a page's subject that a role sees.
type Reach int

// From nothing over the viewer's own units or groups to everything.
const (
	None Reach = iota
	Own
	All
)

// table decides the reach of each role on each page. A missing entry means no access.
var table = map[Page]map[Role]Reach{
	Today:      {Office: All, Unit: Own, Administrator: Own, Auditor: All},
	Ledger:     {Office: All, Unit: Own, Administrator: Own, Auditor: All},
	Case:       {Office: All, Unit: Own, Administrator: Own, Auditor: All},
	UnitPage:   {Office: All, Unit: Own, Auditor: All},
	GroupPage:  {Office: All, Unit: Own, Administrator: Own, Auditor: All},
	Person:     {Office: All, Unit: Own, Auditor: All},
	MergePlan:  {Office: All, Auditor: All},
	Filings:    {Office: All, Unit: Own, Auditor: All},
	Rosters:    {Office: All, Unit: Own, Administrator: Own, Auditor: All},
	SpotChecks: {Office: All, Auditor: All},
	Notices:    {Office: All, Auditor: All},
	Runs:       {Office: All, Auditor: All, Ops: All},
	Policy:     {Office: All, Unit: All, Administrator: All, Auditor: All, Ops: All},
	WhatIf:     {Office: All},
	Exports:    {Office: All, Unit: Own, Administrator: Own, Auditor: All},
}

// Viewer is the reader of a page, with their units and groups.
type Viewer struct {
	Person string // code; empty = the holder of the shared token, or of a token of the API
	Shared bool   // signed in with the shared token: signs nothing
	Roles  []Role

	Units  map[string]bool // the viewer's as Unit, and every unit under them
	Groups map[string]bool // the viewer's as Administrator
}

// Has reports whether the viewer has the role.
func (v Viewer) Has(r Role) bool { return slices.Contains(v.Roles, r) }

// Reach is the largest reach of the viewer's roles on a page.
func (v Viewer) Reach(p Page) Reach {
	reach := None
	for _, r := range v.Roles {
		reach = max(reach, table[p][r])
	}
	return reach
}

// Scope is the part of the ledger that a viewer sees on a page.
type Scope struct {
	All    bool
	Units  map[string]bool
	Groups map[string]bool
}

// Scope is the viewer's part of a page: units where one of their roles sees its own units there, groups
// likewise.
func (v Viewer) Scope(p Page) Scope {
	if v.Reach(p) == All {
		return Scope{All: true}
	}
	s := Scope{}
	if v.Has(Unit) && table[p][Unit] == Own {
		s.Units = v.Units
	}
	if v.Has(Administrator) && table[p][Administrator] == Own {
		s.Groups = v.Groups
	}
	return s
}

// Unit reports whether the unit is in the scope.
func (s Scope) Unit(code string) bool { return s.All || s.Units[code] }

// Group reports whether the group, of that unit, is in the scope.
func (s Scope) Group(code, unit string) bool {
	return s.All || code != "" && s.Groups[code] || s.Units[unit]
}

// Subject reports whether a case about the subject, counted with the unit, is in
// the scope.
func (s Scope) Subject(unit, group, group2 string) bool {
	return s.All || s.Units[unit] || group != "" && s.Groups[group] || group2 != "" && s.Groups[group2]
}

// Empty reports whether nothing at all is in the scope.
func (s Scope) Empty() bool { return !s.All && len(s.Units) == 0 && len(s.Groups) == 0 }

// Masked reports whether accounts and phone numbers of a group's members are hidden from the viewer:
// they are shown to the office and to the people who answer for the group.
func (v Viewer) Masked(g workgroup.Group) bool {
	return !v.Has(Office) && (v.Person == "" || !slices.Contains(g.Responsible(), v.Person))
}
