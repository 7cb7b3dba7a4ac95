#!/bin/sh
# finds.sh <script> <table> <bad_tree> <expected>: the script must fail on the bad tree with exactly these lines.
found=$(sh "$1" "$3" "$2") && { echo "$1 found nothing in $3"; exit 1; }
[ "$found" = "$(cat "$4")" ] && exit 0
printf 'expected:\n%s\nfound:\n%s\n' "$(cat "$4")" "$found"
exit 1
