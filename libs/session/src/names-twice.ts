/** A member's name with its colon, any other string, or a bracket. */
const pieces = /("(?:[^"\\]|\\.)*")[\t\n\r ]*:|"(?:[^"\\]|\\.)*"|[{}[\]]/g;

/**
 * True when an object of a JSON text names a member twice, however the names are escaped: `JSON.parse` would take the last of
 * them and another reader the first. The text must be valid JSON.
 */
export function namesTwice(text: string): boolean {
  const open: Set<string>[] = [];
  for (const [piece, name] of text.matchAll(pieces)) {
    if (name !== undefined) {
      const names = open.at(-1)!;
      const size = names.size;
      if (names.add(JSON.parse(name) as string).size === size) return true;
    } else if (piece === '{' || piece === '[') open.push(new Set());
    else if (piece === '}' || piece === ']') open.pop();
  }
  return false;
}
