import type { BrowserAnswer, EmailAddress } from '@nat/contracts';
import { html, pageAnswer } from '@nat/pages';
import { alert, described, hidden, type Shown, startAddress } from './parts';

/** The second page of a sign-in by e-mail. It reads the same whether mail was sent or not. */
export function codePage(signIn: Shown, address: EmailAddress, formActions: readonly string[], problem?: string): BrowserAnswer {
  const body = html`<p>
      If <strong>${address}</strong> can be reached, a mail with a code is on its way. The code is good for 10 minutes, in this
      browser.
    </p>
    ${problem !== undefined && alert('code-problem', problem)}
    <form method="post" action="/v1/auth/email/verify">
      ${hidden(signIn)}
      <label for="code">Code from the mail</label>
      <input
        id="code"
        name="code"
        class="code"
        required
        inputmode="numeric"
        pattern="[0-9 ]{6,10}"
        maxlength="10"
        autocomplete="one-time-code"
        autofocus${described(problem !== undefined, 'code-problem')}
      />
      <button>Sign in</button>
    </form>
    <p class="soft">
      The mail holds a link too, which does the same. Nothing there? Look into the spam folder, or
      <a href="${startAddress(signIn)}">start again</a>.
    </p>`;
  return pageAnswer(problem === undefined ? 200 : 422, { title: 'Check your mail', body, formActions });
}

/** The page of the link in a mail. Opening it signs nobody in: programs that scan mail open links too. */
export function linkPage(token: string, formActions: readonly string[]): BrowserAnswer {
  const body = html`<p>You opened the link of a mail from Nat.</p>
    <form method="post" action="/v1/auth/email/verify">
      <input type="hidden" name="token" value="${token}" />
      <button>Sign in</button>
    </form>
    <p class="soft">You did not ask for it? Close this page, and nothing happens.</p>`;
  return pageAnswer(200, { title: 'Finish signing in', body, formActions });
}
