import { html, type Html } from '@nat/pages';
import { ownPages, type SignIn } from '../sign-in';

/** What the pages of one sign-in need to know of it. */
export type Shown = Pick<SignIn, 'signInId' | 'clientId' | 'redirectUri' | 'state' | 'codeChallenge'>;

/** Where the sign-in begins anew, as the client asked for it. */
export function startAddress({ clientId, redirectUri, state, codeChallenge }: Shown): string {
  if (clientId === ownPages) return redirectUri;
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    state,
    code_challenge: codeChallenge,
    code_challenge_method: 'S256',
    prompt: 'login',
  });
  return `/v1/auth/start?${query.toString()}`;
}

/** Names the sign-in in a form of its pages. */
export const hidden = ({ signInId }: Shown): Html => html`<input type="hidden" name="signIn" value="${signInId}" />`;
/** What was wrong with what was typed, said at once to whoever cannot see the page. */
export const alert = (id: string, text: string): Html => html`<p class="alert" id="${id}" role="alert">${text}</p>`;
/** Ties a field to its {@link alert}. */
export const described = (wrong: boolean, by: string): Html | false =>
  wrong && html` aria-invalid="true" aria-describedby="${by}"`;
