import { browserPages, type BrowserPage } from '@nat/contracts';
import type { EndpointDefinition } from '../endpoint-definition';

const summaries: Record<BrowserPage, string> = {
  start: 'Begin a sign-in in a browser: a page, or at once on to the client where its person is signed in already',
  continue: 'Go on as who is signed in with this browser',
  email: 'Have a code and a link mailed; the page is the same whether the address is known or not',
  verify: 'Sign in by the code or the link of a mail',
  link: 'The page of the link in a mail; opening it signs nobody in',
  nationbuilder: 'Sign in with NationBuilder: on to the consent page of a nation',
  connect: 'Go to NationBuilder with the ticket of a connection that was asked for',
  callback: 'Where NationBuilder sends the browser back to',
  invite: 'The page of the link in an invitation; opening it makes nobody a member and signs nobody in',
  join: 'Accept the invitation that this browser holds',
  oidcStart: 'Sign in with the external issuer, where one is configured: on to its own page',
  oidcCallback: 'Where the external issuer sends the browser back to',
};

function endpointOf<Page extends BrowserPage>(page: Page) {
  const { method, path } = browserPages[page];
  return {
    method,
    path,
    summary: summaries[page],
    access: 'public',
    page,
    answers: {
      200: { description: 'A page; refusals are pages too', text: 'text/html' },
      303: { description: 'On to another address' },
    },
    problems: [],
  } as const satisfies EndpointDefinition;
}

/** Pages for people, served by auth. Forms are sent as forms, and only from these pages themselves. */
export const browserEndpoints = {
  startSignIn: endpointOf('start'),
  continueSignIn: endpointOf('continue'),
  mailSignIn: endpointOf('email'),
  verifySignIn: endpointOf('verify'),
  openSignInLink: endpointOf('link'),
  signInWithNationBuilder: endpointOf('nationbuilder'),
  openConnection: endpointOf('connect'),
  nationBuilderCallback: endpointOf('callback'),
  openInvite: endpointOf('invite'),
  joinByInvite: endpointOf('join'),
  signInWithExternalIssuer: endpointOf('oidcStart'),
  externalIssuerCallback: endpointOf('oidcCallback'),
} as const;
