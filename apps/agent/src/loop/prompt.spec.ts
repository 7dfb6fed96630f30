import type { NationSlug, PageContext, Role } from '@nat/contracts';
import { createHash } from 'node:crypto';
import type { ModelMessage } from '../model/model.port';
import { catalog } from '../tools/catalog';
import { breakpoints, buildRequest, promptPrefix } from './prompt';
import { zonedIso } from '../tools/kit/zoned-time';
import { questionBlocks } from './query-context';

const question = (text: string): ModelMessage => ({ role: 'user', content: [{ type: 'text', text }] });
const calls = (count: number): ModelMessage => ({
  role: 'assistant',
  content: Array.from({ length: count }, (_, id) => ({ type: 'tool_use', id: `t${id}`, name: 'x', input: {} })),
});
const results = (count: number): ModelMessage => ({
  role: 'user',
  content: Array.from({ length: count }, (_, id) => ({ type: 'tool_result', tool_use_id: `t${id}`, content: '{}' })),
});
const build = (messages: ModelMessage[]) =>
  buildRequest({
    model: 'claude-haiku-4-5',
    tools: catalog.definitions,
    messages,
    maxTokens: 8192,
    toolChoice: 'auto',
    cacheLife: '5m',
  });
const sha = (text: string) => createHash('sha256').update(text).digest('hex');

it('has the same prefix, byte for byte, for twenty different callers', () => {
  const hashes = Array.from({ length: 20 }, (_, n) => {
    const role = (['read_only', 'member', 'admin', 'owner'] as Role[])[n % 4]!;
    const nationSlug = `nation-${n}` as NationSlug;
    const pageContext: PageContext | undefined = n % 2 ? { nationSlug, kind: 'person', recordId: String(n) } : undefined;
    const context = { now: Date.UTC(2026, n % 12, 1 + n), timeZone: 'America/Chicago', nationSlug, role, pageContext };
    const { tools, system } = build([{ role: 'user', content: questionBlocks(context, `question ${n}`) }]);
    return sha(JSON.stringify({ tools, system }));
  });
  expect(new Set(hashes)).toEqual(new Set([sha(promptPrefix(catalog.definitions, '5m'))]));
});

it('offers the tools sorted by name', () => {
  const names = build([question('hi')]).tools.map(({ name }) => name);
  expect(names).toEqual(names.toSorted());
});

describe('breakpoints', () => {
  it('stand at the end of the newest question, not in the history', () => {
    const history = [
      question('one'),
      calls(1),
      results(1),
      { role: 'assistant' as const, content: [{ type: 'text', text: 'a' }] },
    ];
    expect(breakpoints([...history, question('two')])).toEqual([4]);
  });

  it('follow a long tool turn every 15 blocks, the oldest dropped, never more than four with the one of the system prompt', () => {
    const long = [question('q'), ...Array.from({ length: 6 }, () => [calls(8), results(8)]).flat()];
    const marks = breakpoints(long);
    expect(marks).toHaveLength(3);
    expect(marks.at(-1)).toBe(long.length - 1);
    const request = build(long);
    const marked = [...request.system, ...request.messages.flatMap(({ content }) => content)].filter(b => 'cache_control' in b);
    expect(marked).toHaveLength(4);
  });

  it('leave what is stored untouched', () => {
    const messages = [question('q')];
    build(messages);
    expect(messages).toEqual([question('q')]);
  });

  it('send no empty text, which the provider gives and does not take', () => {
    const messages = [question('q'), { role: 'assistant' as const, content: [{ type: 'text', text: '' }, ...calls(1).content] }];
    expect(build([...messages, results(1)]).messages[1]!.content).toEqual(calls(1).content);
  });
});

it('tells the varying context in lines before the question', () => {
  const slug = 'acme' as NationSlug;
  const pageContext: PageContext = { nationSlug: slug, kind: 'person', recordId: '42' };
  const context = {
    now: Date.UTC(2026, 10, 20, 16, 5, 9, 123),
    timeZone: 'America/Chicago',
    nationSlug: slug,
    role: 'member' as Role,
  };
  expect(questionBlocks({ ...context, pageContext }, 'Who is this?').map(({ text }) => text)).toEqual([
    'Current time: 2026-11-20T10:05:09-06:00 (America/Chicago)\nNation: acme\nCurrency: USD\nLocale: en-US\nRole: member\nPage: person 42',
    'Who is this?',
  ]);
});

it.each<[Omit<PageContext, 'nationSlug'>, string]>([
  [{ kind: 'list', recordId: '9' }, 'Page: list 9'],
  [{ kind: 'people' }, 'Page: people'],
  [{ kind: 'page', recordId: '21', parentId: '1' }, 'Page: page 21 (what stands on it has page_id 21)'],
  [{ kind: 'event', parentId: '21' }, 'Page: event with page_id 21'],
])('tells the page %j in one line', (page, line) => {
  const nationSlug = 'acme' as NationSlug;
  const pageContext = { nationSlug, ...page };
  const [context] = questionBlocks({ now: 0, timeZone: 'UTC', nationSlug, role: 'member', pageContext }, 'What is this?');
  expect(String(context!.text).split('\n').at(-1)).toBe(line);
});

it('knows the offset of a zone at every instant, also at a clock change', () => {
  expect(zonedIso(Date.UTC(2026, 2, 8, 7, 59, 59), 'America/Chicago')).toBe('2026-03-08T01:59:59-06:00');
  expect(zonedIso(Date.UTC(2026, 2, 8, 8), 'America/Chicago')).toBe('2026-03-08T03:00:00-05:00');
  expect(zonedIso(Date.UTC(2026, 5, 1), 'Asia/Kolkata')).toBe('2026-06-01T05:30:00+05:30');
  expect(zonedIso(Date.UTC(2026, 5, 1), 'UTC')).toBe('2026-06-01T00:00:00+00:00');
});
