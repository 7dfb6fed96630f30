import { AppError } from './app-error';

/** A service that we depend on gave no answer, or none that was agreed. */
export class NoAnswer extends AppError {
  /** False when what was asked for was surely not done: it was never sent, or it changes nothing. */
  readonly mayBeDone: boolean;

  /**
   * @param service name of the service, for the log.
   * @param reason for the log; people are never told.
   */
  constructor(service: string, reason: string, { mayBeDone, cause }: { mayBeDone: boolean; cause?: unknown }) {
    const detail = mayBeDone
      ? 'A part of Nat did not answer in time. What you asked for may have been done all the same: look before you try again.'
      : 'A part of Nat does not answer at the moment. Nothing was changed; try again shortly.';
    super('dependency_unavailable', detail, { retryAfter: 1 }, { cause });
    this.message = `dependency_unavailable: ${service}: ${reason}`;
    this.mayBeDone = mayBeDone;
  }
}
