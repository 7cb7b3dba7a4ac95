#!/bin/sh
# parity.sh <tree> <page>: every row of the page's tables names tests in its last column, and each of them is in the
# sources: `Suite.Name`, or `a file`: "the title of its test". Every name in the tree's tests/lint/python_names.txt, one a
# line, is code in the first column of a table whose first column is headed Python. Prints what is not so; fails if there
# is any.
cd "$1" || exit 2
known=$(mktemp) || exit 2
trap 'rm -f "$known"' EXIT
find tests -name '*.cpp' -type f -not -path 'tests/lint/*' | LC_ALL=C sort | xargs cat | tr '\n' ' ' |
  grep -oE 'TEST(_F|_P)?\( *[A-Za-z0-9_]+, *[A-Za-z0-9_]+ *\)' |
  sed -E 's/^TEST(_F|_P)?\( *([A-Za-z0-9_]+), *([A-Za-z0-9_]+) *\)$/\2.\3/' > "$known"
[ -s "$known" ] || { echo "no tests found in $1/tests"; exit 2; }
awk -v known="$known" -v names=tests/lint/python_names.txt '
function complain(what) { print FILENAME ":" FNR ": " what; bad++ }
function holds(file, title,   line, found) {
  found = 0
  while ((getline line < file) > 0) if (index(line, title)) found = 1
  close(file)
  return found
}
# The names in the code of a cell, members without their class: `Server.port` is Server and port.
function collect(cell,   spans, words, i, j, n, count) {
  count = split(cell, spans, "`")
  for (i = 2; i < count; i += 2) {
    n = split(spans[i], words, /[^-A-Za-z0-9_]+/)
    for (j = 1; j <= n; j++) has[words[j]] = 1
  }
}
BEGIN {
  head = 1
  while ((getline name < known) > 0) is_test[name] = 1
}
!/^\|/ { head = 1; next }
head { head = 0; python = /^\| *Python *\|/; next }      # the names of the columns
/^\|[-| ]+\|$/ { next }
{
  if (python) {
    split($0, cell, /[|]/)
    collect(cell[2])
  }
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
END {
  while ((getline name < names) > 0) {
    line++
    if (!(name in has)) { print names ":" line ": " FILENAME " has no row for " name; bad++ }
  }
  if (!line) { print "cannot read " names; bad++ }
  exit bad > 0
}' "$2"
