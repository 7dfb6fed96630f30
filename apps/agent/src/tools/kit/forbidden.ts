import { NationBuilderError } from '@nat/nationbuilder';

/**
 * For what is told beside a record: undefined where the connected user may not read it, so that the record itself is told all
 * the same. Any other failure is thrown on.
 */
export function unlessForbidden(error: unknown): undefined {
  if (!(error instanceof NationBuilderError) || error.kind !== 'forbidden') throw error;
  return undefined;
}
