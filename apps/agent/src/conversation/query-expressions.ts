import { type Expression, present } from '@nat/dynamo';
import type { QueryEnd, QuerySuspension } from './agent.store';
import type { QueryRow } from './query-row';

// Conditions and updates of query and conversation rows.

export const leaseShards = 4;

export const absentRow: Expression = { expression: 'attribute_not_exists(pk)' };
const statusName = { '#status': 'status' };

/** Spreads running queries over the shards of the lease index. */
export function leaseOf({ queryId }: QueryRow): { leaseShard: string } {
  const last = queryId.charCodeAt(queryId.length - 1);
  return { leaseShard: `LEASE#${last % leaseShards}` };
}

/**
 * Holds while the query is as it was seen: running under this fence, or waiting with no further decision; and, for the
 * sweeper, while nobody has renewed its lease.
 */
export function unchanged({ status, fence, decisions }: QueryRow, lapsedLease?: string): Expression {
  const unrenewed = lapsedLease === undefined ? '' : ' AND leaseUntil = :lease';
  const undecided = status === 'running' ? '' : ` AND ${sameDecisions(decisions)}`;
  return {
    expression: `#status = :state AND fence = :fence${unrenewed}${undecided}`,
    names: statusName,
    values: {
      ':state': status,
      ':fence': fence,
      ...(undecided !== '' && decisions !== undefined && { ':decisions': decisions }),
      ...(lapsedLease !== undefined && { ':lease': lapsedLease }),
    },
  };
}

const sameDecisions = (decisions: number | undefined): string =>
  decisions === undefined ? 'attribute_not_exists(decisions)' : 'decisions = :decisions';

/** Holds while the query waits, or while it runs and nobody has renewed the lease that was seen. */
export function canBeTakenOver({ status, fence, leaseUntil }: QueryRow): Expression {
  const lapsed = status === 'running';
  return {
    expression: `#status = :state AND fence = :fence${lapsed ? ' AND leaseUntil = :lease' : ''}`,
    names: statusName,
    values: { ':state': status, ':fence': fence, ...(lapsed && { ':lease': leaseUntil }) },
  };
}

/** Takes an existing conversation for a query. */
export function claim({ queryId }: QueryRow, now: string): [Expression, Expression] {
  const update = { expression: 'SET activeQueryId = :query, updatedAt = :now', values: { ':query': queryId, ':now': now } };
  return [update, { expression: `${present.expression} AND attribute_not_exists(activeQueryId) AND expires > :now` }];
}

/** Lets a running query wait, unless somebody decided or canceled meanwhile. */
export function waits(query: QueryRow, waiting: QuerySuspension['waiting']): [Expression, Expression] {
  const { confirmationIds, spent, lastEventId, leaseUntil, decisions } = waiting;
  const update = {
    expression:
      'SET #status = :waiting, confirmationIds = :ids, spent = :spent, lastEventId = :last, leaseUntil = :until, decisions = :decisions',
    values: {
      ':waiting': 'awaiting_confirmation',
      ':ids': confirmationIds,
      ':spent': spent,
      ':last': lastEventId,
      ':until': leaseUntil,
      ':decisions': decisions,
    },
  };
  const running = unchanged({ ...query, status: 'running' });
  const seen = decisions === 0 ? '(attribute_not_exists(decisions) OR decisions = :decisions)' : 'decisions = :decisions';
  return [update, { ...running, expression: `${running.expression} AND attribute_not_exists(cancelRequested) AND ${seen}` }];
}

export function finalUpdate(final: QueryEnd['final']): Expression {
  const given = Object.entries(final).filter(([, value]) => value !== undefined);
  return {
    expression: `SET ${given.map(([name]) => `#${name} = :${name}`).join(', ')} REMOVE leaseShard, leaseUntil, cancelRequested`,
    names: Object.fromEntries(given.map(([name]) => [`#${name}`, name])),
    values: Object.fromEntries(given.map(([name, value]) => [`:${name}`, value])),
  };
}
