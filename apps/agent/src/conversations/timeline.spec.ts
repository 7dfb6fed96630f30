import { ConversationMessage } from '@nat/contracts';
import fc from 'fast-check';
import type { QueryRow } from '../conversation/query-row';
import type { Exchange, Note } from './conversation.store';
import { fromTheEnd, placeForm, readPlace, timeline, type TimelineEntry } from './timeline';

const id = (prefix: string, number: number): string => `${prefix}_${String(number).padStart(26, '0')}`;
const at = (second: number): string => new Date(Date.parse('2026-11-20T10:00:00.000Z') + second * 1000).toISOString();
const link = (label: string) => ({ label, url: `https://acme.nationbuilder.com/admin/signups/${label.length}` });

/** A question asked at `asked`, and answered at `ended` where that is given. */
function exchange(number: number, asked: number, ended?: number, query: Partial<QueryRow> = {}): Exchange {
  const queryId = id('qry', number);
  const content = [
    { type: 'text', text: 'Nation: acme' },
    { type: 'text', text: `Question ${number}?` },
  ];
  const question = { seq: number * 2, queryId, role: 'user' as const, content, createdAt: at(asked) };
  const end = ended === undefined ? {} : { endedAt: at(ended), text: `Answer ${number}.` };
  return { question, query: { queryId, ...end, ...query } as QueryRow };
}
const note = (number: number, second: number): Note => ({
  actionId: id('act', number),
  text: `Note ${number}.`,
  links: [],
  createdAt: at(second),
});
const texts = (entries: TimelineEntry[]): string[] => entries.map(({ message }) => message.text);

it('tells what was said, newest first, each with an id that stays', () => {
  const entries = timeline([exchange(2, 20, 25), exchange(1, 0, 5)], [note(7, 12)], fromTheEnd);
  expect(texts(entries)).toEqual(['Answer 2.', 'Question 2?', 'Note 7.', 'Answer 1.', 'Question 1?']);
  expect(entries.map(({ message }) => message.role)).toEqual(['assistant', 'user', 'assistant', 'assistant', 'user']);
  expect(new Set(entries.map(({ message }) => message.messageId)).size).toBe(5);
  for (const { message } of entries) expect(ConversationMessage.parse(message)).toEqual(message);
  expect(timeline([exchange(1, 0, 5)], [], fromTheEnd)[0]!.message.messageId).toBe(entries[3]!.message.messageId);
});

it('shows a question alone as long as its answer is on its way, and when nothing of its query is kept', () => {
  expect(texts(timeline([exchange(1, 0, undefined, { text: 'Thr' })], [], fromTheEnd))).toEqual(['Question 1?']);
  expect(texts(timeline([{ question: exchange(1, 0).question }], [], fromTheEnd))).toEqual(['Question 1?']);
  expect(texts(timeline([exchange(1, 0, undefined, { endedAt: at(3) })], [], fromTheEnd))).toEqual(['Question 1?']);
});

it('says why there is no answer, where there is none', () => {
  const problem = { detail: 'The work on this question was interrupted.' } as QueryRow['problem'];
  const failed = exchange(1, 0, undefined, { endedAt: at(3), problem });
  expect(texts(timeline([failed], [], fromTheEnd))).toEqual(['The work on this question was interrupted.', 'Question 1?']);
  const partly = exchange(1, 0, 3, { text: 'There are', problem });
  expect(texts(timeline([partly], [], fromTheEnd))[0]).toBe('There are');
});

it('names the changes of an answer once each, and links the records its text names', () => {
  const call = { toolCallId: id('tcl', 1), tool: 'add_tag', title: 'Add a tag', tier: 'reversible' as const };
  const toolCalls = [
    { ...call, actionId: id('act', 1), links: [link('Ann Lee'), link('Bo')] },
    { ...call, actionId: id('act', 1), links: [link('Ann Lee')] },
    { ...call, actionId: id('act', 2) },
    call,
  ];
  const [answer] = timeline([exchange(1, 0, 5, { text: 'Tagged Ann Lee.', toolCalls })], [], fromTheEnd);
  expect(answer!.message).toMatchObject({ links: [link('Ann Lee')], actions: [id('act', 1), id('act', 2)] });
});

it('gives a note its action and its links', () => {
  const [shown] = timeline([], [{ ...note(3, 4), links: [link('The list')] }], fromTheEnd);
  expect(shown!.message).toMatchObject({ text: 'Note 3.', links: [link('The list')], actions: [id('act', 3)], createdAt: at(4) });
  expect(shown!.message).not.toHaveProperty('queryId');
});

/** Everything a conversation may look like: times that repeat, answers that are missing, notes anywhere. */
const conversations = fc
  .record({
    steps: fc.array(fc.record({ wait: fc.nat(2), work: fc.nat(2), answered: fc.boolean() }), { maxLength: 8 }),
    notes: fc.uniqueArray(fc.record({ number: fc.nat(50), second: fc.integer({ min: -1, max: 35 }) }), {
      maxLength: 8,
      selector: ({ number }) => number,
    }),
  })
  .map(({ steps, notes }) => {
    let clock = 0;
    const exchanges = steps.map(({ wait, work, answered }, index) => {
      const asked = (clock += wait);
      clock += work;
      return exchange(index + 1, asked, answered ? clock : undefined);
    });
    return { exchanges: exchanges.toReversed(), notes: notes.map(({ number, second }) => note(number, second)) };
  });

it('is in the order of time, with a question before its answer', () => {
  fc.assert(
    fc.property(conversations, ({ exchanges, notes }) => {
      const times = timeline(exchanges, notes, fromTheEnd).map(({ message }) => message.createdAt);
      expect(times).toEqual(times.toSorted().toReversed());
    }),
  );
});

it('pages through everything once, whatever the size of a page, and also while new notes arrive', () => {
  fc.assert(
    fc.property(conversations, fc.integer({ min: 1, max: 5 }), ({ exchanges, notes }, limit) => {
      const whole = timeline(exchanges, notes, fromTheEnd);
      const paged: TimelineEntry['message'][] = [];
      let place: string | undefined;
      do {
        const from = place === undefined ? fromTheEnd : readPlace(place);
        const rest = exchanges.filter(({ question }) => question.seq <= from.upTo).slice(0, limit + 1);
        const arrived = place === undefined ? [] : [note(99, 1000)];
        const rows = timeline(rest, [...notes, ...arrived], from);
        paged.push(...rows.slice(0, limit).map(({ message }) => message));
        place = rows.length > limit ? rows[limit - 1]!.place : undefined;
        if (place !== undefined) expect(place).toMatch(placeForm);
      } while (place !== undefined);
      expect(paged).toEqual(whole.map(({ message }) => message));
    }),
    { numRuns: 500 },
  );
});
