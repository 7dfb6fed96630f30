import { z } from 'zod';
import { refused, resultBlock } from '../loop/tool-outcome';
import { notRunSentence } from '../loop/wording';
import type { ContentBlock } from '../model/model.port';

const block = z.custom<ContentBlock>(value => typeof (value as ContentBlock | undefined)?.type === 'string');

/**
 * The results of a turn of which calls are held, in the order of its calls. The provider takes all of them in one message,
 * so they are kept until the last one is there.
 */
export const PendingTurn = z.object({
  calls: z.array(
    z.object({
      toolUseId: z.string(),
      toolCallId: z.string(),
      /** What the model will be told. */
      result: block.optional(),
      /** What it waits for instead. */
      confirmationId: z.string().optional(),
    }),
  ),
});
export type PendingTurn = z.output<typeof PendingTurn>;

/** All results, as the blocks of one user message; undefined while one is missing. */
export function resultsOf({ calls }: PendingTurn): ContentBlock[] | undefined {
  const results = calls.flatMap(({ result }) => result ?? []);
  return results.length === calls.length ? results : undefined;
}

/** The same with one result more. */
export function withResult({ calls }: PendingTurn, toolUseId: string, result: ContentBlock): PendingTurn {
  return { calls: calls.map(call => (call.toolUseId === toolUseId ? { ...call, result } : call)) };
}

/** All results; a call that has none was not run, for this reason. */
export function filledResults({ calls }: PendingTurn, refusal = refused('not_run', notRunSentence)): ContentBlock[] {
  return calls.map(({ toolUseId, result }) => result ?? resultBlock(toolUseId, refusal));
}
