import type { EmailAddress } from '@nat/contracts';
import { NoAnswer } from '@nat/service-kit';
import { MailRefused } from './mail-refused';
import type { MailMessage } from './mail-message';
import { Mailer } from './mailer';

/** What a {@link Mailer} may meet: nothing taken, or taken and the answer lost. */
export type MailFault = 'unavailable' | 'answer_lost';

/** The mailer of tests: what was sent is read from it. */
export class InMemoryMailer extends Mailer {
  /** Mails that were accepted, oldest first. */
  readonly sent: MailMessage[] = [];
  private readonly refused = new Set<EmailAddress>();
  private readonly faults: MailFault[] = [];

  /** Mails to one address, oldest first. */
  mailsTo(address: EmailAddress): MailMessage[] {
    return this.sent.filter(({ to }) => to === address);
  }

  /** From now on this recipient is refused for good. */
  refuse(address: EmailAddress): void {
    this.refused.add(address);
  }

  /** What happens to the next mails that are handed over, one each. */
  fail(...faults: MailFault[]): void {
    this.faults.push(...faults);
  }

  protected async deliver(mail: MailMessage): Promise<void> {
    const fault = this.faults.shift();
    if (fault === 'unavailable') throw new NoAnswer('mail', 'told to fail', { mayBeDone: false });
    if (this.refused.has(mail.to)) throw new MailRefused('told to refuse');
    this.sent.push(mail);
    if (fault === 'answer_lost') throw new NoAnswer('mail', 'told to lose the answer', { mayBeDone: true });
  }

  protected disconnect(): Promise<void> {
    return Promise.resolve();
  }
}
