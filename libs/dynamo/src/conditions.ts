import { unmarshall } from '@aws-sdk/util-dynamodb';

/** A row as stored: its key and whatever its store put there. */
export type Row = Record<string, unknown>;

/** Key of a row. Partition keys begin with their owner, so that no read crosses nations by accident. */
export interface Key {
  pk: string;
  sk: string;
}

/** The condition of a single write did not hold. A business answer, not a failure. */
export function isConditionFailed(error: unknown): boolean {
  return nameOf(error) === 'ConditionalCheckFailedException';
}

/** The row that stood in the way of a refused write; undefined when there was none. Needs `ALL_OLD` in the write. */
export function oldItem(error: unknown): Row | undefined {
  return plain((error as { Item?: Row }).Item);
}

/** Worth another try: the store was busy or two transactions met, and nothing was written. */
export function isContention(error: unknown): boolean {
  if (contentionErrors.has(nameOf(error))) return true;
  const reasons = (error as { CancellationReasons?: { Code?: string }[] } | undefined)?.CancellationReasons ?? [];
  return (
    reasons.some(({ Code }) => contentionReasons.has(Code ?? '')) &&
    !reasons.some(({ Code }) => Code === 'ConditionalCheckFailed')
  );
}

/**
 * The answer was lost or the store was out of order: whether anything was written is unknown. To be repeated only where a
 * second time has no second effect: reads, and transactions under one request token.
 */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { $metadata, code } = error as { $metadata?: { httpStatusCode?: number }; code?: string };
  return (
    ($metadata?.httpStatusCode ?? 0) >= 500 ||
    transientErrors.has(error.name) ||
    (code !== undefined && connectionErrors.has(code)) ||
    error.message === 'socket hang up'
  );
}

const transientErrors = new Set(['TimeoutError', 'InternalServerError', 'ServiceUnavailable', 'ServiceUnavailableException']);
const connectionErrors = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
]);

const contentionErrors = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'TransactionConflictException',
  'TransactionInProgressException',
]);
const contentionReasons = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/** Name of what was thrown; empty when it is no error. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

/**
 * An item out of an error. The document client translates answers, not errors, so it arrives with DynamoDB's type
 * descriptors; an endpoint or a version that translates it too is borne.
 */
export function plain(item: Row | undefined): Row | undefined {
  if (!item) return undefined;
  const described = Object.values(item).every(
    value =>
      typeof value === 'object' && value !== null && Object.keys(value).length === 1 && descriptors.has(Object.keys(value)[0]!),
  );
  return described ? (unmarshall(item as Parameters<typeof unmarshall>[0]) as Row) : item;
}

const descriptors = new Set(['S', 'N', 'B', 'SS', 'NS', 'BS', 'M', 'L', 'NULL', 'BOOL']);
