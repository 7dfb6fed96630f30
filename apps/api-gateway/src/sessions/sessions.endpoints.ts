import {
  ExternalSession,
  RefreshRequest,
  SandboxSignInRequest,
  SessionAnswer,
  SessionsAnswer,
  StartSession,
} from '@nat/contracts';
import type { EndpointDefinition } from '../endpoint-definition';

const ended = { 204: { description: 'It has ended' } };

/** Sign-ins, and where somebody is signed in. */
export const sessionEndpoints = {
  startSession: {
    method: 'POST',
    path: '/v1/sessions',
    summary: 'Exchange the code of a finished sign-in for a session; the web app gets its refresh token as a cookie',
    access: 'public',
    body: StartSession,
    answers: { 201: { description: 'A session', schema: SessionAnswer } },
    problems: ['unauthenticated', 'session_revoked', 'forbidden', 'code_expired', 'rate_limited'],
  },
  startExternalSession: {
    method: 'POST',
    path: '/v1/sessions/external',
    summary: 'Exchange an access token of the external issuer for a session, once; only where one is configured',
    access: 'public',
    body: ExternalSession,
    answers: { 201: { description: 'A session', schema: SessionAnswer } },
    problems: ['unauthenticated', 'token_expired', 'forbidden', 'not_found', 'rate_limited'],
  },
  refreshSession: {
    method: 'POST',
    path: '/v1/sessions/refresh',
    summary: 'Exchange a refresh token, of the body or of the cookie, for the next pair; a token shown twice ends its session',
    access: 'public',
    body: RefreshRequest.optional(),
    answers: { 200: { description: 'The next pair', schema: SessionAnswer } },
    problems: ['unauthenticated', 'session_revoked', 'refresh_token_reused', 'forbidden', 'rate_limited'],
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
