import { type ActionStreamEvent, actionStreamEvents, endsResponse, parseStreamEvent, type StreamEvent } from '@nat/contracts';
import { readProblem } from './nat-problem';
import type { ServerSentEvent } from './sse-parser';
import { UnreadableEvent } from './unreadable';

/**
 * What an event of a query means to this release. Undefined is to be passed over: an event, or a member of a list inside one,
 * that only newer releases know (protocol, section 8). An event that ends a response is never passed over: one that cannot be
 * read throws {@link UnreadableEvent}.
 */
export function readEvent({ event, data }: ServerSentEvent): StreamEvent | undefined {
  return lenient(event, endsResponse(event), () => parseStreamEvent(event, withKnownCode(event, JSON.parse(data))));
}

/** True of the last event of an action. */
export function endsAction(event: string): boolean {
  return event === 'action.completed';
}

/** The same for an event of an action. */
export function readActionEvent({ event, data }: ServerSentEvent): ActionStreamEvent | undefined {
  if (!(event in actionStreamEvents)) return undefined;
  const name = event as ActionStreamEvent['event'];
  const read = (): unknown => ({ event: name, data: actionStreamEvents[name].parse(JSON.parse(data)) });
  return lenient(event, endsAction(event), () => read() as ActionStreamEvent);
}

function lenient<Event>(name: string, matters: boolean, read: () => Event): Event | undefined {
  try {
    return read();
  } catch (error) {
    if (!matters) return undefined;
    throw new UnreadableEvent(name, error);
  }
}

function withKnownCode(event: string, data: unknown): unknown {
  if (event !== 'query.failed' || typeof data !== 'object' || data === null || !('problem' in data)) return data;
  return { ...data, problem: readProblem(data.problem) ?? data.problem };
}
