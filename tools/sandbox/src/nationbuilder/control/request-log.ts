const KEPT = 2000;

/** Longer bodies are cut: the log keeps the last 2,000 of them. */
const BODY_KEPT = 64 * 1024;

/** One request as it was answered. */
export interface LoggedRequest {
  readonly at: string;
  readonly method: string;
  readonly url: string;
  readonly nation: string | null;
  readonly operationId: string;
  readonly user: string | null;
  readonly status: number;
  readonly fault: string | null;
  /** What was sent to the API: parsed, or the beginning of what is not JSON or too long. Null without a body and for OAuth. */
  readonly body: unknown;
}

/** The latest requests, oldest first. */
export class RequestLog {
  private entries: LoggedRequest[] = [];

  add(entry: LoggedRequest): void {
    this.entries.push(entry);
    if (this.entries.length > KEPT) this.entries.shift();
  }

  all(): readonly LoggedRequest[] {
    return this.entries;
  }

  clear(): void {
    this.entries = [];
  }
}

/** A body as it is logged. Only bodies of the API are: those of the token endpoint hold secrets. */
export function loggedBody(path: string, body: string): unknown {
  if (!path.startsWith('/api/') || body === '') return null;
  if (body.length > BODY_KEPT) return body.slice(0, BODY_KEPT);
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}
