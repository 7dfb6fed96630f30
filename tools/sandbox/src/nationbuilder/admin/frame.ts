import { type Html, type Shown, html, htmlDocument } from '../http/html';
import type { Reply } from '../http/messages';
import { type View, address, isolated } from './view';

/** A step of the way to a page: what it is called, and its address unless it is the page itself. */
export type Crumb = readonly [label: string, address?: string];

export interface PageParts {
  readonly title: string;
  /** From the start page's children down to this page. */
  readonly crumbs: readonly Crumb[];
  /** A line below the heading. */
  readonly lead?: Html | string;
  readonly content: Html | readonly (Html | undefined)[];
  readonly status?: number;
}

/** A page of the control panel in little: what all of them have around their content. */
export function framed(view: View, { title, crumbs, lead, content, status = 200 }: PageParts): Reply {
  const { nation } = view;
  return htmlDocument(
    `${title} · ${nation.name}`,
    html`<a class="skip" href="#content">Skip to the content</a>
      <p class="banner" role="note">This is the sandbox: an invented nation on this computer. Nobody here is a real person.</p>
      <header class="top">
        <div><a class="name" href="${address(view)}">${nation.name}</a> ${peopleSearch(view)}</div>
      </header>
      <main id="content">
        ${crumbs.length > 0 && breadcrumbs([['Start', address(view)], ...crumbs])}
        <h1>${isolated(title)}</h1>
        ${lead && html`<p class="lead">${lead}</p>`} ${content}
      </main>
      <footer>Times are those of Central Time (US). These pages only show: records change through the API.</footer>`,
    status,
  );
}

/** The search for people that every page offers. */
const peopleSearch = (view: View): Html =>
  html`<form class="search" role="search" action="${address(view, 'signups')}">
    <input type="search" name="q" aria-label="Find people" placeholder="Find people" /> <button>Find</button>
  </form>`;

function breadcrumbs(crumbs: readonly Crumb[]): Html {
  const items = crumbs.map(([label, to]) =>
    to === undefined
      ? html`<li aria-current="page">${isolated(label)}</li>`
      : html`<li><a href="${to}">${isolated(label)}</a></li>`,
  );
  return html`<nav class="crumbs" aria-label="Breadcrumbs">
    <ol>
      ${items}
    </ol>
  </nav>`;
}

/** A part of a page with a heading, and how many there are of what it shows. */
export function section(heading: string, content: Shown, count?: number): Html {
  return html`<section>
    <h2>${heading}${count !== undefined && html` <span class="count">${count.toLocaleString('en-US')}</span>`}</h2>
    ${content}
  </section>`;
}

/** Figures that stand out. */
export function figures(entries: readonly (readonly [label: string, value: Shown])[]): Html {
  return html`<dl class="figures">
    ${entries.map(
      ([label, value]) =>
        html`<div>
          <dt>${label}</dt>
          <dd>${typeof value === 'number' ? value.toLocaleString('en-US') : value}</dd>
        </div>`,
    )}
  </dl>`;
}

/** Where there is nothing to show. */
export const empty = (text: string): Html => html`<p class="empty">${text}</p>`;
