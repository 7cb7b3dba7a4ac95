#!/bin/sh
# bans.sh <tree> <bans.txt>: prints every line of the sources that matches a ban; fails if there is one.
cd "$1" || exit 2
find include src examples web/src -type f \( -name '*.hpp' -o -name '*.cpp' -o -name '*.h' -o -name '*.cu' \
    -o -name '*.ts' -o -name '*.html' \) 2>/dev/null |
  LC_ALL=C sort | xargs awk -v table="$2" '
BEGIN {
  while ((getline line < table) > 0) {
    if (line ~ /^#/ || split(line, part, "\t") != 3) continue
    banned[++count] = part[1]
    except[count] = part[2]
    why[count] = part[3]
  }
  if (!count) { print "cannot read the table " table; bad++ }
}
{
  code = $0
  sub(/(^|[ \t])\/\/.*/, "", code)
  if (code ~ /^[ \t]*\*/ || code ~ /^[ \t]*\/\*/) next
  for (i = 1; i <= count; i++) {
    if (code ~ banned[i] && (except[i] == "-" || FILENAME !~ ("^(" except[i] ")"))) {
      print FILENAME ":" FNR ": " why[i]
      bad++
    }
  }
}
END { exit bad > 0 }'
