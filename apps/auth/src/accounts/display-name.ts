/** A name for display: anyone may have typed it, so no control or direction characters and at most 120 characters. */
export function displayName(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu, '').trim();
  return Array.from(plain).slice(0, 120).join('') || 'Unnamed person';
}
