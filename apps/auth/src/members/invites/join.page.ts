import type { BrowserAnswer, GivenRole } from '@nat/contracts';
import { html, pageAnswer } from '@nat/pages';
import type { Accepted, InvitePreview } from './acceptance.service';
import { roleNames } from './invite-mail';

/** Where an invitation is looked at and accepted. */
export const invitePath = '/v1/auth/invite';

const mays: Record<GivenRole, string> = {
  admin: 'You can ask, change things, and decide who belongs to the nation.',
  member: 'You can ask, and change things when you say so.',
  read_only: 'You can ask. You change nothing.',
};

export interface JoinPage extends InvitePreview {
  /** Name of who is signed in with this browser. */
  name: string;
  /** Shows that the form was made for this browser and this invitation. */
  proof: string;
}

/** The invitation, with the one button that accepts it. */
export function joinPage({ nationSlug, role, inviter, name, proof }: JoinPage): BrowserAnswer {
  const body = html`<p><strong>${inviter}</strong> invites you to <strong>${nationSlug}</strong>, as ${roleNames[role]}.</p>
    <p>${mays[role]}</p>
    <form method="post" action="${invitePath}/join">
      <input type="hidden" name="proof" value="${proof}" />
      <button>Join ${nationSlug} as ${roleNames[role]}</button>
    </form>
    <p class="soft">
      You are signed in as ${name}. <a href="${invitePath}?as=somebody-else">Sign in as somebody else</a>, or close this page, and
      nothing happens.
    </p>`;
  return pageAnswer(200, { title: `Join ${nationSlug}`, body });
}

/** The invitation was accepted. */
export function joinedPage({ nationSlug, role }: Accepted, cookies: BrowserAnswer['cookies']): BrowserAnswer {
  const body = html`<p>You belong to <strong>${nationSlug}</strong> now, as ${roleNames[role]}.</p>
    <p>Go to Nat and choose ${nationSlug}. You can close this page.</p>`;
  return pageAnswer(200, { title: 'You are in', body }, cookies);
}

/** The invitation is of no use to whoever opened it: they belong to its nation. */
export function memberPage(status: number, detail: string): BrowserAnswer {
  const body = html`<p role="alert">${detail}</p>
    <p>Go to Nat and choose it there. You can close this page.</p>`;
  return pageAnswer(status, { title: 'You are a member already', body });
}
