import type { StreamEvent } from '@nat/contracts';
import fc from 'fast-check';
import { emptyView, withEvent } from '../../console/state/query-view.js';
import {
  anyLog,
  awaiting,
  call,
  canceled,
  completed,
  confirmation,
  delta,
  held,
  logOf,
  notice,
  progress,
  queryId,
  resolved,
  said,
  started,
  type Told,
  toolCompleted,
  toolStarted,
  usage,
} from './query-events';

type View = ReturnType<typeof emptyView>;

const shown = (events: readonly StreamEvent[], from: View = emptyView(queryId)): View => events.reduce(withEvent, from);
const after = (...told: Told[]): View => shown(logOf([started(), ...told]));

describe('what is shown of a query', () => {
  it('is its text as it comes, and the whole text once that is there', () => {
    expect(after(delta('42 volun'), delta('teers')).parts).toMatchObject([
      { kind: 'text', text: '42 volunteers', complete: false },
    ]);
    expect(after(delta('42 vol'), said('42 volunteers.')).parts).toMatchObject([{ text: '42 volunteers.', complete: true }]);
  });

  it('is one line per tool call, with how far it is and what came of it', () => {
    expect(after(toolStarted(1)).parts).toMatchObject([{ kind: 'tool', key: call(1), title: 'Step 1', state: 'running' }]);
    expect(after(toolStarted(1), progress(1, 84, 156)).parts).toMatchObject([{ progress: { done: 84, total: 156 } }]);
    expect(after(toolStarted(1), toolCompleted(1)).parts).toMatchObject([{ state: 'done', summary: '156 people' }]);
    expect(after(toolStarted(1), toolCompleted(1, false)).parts).toMatchObject([{ state: 'failed' }]);
  });

  it('stands in the order in which it came up, whatever ends first', () => {
    const { parts } = after(
      delta('Let me look.'),
      toolStarted(1),
      toolStarted(2),
      notice('Slow.'),
      toolCompleted(2),
      toolCompleted(1),
    );
    expect(parts.map(({ kind, key }) => `${kind} ${key}`)).toEqual([
      'text msg_1',
      `tool ${call(1)}`,
      `tool ${call(2)}`,
      'notice notice-5',
    ]);
  });

  it('is a card for each held change, and how it was decided', () => {
    const waiting = after(toolStarted(1, 'critical'), held(1), awaiting(1));
    expect(waiting.status).toBe('awaiting_confirmation');
    expect(waiting.parts).toMatchObject([
      { state: 'held' },
      { kind: 'card', key: confirmation(1), card: { status: 'pending', title: 'Change 1' } },
    ]);
    const goesOn = after(toolStarted(1), held(1), awaiting(1), started(true), resolved(1, 'executed'), progress(1, 1, 3));
    expect(goesOn).toMatchObject({ status: 'running', parts: [{ state: 'running' }, { card: { status: 'executed' } }] });
  });

  it('is a card that is done when its call is', () => {
    const approved = [toolStarted(1), held(1), awaiting(1), started(true), resolved(1, 'approved')] as const;
    const cardAfter = (...told: Told[]) => after(...approved, ...told).parts.find(({ kind }) => kind === 'card');
    expect(cardAfter()).toMatchObject({ card: { status: 'approved' } });
    expect(cardAfter(toolCompleted(1))).toMatchObject({ card: { status: 'executed' } });
    expect(cardAfter(toolCompleted(1, false))).toMatchObject({ card: { status: 'failed_partial' } });
    const denied = after(toolStarted(1), held(1), awaiting(1), started(true), resolved(1, 'denied'), toolCompleted(1, false));
    expect(denied.parts).toMatchObject([{ state: 'failed' }, { card: { status: 'denied' } }]);
  });

  it.each([
    ['user', 'superseded'],
    ['superseded', 'superseded'],
    ['confirmation_expired', 'expired'],
  ] as const)('leaves no card open when it was canceled because of %s', (reason, status) => {
    expect(after(toolStarted(1), held(1), awaiting(1), canceled(reason))).toMatchObject({
      status: 'canceled',
      reason,
      parts: [{ state: 'left' }, { card: { status } }],
    });
  });

  it('ends with what it took', () => {
    expect(after(completed)).toMatchObject({ status: 'completed', outcome: 'answered', usage, billable: true, lastEventId: 2 });
  });

  it('passes over an event of a newer release, and counts it', () => {
    const unknown = { event: 'weather.changed', data: { seq: 2 } } as unknown as StreamEvent;
    expect(withEvent(after(), unknown)).toEqual({ ...after(), lastEventId: 2 });
  });

  it('shows a call that it did not see begin', () => {
    const [, , ...late] = logOf([started(), toolStarted(1), progress(1, 1, 3), toolCompleted(1)]);
    expect(shown(late).parts).toMatchObject([{ kind: 'tool', key: call(1), state: 'done' }]);
  });
});

describe('any stream', () => {
  it('shows the same however often it was cut and read again from before the cut', () => {
    fc.assert(
      fc.property(anyLog, fc.array(fc.tuple(fc.nat(50), fc.nat(50)), { maxLength: 5 }), (events, cuts) => {
        let view = emptyView(queryId);
        let known = 0;
        for (const [back, on] of cuts) {
          const from = Math.max(0, known - back);
          view = shown(events.slice(from, known + on), view);
          known = Math.min(events.length, known + on);
        }
        expect(shown(events.slice(known), view)).toEqual(shown(events));
      }),
    );
  });

  it('leaves nothing under way, open or half-written after its end', () => {
    fc.assert(
      fc.property(anyLog, events => {
        const { status, parts, endedAt } = shown(events);
        expect(['completed', 'failed', 'canceled']).toContain(status);
        expect(endedAt).toBe(events.at(-1)!.data.time);
        for (const part of parts) {
          if (part.kind === 'text') expect(part.complete).toBe(true);
          if (part.kind === 'tool') expect(['done', 'failed', 'left']).toContain(part.state);
          if (part.kind === 'card') expect(part.card.status).not.toBe('pending');
        }
      }),
    );
  });

  it('keeps one part per message, call and card, and never changes what it was given', () => {
    fc.assert(
      fc.property(anyLog, events => {
        const keys = shown(events).parts.map(({ kind, key }) => `${kind} ${key}`);
        expect(new Set(keys).size).toBe(keys.length);
        const first = Object.freeze(shown(events.slice(0, 1)));
        for (const part of first.parts) Object.freeze(part);
        expect(() => shown(events.slice(1), first)).not.toThrow();
      }),
    );
  });
});
