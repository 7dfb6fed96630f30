import fc from 'fast-check';
import {
  allEvents,
  AskRequest,
  eventOf,
  NationSlug,
  parseStreamEvent,
  Problem,
  problem,
  problemStatus,
  type ProblemCode,
  QueryCompleted,
  QueryId,
  roleAtLeast,
} from './index';

const facts = { id: 'qry_1.end', nationSlug: 'demo', time: '2026-11-20T10:00:00.000Z', correlationId: 'req_1' };

describe('an event definition', () => {
  it.each(allEvents.map(event => [event.type, event] as const))('%s carries its own example', (_, definition) => {
    const event = eventOf(definition, { ...facts, data: definition.example });
    expect(definition.schema.parse(JSON.parse(JSON.stringify(event)))).toEqual(event);
    expect(event).toMatchObject({ source: `/nat/${definition.producer}`, subject: 'nation/demo', specversion: '1.0' });
  });

  it('names every type and detail-type once per version', () => {
    expect(new Set(allEvents.map(({ type }) => type)).size).toBe(allEvents.length);
    for (const { type } of allEvents) expect(type).toMatch(/^nat(\.[a-z_]+)+\.v\d+$/);
  });

  it('refuses data that does not fit before anything is published', () => {
    const data = { ...QueryCompleted.example, costMicroUsd: 0.5 };
    expect(() => eventOf(QueryCompleted, { ...facts, data })).toThrow('costMicroUsd');
  });

  it('accepts and drops fields a newer producer added, and refuses another version', () => {
    const event = { ...eventOf(QueryCompleted, { ...facts, data: QueryCompleted.example }), addedlater: 'x' };
    expect(QueryCompleted.schema.parse(event)).not.toHaveProperty('addedlater');
    expect(QueryCompleted.schema.safeParse({ ...event, type: 'nat.query.completed.v2' }).success).toBe(false);
  });

  it('stays far below 32 KB', () => {
    for (const { example } of allEvents) expect(JSON.stringify(example).length).toBeLessThan(2000);
  });
});

describe('a nation slug', () => {
  it.each(['demo', 'a', 'a1', '7', 'my-nation', 'a'.repeat(63)])('may be %s', slug => {
    expect(NationSlug.safeParse(slug).success).toBe(true);
  });

  it.each([
    '',
    'Demo',
    ' demo',
    'demo ',
    '-demo',
    'demo-',
    'a.b',
    'a/b',
    'demo\n',
    'a@b',
    'dé',
    'a'.repeat(64),
    'xn--nxasmq6b',
    'www',
    'api',
    'demo\u0000',
    '127.0.0.1',
    '../demo',
  ])('may not be %j', slug => {
    expect(NationSlug.safeParse(slug).success).toBe(false);
  });

  it('is always one DNS label, whatever is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), text => {
        if (NationSlug.safeParse(text).success)
          expect(new URL(`https://${text}.nationbuilder.com`).hostname).toBe(`${text}.nationbuilder.com`);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a question', () => {
  it('is trimmed and may hold any script', () => {
    expect(AskRequest.parse({ text: '  Wie viele Freiwillige in Łódź? 王小明 🎉 ' }).text).toBe(
      'Wie viele Freiwillige in Łódź? 王小明 🎉',
    );
  });

  it.each([
    ['nothing', { text: '   ' }],
    ['more than 8,000 characters', { text: 'x'.repeat(8001) }],
    ['NUL', { text: 'a\u0000b' }],
    ['a lone surrogate', { text: 'a\ud800b' }],
    ['a field that is not its own', { text: 'hi', nationSlug: 'other' }],
    ['a page address in place of an id', { text: 'hi', pageContext: { nationSlug: 'demo', kind: 'person', recordId: '../1' } }],
  ])('may not be or hold %s', (_, body) => {
    expect(AskRequest.safeParse(body).success).toBe(false);
  });
});

describe('a problem', () => {
  it.each(Object.keys(problemStatus) as ProblemCode[])('%s makes a valid document', code => {
    const document = problem(code, 'What happened.', 'req_1');
    expect(Problem.parse(document)).toMatchObject({ code, status: problemStatus[code], type: `urn:nat:problem:${code}` });
  });
});

it('orders roles from reading to owning', () => {
  expect(roleAtLeast('owner', 'admin')).toBe(true);
  expect(roleAtLeast('read_only', 'member')).toBe(false);
});

it('ignores a stream event of a later release and refuses a broken one', () => {
  expect(parseStreamEvent('query.dreamt', {})).toBeUndefined();
  expect(() => parseStreamEvent('message.delta', { text: 1 })).toThrow();
});

it('takes only ids of the right kind', () => {
  expect(QueryId.safeParse('cnv_0123456789abcdefghjkmnpqrs').success).toBe(false);
});
