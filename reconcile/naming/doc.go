// Package naming judges names of groups and official accounts by the naming rule of a policy
// (docs/contract-groups.md §3), proposes names that satisfy it, and reduces names to their core without
// unit, area and everyday words (§5). It knows names, units and the policy's section about names, and
// neither rosters nor cases nor stores.
package naming
