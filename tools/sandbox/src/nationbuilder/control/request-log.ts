const KEPT = 2000;

/** One request as it was answered. Secrets in bodies are left out. */
export interface LoggedRequest {
  readonly at: string;
  readonly method: string;
  readonly url: string;
  readonly nation: string | null;
  readonly operationId: string;
  readonly user: string | null;
  readonly status: number;
  readonly fault: string | null;
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
