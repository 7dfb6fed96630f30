import { type Html, html, htmlDocument } from '../nationbuilder/http/html';
import type { Reply } from '../nationbuilder/http/messages';
import { linkedText } from './linked-text';
import type { ReceivedMail } from './read-mail';

/** Seconds between two looks at the list. */
const refreshSeconds = 5;

/** The mailbox and this person share a machine, and so a time zone. */
const when = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'medium' });
const moment = (at: string): Html => html`<time datetime="${at}">${when.format(new Date(at))}</time>`;
/** Text of a mail. It cannot turn the direction of the text around it. */
const isolated = (text: string): Html => html`<bdi>${text}</bdi>`;
const titleOf = ({ subject }: ReceivedMail): string => subject || '(no subject)';

/** What the list is asked to show. */
export interface ListView {
  /** Only mails to this address. */
  to?: string;
  /** Whether the page asks again by itself, which disturbs some readers. */
  refresh: boolean;
}

/** The mails of a view, newest first. The page asks again by itself, by a header and not by a script. */
export function listPage(mails: readonly ReceivedMail[], view: ListView): Reply {
  const reply = framed('Mailbox', [
    html`<h1>Mailbox</h1>
      <p class="lead">${counted(mails, view)} ${refreshing(view)}</p>`,
    html`<section aria-label="Mails">
      ${
        mails.length > 0
          ? html`<ul class="plain entries" role="list">
              ${mails.map(entry)}
            </ul>`
          : html`<p class="empty">Nothing to show.</p>`
      }
    </section>`,
    mails.length > 0 && html`<form method="post" action="/delete"><button class="plain">Delete all mails</button></form>`,
  ]);
  return view.refresh ? { ...reply, headers: { ...reply.headers, refresh: String(refreshSeconds) } } : reply;
}

function counted({ length }: readonly ReceivedMail[], { to }: ListView): Html {
  const count = length === 0 ? 'No mail' : length === 1 ? '1 mail' : `${length} mails`;
  if (to === undefined) return html`${count}${length > 1 && ', newest first'}.`;
  return html`${count} to ${isolated(to)}. <a href="/">Show all mails</a>.`;
}

function entry(mail: ReceivedMail): Html {
  return html`<li>
    <a class="name" href="/mails/${mail.id}">${isolated(titleOf(mail))}</a>
    <p>To ${recipients(mail)}, ${moment(mail.at)}</p>
  </li>`;
}

function refreshing(view: ListView): Html {
  const other = addressOf({ ...view, refresh: !view.refresh });
  return view.refresh
    ? html`This page looks for new mail every ${refreshSeconds} seconds. <a href="${other}">Stop that</a>.`
    : html`This page stays as it is. <a href="${other}">Look for new mail every ${refreshSeconds} seconds</a>.`;
}

function addressOf({ to, refresh }: ListView): string {
  const query = new URLSearchParams({ ...(to !== undefined && { to }), ...(!refresh && { refresh: 'off' }) }).toString();
  return query === '' ? '/' : `/?${query}`;
}

function recipients({ to }: ReceivedMail): Html {
  return html`${to.map((each, at) => html`${at > 0 && ', '}<a href="/?${new URLSearchParams({ to: each }).toString()}">${isolated(each)}</a>`)}`;
}

/** One mail. Its HTML is shown as what it is written like, never as a page. */
export function mailPage(mail: ReceivedMail): Reply {
  return framed(titleOf(mail), [
    html`<nav class="crumbs" aria-label="Breadcrumbs">
        <ol>
          <li><a href="/">Mailbox</a></li>
          <li aria-current="page">${isolated(titleOf(mail))}</li>
        </ol>
      </nav>
      <h1>${isolated(titleOf(mail))}</h1>
      <section aria-label="Text">
        <pre class="letter">${linkedText(mail.text)}</pre>
      </section>`,
    html`<section aria-label="Details">
      <dl class="facts">
        <dt>From</dt>
        <dd>${isolated(mail.from)}</dd>
        <dt>To</dt>
        <dd>${recipients(mail)}</dd>
        <dt>Time</dt>
        <dd>${moment(mail.at)}</dd>
        ${
          mail.messageId !== undefined &&
          html`<dt>Message-ID</dt>
            <dd>${isolated(mail.messageId)}</dd>`
        }
      </dl>
    </section>`,
    mail.html !== undefined &&
      html`<section>
        <details>
          <summary>The same in HTML, as it is written</summary>
          <pre class="letter">${mail.html}</pre>
        </details>
      </section>`,
  ]);
}

/** What is not there. */
export function missingPage(): Reply {
  const content = html`<h1>No such mail</h1>
    <p>It was deleted, or is older than the newest 500. <a href="/">Back to the mailbox</a></p>`;
  return framed('No such mail', [content], 404);
}

function framed(title: string, content: readonly (Html | false)[], status = 200): Reply {
  const body = html`<a class="skip" href="#content">Skip to the content</a>
    <p class="banner" role="note">This is the sandbox: mails that Nat sends end here. None leaves this computer.</p>
    <main id="content">${content}</main>
    <footer>Only links to this computer can be followed. Tools ask <a href="/api/mails">/api/mails</a>.</footer>`;
  return htmlDocument(title === 'Mailbox' ? 'Mailbox · Nat sandbox' : `${title} · Mailbox`, body, status);
}
