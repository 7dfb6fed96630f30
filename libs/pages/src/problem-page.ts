import type { BrowserAnswer } from '@nat/contracts';
import { html } from './html';
import { type Page, pageAnswer } from './page';

export interface ProblemPage {
  status: number;
  title: string;
  detail: string;
  /** The way on, where there is one. */
  way?: { href: string; label: string };
  requestId: string;
}

/** Something did not work: what, and what to do about it. */
export function problemPage({ status, title, detail, way, requestId }: ProblemPage): BrowserAnswer {
  const page: Page = {
    title,
    body: html`<p role="alert">${detail}</p>
      ${way ? html`<a class="button" href="${way.href}">${way.label}</a>` : html`<p>To begin anew, close this page, go back to Nat and sign in again.</p>`}
      <p class="soft">If you ask for help, name this: <code>${requestId}</code></p>`,
  };
  return pageAnswer(status, page);
}
