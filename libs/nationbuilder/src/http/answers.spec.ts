import { ManualClock } from '@nat/service-kit';
import { failureOf, parseAnswer } from './answers';
import { ListDocument } from './json-api';
import { NationBuilderError } from './nation-builder-error';

const clock = new ManualClock('2026-11-21T00:00:00.000Z');
const now = clock.now() / 1000;

function answer(status: number, body: unknown = {}, headers = {}) {
  return { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

it.each([200, 201, 204])('%i is no failure', status => expect(failureOf(answer(status), clock)).toBeUndefined());

it.each([
  [301, 'protocol'],
  [302, 'protocol'],
  [304, 'protocol'],
  [307, 'protocol'],
  [400, 'invalid'],
  [401, 'forbidden'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [406, 'invalid'],
  [410, 'protocol'],
  [422, 'invalid'],
  [429, 'rate_limited'],
  [500, 'unavailable'],
  [502, 'unavailable'],
  [503, 'unavailable'],
  [504, 'unavailable'],
])('%i means %s, with any body', (status, kind) => {
  for (const body of [{}, '<html>', '', 'null', '[]', { code: 7, errors: 'x' }])
    expect(failureOf(answer(status, body), clock)).toMatchObject({ kind, status });
});

describe('what the API says about a request it does not accept', () => {
  it('is kept by field, with its pointer', () => {
    const errors = [
      {
        code: 'unprocessable_entity',
        status: '422',
        title: 'Invalid attribute',
        detail: 'is too long',
        source: { pointer: '/data/attributes/first_name' },
        meta: { attribute: 'first_name', message: 'too long', code: 'too_long' },
      },
      { meta: { recruiter: { attribute: 'email' } } },
    ];
    expect(failureOf(answer(422, { errors }), clock)).toEqual({
      kind: 'invalid',
      status: 422,
      code: 'unprocessable_entity',
      detail: 'is too long; is not valid',
      fields: [
        { pointer: '/data/attributes/first_name', attribute: 'first_name', message: 'is too long' },
        { pointer: undefined, attribute: 'recruiter.email', message: 'is not valid' },
      ],
    });
  });

  it.each([
    ['flat', { code: 'bad_request', message: 'unknown attribute' }],
    ['under data', { data: { code: 'bad_request', message: 'unknown attribute' } }],
  ])('is found %s', (_, body) => {
    expect(failureOf(answer(400, body), clock)).toMatchObject({ code: 'bad_request', detail: 'unknown attribute' });
  });

  it('is cut, because it may quote the request', () => {
    expect(failureOf(answer(400, { message: 'x'.repeat(10_000) }), clock)!.detail).toHaveLength(500);
  });

  it('is replaced by our own words when there is none', () => {
    expect(failureOf(answer(400, '<html>'), clock)!.detail).toBe('NationBuilder did not accept the request.');
  });
});

it.each([
  ['the delay of Retry-After', { 'retry-after': '7' }, 7_000],
  ['Retry-After before the reset', { 'retry-after': '0', 'ratelimit-reset': String(now + 9) }, 0],
  ['the instant of RateLimit-Reset', { 'ratelimit-reset': String(now + 4) }, 4_000],
  ['its older name', { 'x-ratelimit-reset': String(now + 3) }, 3_000],
  ['a date in Retry-After', { 'retry-after': 'Sat, 21 Nov 2026 00:00:08 GMT' }, 8_000],
  ['nothing for an instant that has passed', { 'ratelimit-reset': String(now - 60) }, 0],
  ['the reset when Retry-After is no number', { 'retry-after': 'soon', 'ratelimit-reset': String(now + 5) }, 5_000],
  ['ten seconds when nothing is told', {}, 10_000],
  ['at most thirty seconds', { 'retry-after': '86400' }, 30_000],
  ['no negative time', { 'retry-after': '-5' }, 0],
])('a 429 waits %s', (_, headers, milliseconds) => {
  expect(failureOf(answer(429, { message: 'slow down' }, headers), clock)!.retryAfterMs).toBe(milliseconds);
});

it.each(['<html>', '', 'null', '{"data":[{"id":1.5,"type":"lists"}]}'])('refuses %j as an answer and keeps the status', body => {
  const parsing = (): unknown => parseAnswer(answer(200, body), ListDocument);
  expect(parsing).toThrow(NationBuilderError);
  expect(parsing).toThrow('NationBuilder: protocol (200 )');
});

it('reads an id that came as a number as the same id', () => {
  const { data } = parseAnswer(answer(200, '{"data":[{"id":7,"type":"lists"}]}'), ListDocument);
  expect(data[0]!.id).toBe('7');
});
