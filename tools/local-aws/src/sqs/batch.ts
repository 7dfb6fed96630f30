import { AwsError } from '../aws-error';
import { batchError } from './sqs-errors';

/** Answers each entry of a batch by itself: some may succeed while others fail, and the answer is a 200 all the same. */
export function perEntry<E extends { Id?: string }>(
  entries: E[] | undefined,
  answer: (entry: E) => object,
  check: (entries: E[]) => void = () => undefined,
): object {
  const ids = (entries ?? []).map(({ Id }) => Id ?? '');
  if (!entries || entries.length === 0)
    throw batchError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > 10)
    throw batchError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  if (ids.some(id => !/^[\w-]{1,80}$/.test(id)))
    throw batchError(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    );
  if (new Set(ids).size < ids.length)
    throw batchError('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.');
  check(entries);
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...answer(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful, Failed };
}
