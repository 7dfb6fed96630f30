import type { StreamEvent } from '@nat/contracts';
import { AnswerPrinter } from './answer-printer';

const common = { v: 1 as const, queryId: 'qry_0123456789abcdefghjkmnpqrs', seq: 1, time: '2026-11-20T10:00:00.000Z' };
const usage = { input: 1, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, output: 1, costMicroUsd: 1 };

function printed(...events: StreamEvent[]): string {
  let text = '';
  const printer = new AnswerPrinter({ isTTY: false, write: (part: string) => (text += part) } as never);
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
