import { Injectable } from '@nestjs/common';
import { AppError, Clock, retry, RetryBudget, Rng } from '@nat/service-kit';
import { BillingStore } from '../billing.store';
import { stripeFailure } from '../stripe/stripe-failure';
import { idempotencyKey, mustLook, type Operation } from './operation';

/** Somebody else took the operation further: whoever asked looks again at where things stand. */
export class OperationMoved extends Error {}

/** How to do an operation, and how to find what it made when its answer was lost. */
export interface Doing<Made> {
  send(key: string): Promise<Made>;
  find(operation: Operation): Promise<Made | undefined>;
}

/** Brings operations to their end at Stripe: once in effect, over lost answers, failures after the fact and forgotten keys. */
@Injectable()
export class Operations {
  private readonly budget = new RetryBudget();

  constructor(
    private readonly store: BillingStore,
    private readonly clock: Clock,
    private readonly rng: Rng,
  ) {}

  /** @param started an operation that was noted. Throws {@link AppError} when Stripe refuses or does not answer. */
  async run<Made>(started: Operation, doing: Doing<Made>): Promise<{ made: Made; operation: Operation }> {
    let operation = started;
    const attempt = async (): Promise<Made> => {
      if (mustLook(operation, this.clock.now())) {
        const found = await doing.find(operation);
        if (found !== undefined) return found;
        operation = await this.replace(operation, {
          ...operation,
          attempt: operation.attempt + 1,
          firstAttemptAt: this.clock.now(),
          suspect: false,
        });
      }
      try {
        return await doing.send(idempotencyKey(operation));
      } catch (error) {
        if (stripeFailure(error) === 'unclear') operation = await this.replace(operation, { ...operation, suspect: true });
        throw error;
      }
    };
    try {
      return { made: await this.repeatedly(attempt), operation };
    } catch (error) {
      throw await this.outcome(operation, error);
    }
  }

  /**
   * Ends an operation that changed nothing: the next one of its revision gets a key of its own. Throws {@link OperationMoved}
   * when somebody else has brought it to another end: what this one saw at Stripe then says nothing about it.
   */
  async fail(operation: Operation): Promise<void> {
    const inForce = await this.store.replaceOperation(operation, { ...operation, state: 'failed' });
    if (inForce.attempt !== operation.attempt || inForce.state !== 'failed') throw new OperationMoved();
  }

  /** At most three tries with full jitter, of what may succeed the next time. */
  repeatedly<Made>(attempt: () => Promise<Made>): Promise<Made> {
    const retryable = (error: unknown): boolean => ['unclear', 'unanswered'].includes(stripeFailure(error) ?? '');
    const { clock, rng, budget } = this;
    return retry({ clock, rng, budget, attempts: 3, baseMs: 200, capMs: 2_000, retryable }, attempt);
  }

  private async replace(seen: Operation, next: Operation): Promise<Operation> {
    const inForce = await this.store.replaceOperation(seen, next);
    if (inForce.attempt !== next.attempt || inForce.state !== 'started') throw new OperationMoved();
    return inForce;
  }

  private async outcome(operation: Operation, error: unknown): Promise<unknown> {
    const failure = stripeFailure(error);
    if (failure === 'refused' || failure === 'payment_needed') await this.fail(operation);
    return spoken(error);
  }
}

/** A failure of Stripe in words for people; a refusal of what we sent is a defect of ours and stays as it is. */
export function spoken(error: unknown): unknown {
  const failure = stripeFailure(error);
  if (failure === 'payment_needed') {
    return new AppError('payment_method_required', 'The payment did not go through. Add a payment method, then try again.');
  }
  if (failure === 'unclear' || failure === 'unanswered') {
    const detail = 'The payment provider does not answer at this moment. Nothing was lost; try again.';
    return new AppError('dependency_unavailable', detail, { retryAfter: 5 }, { cause: error });
  }
  return error;
}
