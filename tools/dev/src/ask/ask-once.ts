import type { NatClient, QueryStream } from '@nat/client';
import { type AskRequest, endsResponse, type StreamEvent } from '@nat/contracts';
import type { z } from 'zod';
import { type AskResult, cardOf, type ConfirmationResult, emptyResult, takeDecision, takeEvent } from './ask-result';
import { decideAll, type Deciding } from './decide';

/** How a query is watched. What is left waiting ends the watching there. */
export interface Watching extends Deciding {
  onEvent: (event: StreamEvent) => void;
  /** Aborting cancels the query at Nat while it runs. While it waits it only goes on waiting. */
  cancel: AbortSignal;
}

/** Asks, has what waits decided, and follows to the end or to where something was left waiting. */
export function askOnce(client: NatClient, ask: z.input<typeof AskRequest>, watching: Watching): Promise<AskResult> {
  return watchQuery(client, client.ask(ask), watching);
}

/** The same for a stream that stands anywhere in its query. Adds to `result`, which tells what came before. */
export async function watchQuery(
  client: NatClient,
  first: QueryStream,
  watching: Watching,
  result = emptyResult(),
): Promise<AskResult> {
  const begun = performance.now();
  const since = (): number => Math.round(performance.now() - begun);
  for (let stream = first; ; stream = client.follow(stream.queryId!, { after: stream.lastEventId })) {
    await readStream(client, stream, watching, event => takeEvent(result, event, since()));
    if (stream.awaiting.length === 0) break;
    if (watching.cancel.aborted) continue; // the cancellation is on its way, and ends it
    const decided = await decideAll(client, await cardsOf(client, result, stream.awaiting), watching);
    for (const one of decided) if (one.outcome !== 'left') takeDecision(result, one.confirmation);
    if (decided.some(({ outcome }) => outcome === 'left')) break;
  }
  result.timings.totalMs = since();
  return result;
}

/** Reads one stream to its end. Aborting cancels its query as soon as its id is known. */
async function readStream(
  client: NatClient,
  stream: QueryStream,
  { onEvent, cancel }: Watching,
  take: (event: StreamEvent) => void,
): Promise<void> {
  let stopping = false;
  const stop = (): void => {
    if (stopping || stream.queryId === undefined) return;
    stopping = true;
    client.cancel(stream.queryId).catch(() => (stopping = false)); // tried again with the next event
  };
  cancel.addEventListener('abort', stop, { once: true });
  if (cancel.aborted) stop();
  try {
    for await (const event of stream) {
      take(event);
      onEvent(event);
      if (cancel.aborted && !endsResponse(event.event)) stop();
    }
  } finally {
    cancel.removeEventListener('abort', stop);
  }
}

/** The cards of what is awaited; one whose event was not read is asked for. */
async function cardsOf(client: NatClient, result: AskResult, awaiting: readonly string[]): Promise<ConfirmationResult[]> {
  const { confirmations } = result;
  for (const id of awaiting) {
    if (confirmations.some(({ confirmationId }) => confirmationId === id)) continue;
    const asked = await client.confirmation(id);
    confirmations.push({ ...cardOf(asked), status: asked.status });
  }
  return confirmations.filter(({ confirmationId }) => awaiting.includes(confirmationId));
}
