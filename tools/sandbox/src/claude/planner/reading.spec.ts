import { takeAmount } from './amount';
import { splitClauses } from './clauses';
import { readConversation } from './conversation';
import { fits } from './json-schema';
import { opens, readings, says } from './phrases';
import { readPlaces } from './places';
import { dayLabel, listed, named } from './wording';

describe('splitting a question', () => {
  it.each<[string, string[]]>([
    [
      'How many volunteers live in Austin, and who gave over $100 last month?',
      ['How many volunteers live in Austin', 'who gave over $100 last month'],
    ],
    ['Please list the lists; what tags are there?', ['list the lists', 'what tags are there']],
    ['How many live in Austin and Houston?', ['How many live in Austin and Houston']],
    ['Who RSVP’d to “Rally, and who else”? Thanks!', ['Who rsvped to "Rally, and who else"']],
    ['Hi Nat, can you tell me who is Sarah Chen', ['who is Sarah Chen']],
    ["What's new, and who hasn't come?", ['What is new', 'who has not come']],
    ['Who came to the Rally but did not give and is not a donor?', ['Who came to the Rally but did not give and is not a donor']],
    ['Hello!', []],
  ])('%s', (question, clauses) => {
    expect(splitClauses(question)).toEqual(clauses);
  });
});

describe('a phrase', () => {
  const tag = opens('tagged [as|with] <tag>');

  it('takes the beginning of a text, with what stands in its slots', () => {
    expect(tag('tagged as major donor and lives in Austin')).toEqual({
      slots: { tag: 'major donor' },
      rest: 'and lives in Austin',
    });
    expect(tag('tagged "in and out" since May')).toEqual({ slots: { tag: '"in and out"' }, rest: 'since May' });
    expect(tag('untagged volunteer')).toBeUndefined();
  });

  it('leaves nothing over where it is the whole', () => {
    const top = says('[our] top [<#size>] (tags|tag)');
    expect(top('our top five tags')?.slots).toEqual({ size: 'five' });
    expect(top('top tags of all')).toBeUndefined();
  });

  it('is read in every way where two words could end its first slot', () => {
    const add = readings('add <whom> (to|in) [the] <list> list');
    expect(add('add those in Austin to the Get in touch list').map(({ whom }) => whom)).toEqual([
      'those in Austin to the Get',
      'those',
    ]);
  });
});

describe('reading a place', () => {
  it('tells cities from states', () => {
    expect(readPlaces('Austin')).toEqual([{ city: 'Austin', label: 'Austin' }]);
    expect(readPlaces('san antonio')).toEqual([{ city: 'San Antonio', label: 'San Antonio' }]);
    expect(readPlaces('texas')).toEqual([{ state: 'TX', label: 'Texas' }]);
    expect(readPlaces('TX')).toEqual([{ state: 'TX', label: 'Texas' }]);
    expect(readPlaces('Austin, tx')).toEqual([{ city: 'Austin', state: 'TX', label: 'Austin, TX' }]);
    expect(readPlaces('Austin, Houston and Waco')?.map(place => place.city)).toEqual(['Austin', 'Houston', 'Waco']);
  });

  it('refuses what says more than where', () => {
    expect(readPlaces('Austin who gave money')).toBeUndefined();
    expect(readPlaces('2026')).toBeUndefined();
  });
});

describe('reading an amount', () => {
  it.each([
    ['over $100', { gt: 10_000 }],
    ['at least 1,250.50 dollars', { gte: 125_050 }],
    ['more than $2k', { gt: 200_000 }],
    ['$100 or more', { gte: 10_000 }],
    ['under $5', { lt: 500 }],
    ['exactly $20', { gte: 2_000, lte: 2_000 }],
  ])('%s', (text, filter) => {
    expect(takeAmount(`who gave ${text} today`)).toMatchObject({ bound: { filter }, rest: 'who gave today' });
  });
});

describe('reading a request', () => {
  const base = { model: 'claude-haiku-4-5', max_tokens: 10 };
  const context = 'Current time: 2026-11-21T09:00:00-05:00 (America/New_York)\nNation: demo\nCurrency: EUR';

  it('keeps question and context apart, as two blocks or as lines of one', () => {
    const blocks = [
      { type: 'text' as const, text: 'Who is Ada?' },
      { type: 'text' as const, text: context },
    ];
    const expected = {
      question: 'Who is Ada?',
      now: { at: Date.parse('2026-11-21T14:00:00Z'), zone: 'America/New_York' },
      currency: 'EUR',
    };
    expect(readConversation({ ...base, messages: [{ role: 'user', content: blocks }] }, 0)).toMatchObject(expected);
    const one = `Who is Ada?\n\n${context}`;
    expect(readConversation({ ...base, messages: [{ role: 'user', content: one }] }, 0)).toMatchObject(expected);
  });

  it('uses the given clock in UTC where the question carries no time', () => {
    const read = readConversation({ ...base, messages: [{ role: 'user', content: 'Who is Ada?' }] }, 42);
    expect(read.now).toEqual({ at: 42, zone: 'UTC' });
  });

  it('takes calls since the newest question only', () => {
    const use = (id: string) => ({
      role: 'assistant' as const,
      content: [{ type: 'tool_use' as const, id, name: 'list_lists', input: {} }],
    });
    const result = (id: string, content: string) => ({
      role: 'user' as const,
      content: [{ type: 'tool_result' as const, tool_use_id: id, content }],
    });
    const messages = [
      { role: 'user' as const, content: 'first' },
      use('a'),
      result('a', '{"ok":true,"data":[],"count":0}'),
      { role: 'assistant' as const, content: 'none' },
      { role: 'user' as const, content: 'second' },
      use('b'),
      result('b', 'not json'),
    ];
    const { question, calls } = readConversation({ ...base, messages }, 0);
    expect(question).toBe('second');
    expect(calls).toEqual([{ name: 'list_lists', input: {}, outcome: { ok: false, message: 'not json' } }]);
  });
});

describe('a value against a schema', () => {
  const schema = {
    type: 'object',
    properties: {
      filter: { type: 'object', additionalProperties: { anyOf: [{ type: 'boolean' }, { $ref: '#/$defs/range' }] } },
      limit: { type: 'integer', minimum: 1, maximum: 20 },
      at: { type: 'string', pattern: 'Z$' },
    },
    required: ['limit'],
    additionalProperties: false,
    $defs: { range: { type: 'object', properties: { gt: { type: 'number' } }, additionalProperties: false } },
  };

  it('fits or not', () => {
    expect(fits({ limit: 20, filter: { is_volunteer: true, amount: { gt: 1 } }, at: '2026Z' }, schema)).toBe(true);
    expect(fits({ limit: 21 }, schema)).toBe(false);
    expect(fits({ limit: 1.5 }, schema)).toBe(false);
    expect(fits({}, schema)).toBe(false);
    expect(fits({ limit: 1, city: 'Austin' }, schema)).toBe(false);
    expect(fits({ limit: 1, filter: { amount: { over: 1 } } }, schema)).toBe(false);
    expect(fits({ limit: 1, at: '2026+01:00' }, schema)).toBe(false);
  });
});

describe('wording', () => {
  it('lists names and counts the rest', () => {
    expect(listed([])).toBe('');
    expect(listed(['a'])).toBe('a');
    expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
    expect(listed(['a', 'b'], 1_500)).toBe('a, b and 1,498 more');
  });

  it('shows a name in one line, not too long, and never an address or a number in its place', () => {
    expect(named('Ada\n\u202eLovelace')).toBe('Ada Lovelace');
    expect(named('x'.repeat(200))).toHaveLength(80);
    expect([named(''), named(null), named('ada@example.com'), named('(555) 010-9999')]).toEqual(
      Array(4).fill('someone without a name'),
    );
  });

  it('shows a day in the zone, unless the instant has an offset of its own', () => {
    expect(dayLabel('2026-11-01T03:59:59Z', 'America/New_York')).toBe('31 October 2026');
    expect(dayLabel('2026-11-01T23:00:00-06:00', 'UTC')).toBe('1 November 2026');
    expect(dayLabel('soon', 'UTC')).toBeUndefined();
  });
});
