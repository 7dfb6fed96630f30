import { correlationId, NoAnswer } from '@nat/service-kit';
import { Logger } from '@nestjs/common';
import { checkedMail, type MailMessage } from './mail-message';
import { MailRefused } from './mail-refused';
import { OncePerKey } from './once-per-key';

/** Keys of mails that a process remembers. */
const rememberedKeys = 10_000;

/**
 * Sends mail. A mail is handed over once: after it was accepted, or may have been, the same `messageKey` sends nothing more from
 * this process (it remembers the newest 10,000 keys). What other processes sent is not known to it; README says what each form
 * adds.
 */
export abstract class Mailer {
  private readonly logger = new Logger(Mailer.name);
  private readonly mails = new OncePerKey(rememberedKeys);
  private readonly underWay = new Set<Promise<void>>();
  private closed = false;

  /**
   * Fulfills when the mail was accepted, now or before under the same key. That it arrives nobody can promise.
   *
   * Throws {@link MailRefused} when this recipient is refused for good, `dependency_unavailable` (a `NoAnswer`) when no mail goes
   * out at the moment, and a `TypeError` when the message is not a {@link MailMessage}. With `mayBeDone` it was lost on the way
   * whether the mail was accepted: the same key stays used. Each of the three is logged here, by its codes.
   */
  async send(message: MailMessage): Promise<void> {
    const mail = checkedMail(message);
    return this.mails.do(mail.messageKey, () => this.handOver(mail));
  }

  /** Lets what is under way end, for at most the time that one mail may take, and gives connections back. Nothing can be sent afterwards. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.allSettled(this.underWay);
    await this.disconnect();
  }

  /** Called by Nest when the service ends, after its last request. */
  onApplicationShutdown(): Promise<void> {
    return this.close();
  }

  /** Hands one mail over, once, with the errors of {@link send}; ends within 10 s. */
  protected abstract deliver(mail: MailMessage): Promise<void>;

  /** Gives connections back; nothing is under way. May be called twice. */
  protected abstract disconnect(): Promise<void>;

  private async handOver(mail: MailMessage): Promise<void> {
    if (this.closed) throw new NoAnswer('mail', 'this service is ending', { mayBeDone: false });
    const delivery = this.deliver(mail);
    this.underWay.add(delivery);
    await delivery.finally(() => this.underWay.delete(delivery)).catch(error => this.tell(error));
  }

  /** One line for a mail that failed: neither a refusal, which callers pass over, nor an outage shows anywhere else. */
  private tell(error: unknown): never {
    if (error instanceof MailRefused || error instanceof NoAnswer) {
      const outcome = error instanceof MailRefused ? 'refused' : error.mayBeDone ? 'unsure' : 'not_sent';
      this.logger.warn({ event: 'mail', outcome, reason: error.message, requestId: correlationId() });
    }
    throw error;
  }
}
