import fc from 'fast-check';
import { tokenOutcome, unanswered } from './token-answer';

const good = {
  access_token: 'a.b-c',
  refresh_token: 'r',
  token_type: 'Bearer',
  expires_in: 86_400,
  scope: 'default',
  created_at: 1,
};
const answer = (change: object, status = 200) => tokenOutcome({ status, body: JSON.stringify({ ...good, ...change }) });

it.each([
  ['the vendor’s form', {}, 86_400],
  ['a lower-case type', { token_type: 'bearer' }, 86_400],
  ['the shortest life', { expires_in: 60 }, 60],
  ['the longest life', { expires_in: 2_592_000 }, 2_592_000],
  ['no life', { expires_in: undefined }, 7_200],
])('takes %s', (_, change, expiresInSeconds) => {
  expect(answer(change)).toEqual({ kind: 'granted', grant: { accessToken: 'a.b-c', refreshToken: 'r', expiresInSeconds } });
});

it.each<[string, object]>([
  ['no access token', { access_token: undefined }],
  ['an empty access token', { access_token: '' }],
  ['an access token that is no text', { access_token: 1 }],
  ['an access token with a space', { access_token: 'a b' }],
  ['an access token with a line break', { access_token: 'a\r\nHost: evil' }],
  ['an empty refresh token', { refresh_token: '' }],
  ['a refresh token of null', { refresh_token: null }],
  ['another type', { token_type: 'mac' }],
  ['no type', { token_type: undefined }],
  ['a life of 59 s', { expires_in: 59 }],
  ['a life over 30 days', { expires_in: 2_592_001 }],
  ['a life as text', { expires_in: '3600' }],
  ['half a second', { expires_in: 60.5 }],
  ['a life of null', { expires_in: null }],
])('takes %s for no answer', (_, change) => {
  expect(answer(change)).toEqual(unanswered);
});

it.each([
  [400, '{"error":"invalid_grant"}', 'refused'],
  [401, '{"error":"invalid_grant","error_description":"x"}', 'refused'],
  [401, '{"error":"invalid_client"}', 'misconfigured'],
  [400, '{"error":"unauthorized_client"}', 'misconfigured'],
])('judges %i %s as %s', (status, body, kind) => {
  expect(tokenOutcome({ status, body })).toEqual({ kind });
});

it.each([
  [400, '{"error":"invalid_request"}', 'transient', false],
  [400, '<html>', 'transient', false],
  [403, '{"error":"invalid_grant"}', 'transient', false],
  [429, '{"error":"invalid_grant"}', 'transient', false],
  [307, '', 'transient', false],
  [503, '', 'transient', false],
  // A server or a proxy may have given up after the tokens were made.
  [500, '{"error":"invalid_grant"}', 'transient', true],
  [502, '', 'transient', true],
  [504, '', 'transient', true],
  [201, JSON.stringify(good), 'ambiguous', true],
  [204, '', 'ambiguous', true],
  [200, '', 'ambiguous', true],
  [200, '[]', 'ambiguous', true],
  [200, 'null', 'ambiguous', true],
  [200, '<html>', 'ambiguous', true],
])('takes %i %s for no answer: %s, and whether the token is spent: %s', (status, body, errorClass, perhapsSpent) => {
  expect(tokenOutcome({ status, body })).toEqual({ kind: 'unavailable', errorClass, perhapsSpent });
});

it.each([20_260_615, undefined])('flags no nation and grants nothing for an answer nobody foresaw (seed %s)', seed => {
  const anything = fc.record({ status: fc.integer({ min: 100, max: 599 }), body: fc.oneof(fc.string(), fc.json()) });
  fc.assert(
    fc.property(anything, raw => expect(tokenOutcome(raw)).toMatchObject({ kind: 'unavailable' })),
    { numRuns: 1_000, seed },
  );
});
