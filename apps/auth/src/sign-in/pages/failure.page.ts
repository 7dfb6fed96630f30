import type { BrowserAnswer } from '@nat/contracts';
import { correlationId } from '@nat/service-kit';
import type { OAuthFailure } from '../../oauth/oauth-round-trip';
import { problemPage } from '@nat/pages';
import { type Shown, startAddress } from './parts';

interface Words {
  status: number;
  title: string;
  detail: (nation: string) => string;
  label: string;
}

const words: Record<OAuthFailure | 'not_control_panel_user', Words> = {
  access_denied: {
    status: 403,
    title: 'You did not allow it',
    detail: nation => `NationBuilder says that you did not let Nat into ${nation}. Nothing was stored.`,
    label: 'Try again, or use e-mail',
  },
  exchange_failed: {
    status: 503,
    title: 'NationBuilder did not answer',
    detail: nation => `The sign-in at ${nation} could not be completed. Nothing was stored. It may work in a moment.`,
    label: 'Try again',
  },
  no_api_access: {
    status: 403,
    title: 'NationBuilder does not let you use apps',
    detail: nation =>
      `You have no access to the control panel of ${nation}, or none by apps such as Nat. Ask one of its admins to change that, or for an invitation, and sign in by e-mail.`,
    label: 'Sign in by e-mail',
  },
  not_control_panel_user: {
    status: 403,
    title: 'You have no access to the control panel',
    detail: nation =>
      `Only people with access to the control panel of ${nation} can sign in with it. Ask one of its admins for an invitation, and sign in by e-mail.`,
    label: 'Sign in by e-mail',
  },
};

/** NationBuilder let somebody go no further: why, and the way on. */
export function failurePage(failure: keyof typeof words, nation: string, signIn: Shown): BrowserAnswer {
  const { status, title, detail, label } = words[failure];
  const way = { href: startAddress(signIn), label };
  return problemPage({ status, title, detail: detail(nation), way, requestId: correlationId() });
}
