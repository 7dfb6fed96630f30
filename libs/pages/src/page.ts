import type { BrowserAnswer } from '@nat/contracts';
import { createHash } from 'node:crypto';
import { html, Html } from './html';

/** The only style of auth's pages: no font, image or script is loaded from anywhere. */
const style = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5a6675; --paper: #ffffff; --ground: #eef1f5; --line: #c4ccd6;
  --accent: #1d4ed8; --on-accent: #ffffff; --bad: #b3261e; --bad-ground: #fdecea; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ecf2; --soft: #a9b4c2; --paper: #1b212b; --ground: #11151c; --line: #3b4656;
  --accent: #8ab0ff; --on-accent: #0b1a3a; --bad: #ffb4ab; --bad-ground: #3b1a18; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--ground);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { width: 100%; max-width: 26rem; padding: 2rem; background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; }
.brand { margin: 0 0 1.25rem; font-weight: 700; letter-spacing: .02em; color: var(--soft); }
h1 { margin: 0 0 .75rem; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 1.75rem 0 .5rem; padding-top: 1.5rem; border-top: 1px solid var(--line); font-size: 1.05rem; }
p { margin: 0 0 1rem; } .soft { color: var(--soft); font-size: .9rem; } form { margin: 0; }
form + p, .button + p { margin-top: 1rem; } main > :last-child { margin-bottom: 0; }
label { display: block; margin-bottom: .25rem; font-weight: 600; }
input { width: 100%; margin-bottom: .75rem; padding: .65rem .75rem; font: inherit; color: inherit; background: transparent;
  border: 1px solid var(--soft); border-radius: .4rem; } [aria-invalid] { border-color: var(--bad); }
.code { font-size: 1.4rem; letter-spacing: .35em; font-variant-numeric: tabular-nums; }
.host { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 .35rem; margin-bottom: .75rem; }
.host input { flex: 1; min-width: 8rem; margin: 0; } .host span { color: var(--soft); }
button, .button { display: inline-block; width: 100%; padding: .7rem 1rem; font: inherit; font-weight: 600; text-align: center;
  color: var(--on-accent); background: var(--accent); border: 1px solid var(--accent); border-radius: .4rem; cursor: pointer;
  text-decoration: none; }
.quiet { color: var(--accent); background: transparent; }
a { color: var(--accent); } :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.alert { margin: 0 0 1rem; padding: .75rem; color: var(--bad); background: var(--bad-ground); border-radius: .4rem; }
@media (max-width: 26rem) { body { padding: .75rem; } main { padding: 1.25rem; } }
`;
/** Made here, letter by letter as it is hashed. */
const styleElement = new Html(`<style>${style}</style>`);
const styleHash = `'sha256-${createHash('sha256').update(style).digest('base64')}'`;

export interface Page {
  /** Said first in the window's title and as the heading of the page. */
  title: string;
  body: Html;
  /** Origins where a form of the page may end, its redirects included; auth's own needs no mention. */
  formActions?: readonly string[];
}

/** A page as the gateway sends it. */
export function pageAnswer(status: number, page: Page, cookies: BrowserAnswer['cookies'] = []): BrowserAnswer {
  const { title, body, formActions = [] } = page;
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} · Nat</title>
        ${styleElement}
      </head>
      <body>
        <main>
          <p class="brand">Nat</p>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html> `;
  return { status, html: document.text, cookies, policy: { styles: [styleHash], formActions: [...formActions] } };
}

/** A redirect that always fetches, whatever was sent before (RFC 9110, section 15.4.4). */
export function redirectAnswer(location: string, cookies: BrowserAnswer['cookies'] = []): BrowserAnswer {
  return { status: 303, location, cookies, policy: { styles: [], formActions: [] } };
}
