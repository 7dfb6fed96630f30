import { AppError, type Clock } from '@nat/service-kit';

/** Milliseconds after which a document is read again, and the least between two attempts: with one in hand, and without. */
const freshMs = 3_600_000;
const spacingMs = 30_000;
const firstSpacingMs = 1_000;

/**
 * Something read from elsewhere that seldom changes. Read when first needed and hourly afterwards, while what was read last goes
 * on serving; a reading that fails changes nothing.
 */
export class KeptDocument<Value> {
  private value?: Value;
  private readAt = 0;
  private triedAt = Number.NEGATIVE_INFINITY;
  private reading?: Promise<void>;

  /** @param onFailure told of every reading that failed. */
  constructor(
    private readonly read: () => Promise<Value>,
    private readonly clock: Clock,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /** Throws `dependency_unavailable` while it was never read. */
  async get(): Promise<Value> {
    const now = this.clock.monotonic();
    if (this.value === undefined || now - this.readAt > freshMs) {
      const due = now - this.triedAt >= (this.value === undefined ? firstSpacingMs : spacingMs);
      if (due) this.reading ??= this.attempt().finally(() => (this.reading = undefined));
      if (this.value === undefined) await this.reading;
    }
    if (this.value === undefined) {
      throw new AppError(
        'dependency_unavailable',
        'The sign-in service of your organization does not answer; try again shortly.',
        {
          retryAfter: 1,
        },
      );
    }
    return this.value;
  }

  private async attempt(): Promise<void> {
    this.triedAt = this.clock.monotonic();
    try {
      this.value = await this.read();
      this.readAt = this.triedAt;
    } catch (error) {
      this.onFailure(error);
    }
  }
}
