import { SystemRng, timedPrefix } from '@nat/service-kit';
import type { ActionRow } from '../actions/action-row';
import type { ConfirmationRow } from '../confirmations/confirmation-row';
import type { QueryRow } from '../conversation/query-row';
import { ChangesOfQuery } from './changes-of-query';

const rng = new SystemRng();
const start = Date.parse('2026-11-20T10:00:00.000Z');
const iso = (second: number): string => new Date(start + second * 1000).toISOString();
const query = { queryId: 'qry_1', nationSlug: 'acme', userId: 'usr_1', createdAt: iso(0), endedAt: iso(40) } as QueryRow;

/** An action of the ledger, begun at that second. */
function action(second: number, queryId: string, status: ActionRow['status'] = 'completed'): ActionRow {
  return { actionId: rng.timedId('act', start + second * 1000), queryId, status, createdAt: iso(second) } as ActionRow;
}

/** A ledger, what was read of it, and what was erased of it and of confirmations. */
function over(ledger: ActionRow[]) {
  const erased: string[] = [];
  let rowsRead = 0;
  const newestFirst = ledger.toSorted((a, b) => (a.actionId < b.actionId ? 1 : -1));
  const changes = new ChangesOfQuery({
    actions: {
      list: async (_nation, { queryId, since = 0 }, { limit, before }) => {
        const inTime = newestFirst.filter(({ actionId }) => actionId < before! && actionId >= timedPrefix('act', since));
        rowsRead += inTime.length;
        return inTime.filter(one => one.queryId === queryId).slice(0, limit);
      },
      erase: async rows => void erased.push(...rows.map(({ actionId }) => actionId)),
    },
    confirmations: {
      find: async (_owner, confirmationId) => (confirmationId === 'cnf_9' ? undefined : ({ confirmationId } as ConfirmationRow)),
      erase: async rows => void erased.push(...rows.map(({ confirmationId }) => confirmationId)),
    },
    rng,
  });
  return { changes, erased, rowsRead: () => rowsRead };
}

it('erases what the changes and the held calls of the query were about, and nobody else’s', async () => {
  const mine = [action(1, 'qry_1'), action(39, 'qry_1', 'failed')];
  const { changes, erased } = over([...mine, action(1, 'qry_2'), action(20, 'qry_3', 'running')]);
  const held = { ...query, confirmationIds: ['cnf_1', 'cnf_9', 'cnf_2'] };
  expect(await changes.eraseContentOf(held)).toBe(true);
  expect(erased.toSorted()).toEqual([...mine.map(({ actionId }) => actionId), 'cnf_1', 'cnf_2'].toSorted());
});

it('erases nothing as long as one of them is being carried out', async () => {
  const { changes, erased } = over([action(1, 'qry_1'), action(2, 'qry_1', 'running')]);
  expect(await changes.eraseContentOf({ ...query, confirmationIds: ['cnf_1'] })).toBe(false);
  expect(erased).toEqual([]);
});

it('finds each of them among many others', async () => {
  const mine = Array.from({ length: 70 }, (_, index) => action(index % 40, 'qry_1'));
  const others = Array.from({ length: 300 }, (_, index) => action(index % 40, 'qry_2'));
  const { changes, erased } = over([...mine, ...others]);
  expect(await changes.eraseContentOf(query)).toBe(true);
  expect(erased.toSorted()).toEqual(mine.map(({ actionId }) => actionId).toSorted());
});

it('reads no more of the ledger than the time in which the query worked', async () => {
  const years = Array.from({ length: 2_000 }, (_, index) => action((index - 1_000) * 1000, 'qry_2'));
  const { changes, rowsRead } = over([...years, action(3, 'qry_1')]);
  expect(await changes.eraseContentOf(query)).toBe(true);
  expect(rowsRead()).toBe(2); // its own, and one that began in the same second
});
