import type { Action, ActionStreamEvent, FieldError } from '@nat/contracts';
import { action, actionId, actionStream, confirmation, confirmationId, FakeNat, refusal } from '../../test/fake-nat';
import { alike, type Decide, leaving } from './decide';
import { undo, type Undone } from './undo';

const undoId = 'act_zzzzzzzzzzzzzzzzzzzzzzzzzz';
const undone: Action = { ...action, actionId: undoId, title: 'Untag 154 people', undoes: actionId };
const undoPath = `POST /v1/actions/${actionId}/undo`;
const decisionPath = `POST /v1/confirmations/${confirmationId}/decision`;
const { queryId: _, ...card } = confirmation;

/** A Nat that carries the undo out once it is asked to. */
function nat(): FakeNat {
  return new FakeNat()
    .answer(`GET /v1/actions/${undoId}`, undone)
    .on(`GET /v1/actions/${undoId}/events`, () => actionStream(undone, 40, 100));
}

interface Seen {
  events: ActionStreamEvent[];
  differences: FieldError[];
}

function take(
  fake: FakeNat,
  given: string,
  {
    decide = leaving,
    overwrite = false,
    signal = new AbortController().signal,
  }: { decide?: Decide; overwrite?: boolean; signal?: AbortSignal } = {},
): Promise<{ result: Undone } & Seen> {
  const seen: Seen = { events: [], differences: [] };
  const onEvent = (event: ActionStreamEvent): void => void seen.events.push(event);
  const onChangedSince = (differences: readonly FieldError[]): boolean => (seen.differences.push(...differences), overwrite);
  return undo(fake.client, given, { decide, onEvent, onChangedSince, signal }).then(result => ({ result, ...seen }));
}

it('takes a change back and follows that to its end', async () => {
  const fake = nat().answer(undoPath, { action: { ...undone, status: 'running' } }, 202);
  const { result, events } = await take(fake, actionId);
  expect(result).toEqual({ status: 'done', action: undone });
  expect(events.map(({ event }) => event)).toEqual(['action.progress', 'action.progress', 'action.completed']);
});

it('finds the newest that can be taken back, however far back it is', async () => {
  const fake = nat().answer(undoPath, { action: undone }, 202);
  const pages = [
    { items: [{ ...undone, undoable: false }], nextCursor: 'older' },
    { items: [action, undone], nextCursor: null },
  ];
  fake.on('GET /v1/actions', () => Response.json(pages.shift()));
  expect((await take(fake, 'last')).result).toMatchObject({ status: 'done' });
});

it('says that nothing can be taken back', async () => {
  const fake = nat().answer('GET /v1/actions', { items: [{ ...action, undoable: false }], nextCursor: null });
  await expect(take(fake, 'last')).rejects.toThrow('nothing of yours');
});

describe('an undo that needs a decision', () => {
  const asking = (): FakeNat =>
    nat()
      .answer(undoPath, { confirmation: card }, 202)
      .on(decisionPath, ({ body }) => {
        const status = body['decision'] === 'approve' ? 'approved' : 'denied';
        return Response.json({ confirmation: { ...card, status }, eventsUrl: `/v1/actions/${undoId}/events` });
      });

  it('is carried out after an approval', async () => {
    expect((await take(asking(), actionId, { decide: alike('approve') })).result).toEqual({ status: 'done', action: undone });
  });

  it('is not carried out after a denial', async () => {
    const fake = asking();
    expect((await take(fake, actionId, { decide: alike('deny') })).result).toMatchObject({ status: 'denied' });
    expect(fake.routesCalled().at(-1)).toBe(decisionPath);
  });

  it('waits where nobody decides', async () => {
    const { result } = await take(asking(), actionId);
    expect(result).toEqual({ status: 'awaiting_confirmation', confirmation: card });
  });

  it('tells that it was decided before', async () => {
    const fake = asking().refuse(decisionPath, 'confirmation_expired').answer(`GET /v1/confirmations/${confirmationId}`, card);
    await expect(take(fake, actionId, { decide: alike('approve') })).rejects.toMatchObject({ code: 'confirmation_expired' });
  });
});

describe('records that somebody changed since', () => {
  const errors = [{ pointer: '/7', code: 'changed_since', message: 'Zoë Ang was tagged again' }];
  const changed = (): FakeNat =>
    nat().on(undoPath, ({ body }) =>
      body['acceptChanges'] === true
        ? Response.json({ confirmation: card }, { status: 202 })
        : refusal('action_changed_since', { errors }),
    );

  it('are overwritten only after their card was decided', async () => {
    const fake = changed();
    const { result, differences } = await take(fake, actionId, { overwrite: true });
    expect(result).toMatchObject({ status: 'awaiting_confirmation' });
    expect(differences).toEqual(errors);
  });

  it('are left alone where nobody sees the card', async () => {
    const fake = changed();
    await expect(take(fake, actionId, { decide: alike('approve') })).rejects.toMatchObject({ code: 'action_changed_since' });
    expect(fake.routesCalled()).toEqual([undoPath]);
  });
});

it('goes on being made when the person leaves, and tells how it stands', async () => {
  const stop = new AbortController();
  stop.abort();
  const fake = nat()
    .answer(undoPath, { action: undone }, 202)
    .answer(`GET /v1/actions/${undoId}`, { ...undone, status: 'running' });
  expect((await take(fake, actionId, { signal: stop.signal })).result).toMatchObject({ action: { status: 'running' } });
  expect(fake.routesCalled()).not.toContain(`POST /v1/actions/${undoId}/cancel`);
});

it('reads the ledger where the events are gone', async () => {
  const fake = nat().answer(undoPath, { action: undone }, 202).refuse(`GET /v1/actions/${undoId}/events`, 'events_expired');
  expect((await take(fake, actionId)).result).toEqual({ status: 'done', action: undone });
});
