#!/bin/sh
# parity.sh <tree> <page>: every row of the page's tables names tests in its last column, and each of them is in the
# sources: `Suite.Name`, or `a file`: "the title of its test". Prints every row that does not; fails if there is one.
cd "$1" || exit 2
known=$(mktemp) || exit 2
trap 'rm -f "$known"' EXIT
find tests -name '*.cpp' -type f -not -path 'tests/lint/*' | LC_ALL=C sort | xargs cat | tr '\n' ' ' |
  grep -oE 'TEST(_F|_P)?\( *[A-Za-z0-9_]+, *[A-Za-z0-9_]+ *\)' |
  sed -E 's/^TEST(_F|_P)?\( *([A-Za-z0-9_]+), *([A-Za-z0-9_]+) *\)$/\2.\3/' > "$known"
[ -s "$known" ] || { echo "no tests found in $1/tests"; exit 2; }
awk -v known="$known" '
function complain(what) { print FILENAME ":" FNR ": " what; bad++ }
function holds(file, title,   line, found) {
  found = 0
  while ((getline line < file) > 0) if (index(line, title)) found = 1
  close(file)
  return found
}
BEGIN {
  head = 1
  while ((getline name < known) > 0) is_test[name] = 1
}
!/^\|/ { head = 1; next }
head { head = 0; next }      # the names of the columns
/^\|[-| ]+\|$/ { next }
{
  column = $0
  sub(/ *\|[ \t]*$/, "", column)
  sub(/^.*\| */, "", column)
  cited = 0
  while (match(column, /`[^`]+`(: "[^"]+")?/)) {
    one = substr(column, RSTART, RLENGTH)
    column = substr(column, RSTART + RLENGTH)
    cited++
    split(one, part, "`")
    if (part[2] ~ /\//) {
      title = one
      sub(/^[^"]*"/, "", title)
      sub(/"$/, "", title)
      if (one !~ /"/) complain("names no test of " part[2])
      else if (!holds(part[2], title)) complain(part[2] " has no test \"" title "\"")
    } else if (!(part[2] in is_test)) complain("there is no test " part[2])
  }
  if (!cited) complain("names no test")
}
END { exit bad > 0 }' "$2"
