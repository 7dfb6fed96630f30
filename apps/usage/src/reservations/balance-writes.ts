import type { Expression } from '@nat/dynamo';
import { maximumWaiting } from './admission';
import { type Hold, holdStates, type PlacedHold } from './balance';
import type { LapsedHold } from './lapse';
import type { Renewal } from './renewal';
import type { Entry } from './settlement';

/** One conditional write on a balance: what it changes, and what must be so for it. */
export interface BalanceWrite {
  update: Expression;
  condition: Expression;
}

/** Names (`#room`) of attributes, so that none is ever a reserved word. */
export const named = (...attributes: string[]) => Object.fromEntries(attributes.map(attribute => [`#${attribute}`, attribute]));

/** The instant as it stands in keys. */
export const iso = (milliseconds: number) => new Date(milliseconds).toISOString();

/** Holds a query if the balance allows it. The condition says the same as `decide`: usable, in the plan, a slot free, room left. */
export function admission(queryId: string, hold: Hold, sweepShard: string): BalanceWrite {
  const { expression: notHeld, names } = holdsNothing(queryId);
  return {
    update: {
      expression:
        'SET #room = #room - :one, #held = #held + :one, #inflight.#query = :hold, ' +
        '#sweepShard = :shard, #sweepAt = if_not_exists(#sweepAt, :lapses)',
      names: { ...named('room', 'held', 'inflight', 'sweepShard', 'sweepAt'), '#query': queryId },
      values: { ':one': 1, ':hold': hold, ':shard': sweepShard, ':lapses': iso(hold.lease) },
    },
    condition: {
      expression:
        '#usableUntil > :now AND #limit.#kind <> :disabled AND ' +
        '(attribute_not_exists(#atOnce) OR size(#inflight) < #atOnce) AND ' +
        '(attribute_not_exists(#waiting) OR size(#waiting) < :mostWaiting) AND ' +
        `(#capped = :false OR #room >= :one) AND ${notHeld}`,
      names: { ...names, ...named('usableUntil', 'limit', 'kind', 'atOnce', 'capped') },
      values: { ':now': hold.admittedAt, ':disabled': 'disabled', ':false': false, ':mostWaiting': maximumWaiting },
    },
  };
}

/**
 * Renews what is most likely there, a running query, without having looked: its lease, or its step to finishing. Undefined when
 * that cannot be written unseen. Does nothing for a run that a later one has been heard after.
 */
export function unseen(queryId: string, { state, lease, fence }: Renewal): BalanceWrite | undefined {
  if (state === 'waiting') return undefined;
  const names = { ...named('inflight'), '#query': queryId };
  const [held, known] = ['#inflight.#query', '#inflight.#query.#fence'];
  const fenced = fence !== undefined && { names: { ...names, ...named('fence') }, values: { ':fence': fence } };
  const condition: Expression = fenced
    ? { ...fenced, expression: `attribute_exists(${held}) AND (attribute_not_exists(${known}) OR ${known} <= :fence)` }
    : { expression: `attribute_exists(${held})`, names };
  const update: Expression =
    state === 'finishing'
      ? { expression: `SET #finishing.#query = ${held} REMOVE ${held}`, names: { ...names, ...named('finishing') } }
      : {
          expression: `SET ${held}.#lease = :lease${fenced ? `, ${known} = :fence` : ''}`,
          names: { ...names, ...named('lease') },
          values: { ':lease': lease },
        };
  return { update, condition };
}

/**
 * Puts a hold where a renewal wants it, if it still is as `from` shows it. `lapse` is when the balance's next hold lapses with
 * it there: where the hold itself lapses sooner than before, the balance is looked at then.
 */
export function move(queryId: string, from: PlacedHold, to: PlacedHold, lapse: number | undefined): BalanceWrite {
  const { lease, fence } = from.hold;
  const seen = unchanged({ queryId, state: from.state, lease });
  const known = '#state.#query.#fence';
  const sooner = to.state !== 'finishing' && to.hold.lease < from.hold.lease && lapse !== undefined;
  return {
    update: {
      expression:
        `SET #to.#query = :hold${sooner ? ', #sweepAt = :lapse' : ''}` + (from.state === to.state ? '' : ' REMOVE #state.#query'),
      names: { '#to': to.state, '#query': queryId, ...(sooner && named('sweepAt')) },
      values: { ':hold': to.hold, ...(sooner && { ':lapse': iso(lapse) }) },
    },
    // Two runs may have renewed to the same millisecond: the lease alone does not tell that nobody has spoken since.
    condition: {
      expression: `${seen.expression} AND ${fence === undefined ? `attribute_not_exists(${known})` : `${known} = :fence`}`,
      names: { ...seen.names, ...named('fence') },
      values: { ...seen.values, ...(fence !== undefined && { ':fence': fence }) },
    },
  };
}

/** Gives a hold back that is in the map `state`. */
export function giveBack(queryId: string, state: LapsedHold['state']): BalanceWrite {
  return {
    update: {
      expression: 'SET #held = #held - :one, #room = #room + :one REMOVE #state.#query',
      names: { ...named('held', 'room'), '#state': state, '#query': queryId },
      values: { ':one': 1 },
    },
    condition: { expression: 'attribute_exists(#state.#query)' },
  };
}

/** Gives a lapsed hold back, unless it was renewed or moved since it was seen. */
export function expiry(lapsed: LapsedHold): BalanceWrite {
  return { ...giveBack(lapsed.queryId, lapsed.state), condition: unchanged(lapsed) };
}

/** Turns the hold in `state` into what its entry says. */
export function posting({ queryId, quantity }: Entry, state: PlacedHold['state']): BalanceWrite {
  return {
    update: {
      expression: 'SET #held = #held - :one, #used = #used + :quantity, #room = #room + :unused REMOVE #state.#query',
      names: { ...named('held', 'used', 'room'), '#state': state, '#query': queryId },
      values: { ':one': 1, ':quantity': quantity, ':unused': 1 - quantity },
    },
    condition: { expression: 'attribute_exists(#state.#query)' },
  };
}

/** That a query is held nowhere. Holds as well when the period was never opened. */
export function holdsNothing(queryId: string): Expression & { names: Record<string, string> } {
  return {
    expression: holdStates.map(state => `attribute_not_exists(#${state}.#query)`).join(' AND '),
    names: { ...named(...holdStates), '#query': queryId },
  };
}

function unchanged({ queryId, state, lease }: Omit<LapsedHold, 'state'> & Pick<PlacedHold, 'state'>): Expression {
  return {
    expression: '#state.#query.#lease = :seen',
    names: { '#state': state, '#query': queryId, ...named('lease') },
    values: { ':seen': lease },
  };
}
