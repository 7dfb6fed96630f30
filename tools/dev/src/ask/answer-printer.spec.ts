import type { ConfirmationStatus, StreamEvent } from '@nat/contracts';
import { confirmation } from '../../test/fake-nat';
import { AnswerPrinter } from './answer-printer';
import type { Outcome } from './decide';

const common = { v: 1 as const, queryId: 'qry_0123456789abcdefghjkmnpqrs', seq: 1, time: '2026-11-20T10:00:00.000Z' };
const usage = { input: 1, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, output: 1, costMicroUsd: 1 };

const printed = (...events: StreamEvent[]): string => printedOn({ isTTY: false }, ...events);

function printedOn({ isTTY }: { isTTY: boolean }, ...events: StreamEvent[]): string {
  let text = '';
  const printer = new AnswerPrinter({ isTTY, write: (part: string) => (text += part) } as never);
  for (const event of events) printer.show(event);
  return text;
}

const delta = (text: string): StreamEvent => ({ event: 'message.delta', data: { ...common, messageId: 'm', text } });
const message = (text: string, links: { label: string; url: string }[] = []): StreamEvent => ({
  event: 'message.completed',
  data: { ...common, messageId: 'm', text, links },
});
const tool = { toolCallId: 'tcl_0123456789abcdefghjkmnpqrs' };

it('prints the text once, as it comes, and the links under it', () => {
  const link = { label: 'Ann', url: 'http://127.0.0.1/1' };
  expect(printed(delta('59 '), delta('volunteers.'), message('59 volunteers.', [link]))).toBe(
    '59 volunteers.\n→ Ann: http://127.0.0.1/1\n',
  );
});

it('prints the whole text where its deltas were missed', () => {
  expect(printed(message('59 volunteers.'))).toBe('59 volunteers.');
});

it('prints the rest where the last deltas were missed', () => {
  expect(printed(delta('59 '), message('59 volunteers.'))).toBe('59 volunteers.');
});

it('prints the text that took the place of what was streamed, on a line of its own', () => {
  expect(printed(delta('You could first'), message('I cannot help with that.'))).toBe(
    'You could first\nI cannot help with that.',
  );
});

it('breaks a line where its end is cut in two', () => {
  expect(printed(delta('one\r'), delta('\ntwo\r'), message('one\r\ntwo\r\nthree'))).toBe('one\ntwo\nthree');
});

it('takes no piece of a message that broke off for the beginning of the next', () => {
  const next = { ...common, messageId: 'n' };
  const events: StreamEvent[] = [
    { event: 'message.delta', data: { ...next, text: '59.' } },
    { event: 'message.completed', data: { ...next, text: '59.', links: [] } },
  ];
  expect(printed(delta('Let me'), ...events)).toBe('Let me\n59.');
});

it('marks a change that waits for an approval otherwise than one that failed', () => {
  const done = { ...common, ...tool, ok: false, summary: 'looked at', links: [], undoable: false, background: false };
  const marked = ['approval_needed', 'not_found'].map(errorCode =>
    printed({ event: 'tool.completed', data: { ...done, errorCode } }),
  );
  expect(marked).toEqual(['◦ looked at\n', '✗ looked at\n']);
});

it('gives each tool and each failure a line of its own', () => {
  const text = printed(
    delta('Let me look.'),
    { event: 'tool.started', data: { ...common, ...tool, tool: 'list_signups', title: 'Looking up people', tier: 'read' } },
    { event: 'tool.progress', data: { ...common, ...tool, done: 40, alreadySo: 7, failed: 1, total: 120 } },
    {
      event: 'tool.completed',
      data: { ...common, ...tool, ok: false, summary: 'not found', links: [], undoable: false, background: false },
    },
    { event: 'query.canceled', data: { ...common, reason: 'user', usage, billable: true } },
  );
  expect(text).toBe('Let me look.\n• Looking up people…\n  48 of 120\n✗ not found\nCanceled.\n');
});

describe('a change that was held', () => {
  const { confirmationId } = confirmation;
  const required: StreamEvent = { event: 'confirmation.required', data: { ...common, ...confirmation } };
  const resolved = (status: ConfirmationStatus): StreamEvent => ({
    event: 'confirmation.resolved',
    data: { ...common, confirmationId, status },
  });

  it.each<[ConfirmationStatus, string]>([
    ['executed', ''],
    ['denied', '◦ Tag 156 people as major donor: Canceled, nothing of it was done\n'],
    ['expired', '◦ Tag 156 people as major donor: Not decided in time, nothing of it was done\n'],
    ['superseded', '◦ Tag 156 people as major donor: Not done: something changed meanwhile\n'],
  ])('and became %s', (status, text) => {
    expect(printed(required, resolved(status))).toBe(text);
  });

  /** What is printed of a change that was decided here, and then resolved. */
  function decided(outcome: Outcome, status: ConfirmationStatus): string {
    let text = '';
    const printer = new AnswerPrinter({ isTTY: false, write: (part: string) => (text += part) } as never);
    printer.show(required);
    printer.decided(confirmation, outcome);
    printer.show(resolved(status));
    return text;
  }

  it('is told once when it is denied here', () => {
    expect(decided({ outcome: 'decided', confirmation, decision: 'deny' }, 'denied')).toBe('◦ Canceled\n');
  });

  it('is never hidden when an approval came to nothing', () => {
    const approved: Outcome = { outcome: 'decided', confirmation, decision: 'approve' };
    expect(decided(approved, 'superseded')).toBe(
      '✓ Approved\n◦ Tag 156 people as major donor: Not done: something changed meanwhile\n',
    );
  });

  it('tells how it was settled before the decision came', () => {
    const settled = { outcome: 'settled', confirmation: { ...confirmation, status: 'denied' } } as Outcome;
    expect(decided(settled, 'denied')).toBe(
      '◦ The decision came too late. Canceled by you.\n' + '◦ Tag 156 people as major donor: Canceled, nothing of it was done\n',
    );
  });

  it.each([
    ['user', 'Canceled.\n'],
    ['superseded', 'Canceled: another message took its place.\n'],
    ['confirmation_expired', 'Canceled: nobody decided in time. Nothing of what waited was done.\n'],
  ] as const)('ended its query: %s', (reason, text) => {
    expect(printed({ event: 'query.canceled', data: { ...common, reason, usage, billable: true } })).toBe(text);
  });
});

describe('progress', () => {
  const far = (done: number, more: object = {}): StreamEvent => ({
    event: 'tool.progress',
    data: { ...common, ...tool, done, alreadySo: 0, failed: 0, total: 10_000, ...more },
  });

  it('of a reading says that records were read, of a change that they were worked on', () => {
    expect(printed(far(1200, { reading: true }), far(1200, { failed: 3 }))).toBe('  1,200 of 10,000 read\n  1,203 of 10,000\n');
  });

  it('stays on one line of a terminal, until something else was said', () => {
    const up = '\u001b[1A\u001b[2K';
    const other = { toolCallId: 'tcl_zzzzzzzzzzzzzzzzzzzzzzzzzz' };
    const text = printedOn({ isTTY: true }, far(1), far(2), delta('Well.'), far(3), far(4, other), far(5, other));
    const lines = text.split('\n').slice(0, -1);
    expect(lines.map(line => line.includes(up))).toEqual([false, true, false, false, false, true]);
  });

  it('is a line each where there is no terminal', () => {
    expect(printed(far(1), far(2))).toBe('  1 of 10,000\n  2 of 10,000\n');
  });
});
