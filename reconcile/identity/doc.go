// Package identity turns an account and a nickname of a group member into a person of the directory, an
// outsider, a robot, or an honest "cannot tell", always with a named reason.
//
// It follows "Normalised text" and "Who is this member?" of the contract (§5) to the letter, because a
// wrong answer accuses an innocent person. It judges nothing: it does not know rules, cases, clocks or
// stores, and a look-alike is never more than a suggestion.
package identity
