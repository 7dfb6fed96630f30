import type { TokenCounts } from '@nat/contracts';
import { ModelError, type ModelEvent, ModelPort, type ModelRequest, type ModelTurn } from '../../src/model/model.port';

/** One call of the model, as it went. Times in milliseconds of the machine. */
export interface ModelCall {
  request: ModelRequest;
  /** Undefined when it did not come to its end. */
  turn?: ModelTurn;
  tokens?: TokenCounts;
  /** Until the first text or call began to arrive: the time to the first sign of life. */
  firstMs?: number;
  wholeMs: number;
  /** Why it did not come to its end. */
  failure?: string;
}

/** Any model, with everything it was asked and answered written down. */
export class RecordedModel extends ModelPort {
  private calls: ModelCall[] = [];

  constructor(private readonly model: ModelPort) {
    super();
  }

  /** What was written down since it was taken last. */
  take(): ModelCall[] {
    return this.calls.splice(0);
  }

  async *stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    const began = performance.now();
    const call: ModelCall = { request: structuredClone(request), wholeMs: 0 };
    this.calls.push(call);
    try {
      for await (const event of this.model.stream(request, signal)) {
        call.firstMs ??= performance.now() - began;
        if (event.type === 'usage') call.tokens = event.tokens;
        if (event.type === 'turn') call.turn = structuredClone(event.turn);
        yield event;
      }
    } catch (error) {
      call.failure = error instanceof ModelError ? error.message : String(error);
      throw error;
    } finally {
      call.wholeMs = performance.now() - began;
    }
  }
}
