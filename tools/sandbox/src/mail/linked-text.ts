import { type Html, html } from '../nationbuilder/http/html';

const address = /\bhttps?:\/\/[^\s<>"'`]+/g;
/** What ends a sentence rather than an address. */
const trailing = /[.,;:!?)\]}]+$/;
const loopbackHosts = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** A text in which addresses of this machine can be followed. Every other address stays text: a mail is not to be trusted. */
export function linkedText(text: string): Html {
  const parts: (Html | string)[] = [];
  let done = 0;
  for (const { 0: found, index } of text.matchAll(address)) {
    const link = found.replace(trailing, '');
    if (!isLoopbackAddress(link)) continue;
    parts.push(text.slice(done, index), html`<a href="${link}" rel="noreferrer">${link}</a>`);
    done = index + link.length;
  }
  return html`${[...parts, text.slice(done)]}`;
}

/** True of an http address whose host is this machine by any of its names, and that hides no other host in front of it. */
export function isLoopbackAddress(link: string): boolean {
  if (!URL.canParse(link)) return false;
  const { protocol, hostname, username, password } = new URL(link);
  return /^https?:$/.test(protocol) && loopbackHosts.has(hostname) && username === '' && password === '';
}
