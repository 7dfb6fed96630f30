/** One request to the double, as `GET /__sandbox/claude/requests` shows it. Keys are not kept. */
export interface LoggedRequest {
  requestId: string;
  /** ISO instant on the double's clock. */
  at: string;
  method: string;
  path: string;
  version: string | null;
  body: unknown;
  status: number;
  /** Who wrote the answer. */
  source?: 'script' | 'planner' | 'fault';
  outcome?: 'completed' | 'canceled' | 'error_event' | 'cut';
  messageId?: string;
  model?: string;
  stream?: boolean;
  stopReason?: string;
  usage?: { input: number; read: number; write5m: number; write1h: number; output: number };
  error?: { type: string; message: string };
}

/** The last requests, oldest first. Bounded, because bodies are kept. */
export class RequestLog {
  #entries: LoggedRequest[] = [];

  constructor(private readonly limit: number) {}

  add(entry: LoggedRequest): LoggedRequest {
    this.#entries.push(entry);
    if (this.#entries.length > this.limit * 2) this.#entries = this.#entries.slice(-this.limit);
    return entry;
  }

  all(): LoggedRequest[] {
    return this.#entries.slice(-this.limit);
  }

  clear(): void {
    this.#entries = [];
  }
}
