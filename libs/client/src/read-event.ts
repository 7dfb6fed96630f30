import { isTerminal, parseStreamEvent, type StreamEvent } from '@nat/contracts';
import { readProblem } from './nat-problem';
import type { ServerSentEvent } from './sse-parser';

/** An event this release has to understand and does not: update the client. */
export class UnreadableEvent extends Error {
  constructor(event: string, cause: unknown) {
    super(`This client is too old to read how the query ended (${event}).`, { cause });
    this.name = 'UnreadableEvent';
  }
}

/**
 * What an event means to this release. Undefined is to be passed over: an event, or a member of a list inside one, that
 * only newer releases know (protocol, section 8). An ending event is never passed over: one that cannot be read throws
 * {@link UnreadableEvent}.
 */
export function readEvent({ event, data }: ServerSentEvent): StreamEvent | undefined {
  try {
    return parseStreamEvent(event, withKnownCode(event, JSON.parse(data)));
  } catch (error) {
    if (!isTerminal(event)) return undefined;
    throw new UnreadableEvent(event, error);
  }
}

function withKnownCode(event: string, data: unknown): unknown {
  if (event !== 'query.failed' || typeof data !== 'object' || data === null || !('problem' in data)) return data;
  return { ...data, problem: readProblem(data.problem) ?? data.problem };
}
