import type { TokenCounts } from '@nat/contracts';
import { type ContentBlock, ModelError, type ModelEvent, ModelPort, type ModelRequest, type ModelTurn } from './model.port';

/** One response of the script: its events in order; an `Error` among them is thrown, a promise is awaited. */
export type ScriptedResponse = (ModelEvent | Error | Promise<unknown>)[];

const tokens: TokenCounts = { input: 100, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, output: 20 };

/** A model that answers by script: the n-th call gets the n-th response. For tests. */
export class ScriptedModel extends ModelPort {
  /** Every request as it was made, in order. */
  readonly requests: ModelRequest[] = [];
  /** Calls whose caller went away before the last event. */
  abandoned = 0;

  /** @param script a function is asked with the request and the number of the call, from 0. */
  constructor(private readonly script: ScriptedResponse[] | ((request: ModelRequest, call: number) => ScriptedResponse)) {
    super();
  }

  async *stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    const call = this.requests.length;
    this.requests.push(structuredClone(request));
    const response = typeof this.script === 'function' ? this.script(request, call) : this.script[call];
    if (!response) throw new ModelError('model_unavailable', 'the script has no more responses', false);
    let whole = false;
    const abort = aborted(signal);
    try {
      for (const event of response) {
        signal.throwIfAborted();
        if (event instanceof Promise) await Promise.race([event, abort]);
        else if (event instanceof Error) throw event;
        else yield event;
      }
      whole = true;
    } finally {
      if (!whole) this.abandoned++;
    }
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  const abort = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  abort.catch(() => undefined); // nobody may be waiting when it happens
  return abort;
}

/** A response of text that ends the answer, unless another stop reason is given. */
export function says(
  text: string,
  more: { stopReason?: string | undefined; tokens?: Partial<TokenCounts> } = {},
): ScriptedResponse {
  const stopReason = 'stopReason' in more ? more.stopReason : 'end_turn';
  const pieces = text.match(/[^]{1,12}/g) ?? [];
  return [
    { type: 'alive' },
    ...pieces.map(piece => ({ type: 'text', text: piece }) as const),
    ...endOf([{ type: 'text', text }], stopReason, more.tokens),
  ];
}

/** A response that calls tools, by name and input; ids are `toolu_<n>`. */
export function calls(...wanted: [name: string, input: Record<string, unknown>][]): ScriptedResponse {
  return endOf(
    wanted.map(([name, input], index) => ({ type: 'tool_use', id: `toolu_${index}`, name, input })),
    'tool_use',
  );
}

/** The end of a response: its tokens and its blocks. */
export function endOf(
  blocks: ContentBlock[],
  stopReason: string | undefined,
  spent: Partial<TokenCounts> = {},
): ScriptedResponse {
  const turn: ModelTurn = { blocks, stopReason, unreadableInputs: new Set() };
  return [
    { type: 'usage', tokens: { ...tokens, ...spent } },
    { type: 'turn', turn },
  ];
}
