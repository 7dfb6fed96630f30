import { h } from './dom.js';

/** Hands a file to the browser, which saves it as any download. @param {{ name: string, file: Blob }} download */
export function saveFile({ name, file }) {
  const address = URL.createObjectURL(file);
  h('a', { href: address, download: name }).click();
  // The download has begun by then; the browser holds the content itself.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
