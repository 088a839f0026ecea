// Package workgroup holds the nouns of the product: unit, person, group, roster, member, binding,
// route. They are plain values for every package; this one reads nothing, writes nothing and imports
// nothing of ours.
//
// Its words are those of the import files (群, 单位, 人员 …): a code is the trimmed code of the file, a date
// is a civil date in the policy's time zone.
package workgroup
