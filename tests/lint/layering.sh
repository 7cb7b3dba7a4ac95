#!/bin/sh
# layering.sh <tree> <layers.txt>: prints every #include that the table does not allow; fails if there is one.
cd "$1" || exit 2
find include src -type f \( -name '*.hpp' -o -name '*.cpp' -o -name '*.h' -o -name '*.cu' -o -name '*.in' \) 2>/dev/null |
  LC_ALL=C sort | xargs awk -v table="$2" '
BEGIN {
  while ((getline line < table) > 0) {
    if (line ~ /^#/ || split(line, part, /[ ]*:[ ]*/) < 3) continue
    name = part[1]
    known[name] = 1
    n = split(part[2], list, " ")
    for (i = 1; i <= n; i++) may[name, list[i]] = 1
    third[name] = part[3]
  }
  if (!("core" in known)) { print "cannot read the table " table; bad++ }
}
FNR == 1 {
  room = FILENAME ~ /^include\// ? "public" : FILENAME
  if (room != "public") { sub(/^src\//, "", room); sub(/\/.*/, "", room) }
  if (!(room in known)) { print FILENAME ": the room " room " is not in the table"; bad++ }
}
function allowed_third(target,   n, i, list, prefix) {
  n = split(third[room], list, " ")
  for (i = 1; i <= n; i++) {
    prefix = list[i]
    if (prefix ~ /^cpp=/) { if (FILENAME !~ /\.cpp$/) continue; sub(/^cpp=/, "", prefix) }
    if (index(target, prefix) == 1) return 1
  }
  return 0
}
function is_system(target) {
  return target ~ /^(sys|netinet|arpa|linux|mach|bits)\// ||
         target ~ /^(dirent|errno|fcntl|ifaddrs|netdb|poll|pthread|sched|signal|spawn|syslog|termios|time|unistd)\.h$/
}
function allowed(target,   to) {
  if (target ~ /^pdum\/rfb(\/|\.hpp)/) return 1
  if (target !~ /[\/.]/) return 1
  to = target
  sub(/\/.*/, "", to)
  if (target ~ /\// && (to in known)) return to == room || ((room, to) in may)
  if (room != "public" && is_system(target)) return 1
  return allowed_third(target)
}
/^[ \t]*#[ \t]*include[ \t]*[<"]/ {
  target = $0
  sub(/^[^<"]*[<"]/, "", target)
  sub(/[>"].*/, "", target)
  if (!allowed(target)) { print FILENAME ":" FNR ": " room " may not include " target; bad++ }
}
END { exit bad > 0 }'
