import { RefreshRequest, SandboxSignInRequest, SessionAnswer, SessionsAnswer } from '@nat/contracts';
import type { EndpointDefinition } from '../endpoint-definition';

const ended = { 204: { description: 'It has ended' } };

/** Sign-ins, and where somebody is signed in. */
export const sessionEndpoints = {
  refreshSession: {
    method: 'POST',
    path: '/v1/sessions/refresh',
    summary: 'Exchange a refresh token for the next pair of tokens; a token shown twice ends its session',
    access: 'public',
    body: RefreshRequest,
    answers: { 200: { description: 'The next pair', schema: SessionAnswer } },
    problems: ['unauthenticated', 'session_revoked', 'refresh_token_reused', 'rate_limited'],
  },
  listSessions: {
    method: 'GET',
    path: '/v1/sessions',
    summary: 'Where the caller is signed in',
    access: 'signedIn',
    answers: { 200: { description: 'Sessions that live, the one last used first', schema: SessionsAnswer } },
    problems: [],
  },
  endSession: {
    method: 'DELETE',
    path: '/v1/sessions/{sessionId}',
    summary: 'Sign out one session of the caller; `current` names the one that asks',
    access: 'signedIn',
    answers: ended,
    problems: ['not_found'],
  },
  endAllSessions: {
    method: 'DELETE',
    path: '/v1/sessions',
    summary: 'Sign out everywhere, the caller included',
    access: 'signedIn',
    answers: ended,
    problems: [],
  },
  signInSandbox: {
    method: 'POST',
    path: '/v1/sessions/sandbox',
    summary: 'Sign in as a demo user; only where NationBuilder is the sandbox double',
    access: 'public',
    body: SandboxSignInRequest,
    answers: { 201: { description: 'A session', schema: SessionAnswer } },
    problems: ['not_found', 'rate_limited'],
  },
} as const satisfies Record<string, EndpointDefinition>;
