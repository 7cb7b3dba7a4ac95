/**
 * Text that UTF-8 can carry: half a surrogate pair, as some input methods type it, becomes U+FFFD. The server ends a
 * session that sends anything else.
 */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\uFFFD");
}

/** Well-formed text in parts of at most `most` UTF-16 units (2 or more), cut between code points; none for no text. */
export function splitText(text: string, most: number): string[] {
  const parts: string[] = [];
  for (let start = 0; start < text.length; ) {
    let end = start + most;
    if (end < text.length && isFirstHalf(text.charCodeAt(end - 1))) end -= 1;
    parts.push(text.slice(start, end));
    start = end;
  }
  return parts;
}

/** The first of the two units that make a code point beyond U+FFFF. */
function isFirstHalf(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
