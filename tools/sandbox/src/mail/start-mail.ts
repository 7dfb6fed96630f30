import type { AddressInfo } from 'node:net';
import { type MailFault, MailFaults } from './faults';
import { mailboxServer } from './http-endpoint';
import { Mailbox } from './mailbox';
import type { ReceivedMail } from './read-mail';
import { SmtpEndpoint } from './smtp-endpoint';

export interface MailOptions {
  /** Of the page and the JSON API; 0 or absent: any free one. */
  port?: number;
  /** Of the SMTP server; 0 or absent: any free one. */
  smtpPort?: number;
  /** Epoch milliseconds; the system clock unless told. */
  now?: () => number;
}

/** A running mailbox. */
export interface MailDouble {
  /** Address of the page. */
  readonly url: string;
  /** `MAIL_SMTP_URL` for what sends to it. */
  readonly smtpUrl: string;
  /** Mails that came, newest first. */
  mails(to?: string): ReceivedMail[];
  /** What goes wrong from now on. Throws on a fault that is not well formed. */
  fault(...faults: MailFault[]): void;
  /** Forgets mails and faults. */
  reset(): void;
  close(): Promise<void>;
}

/** Starts the mail server and its page on 127.0.0.1. Rejects when a port is taken, with neither left open. */
export async function startMail({ port = 0, smtpPort = 0, now = Date.now }: MailOptions = {}): Promise<MailDouble> {
  const [mailbox, faults] = [new Mailbox(), new MailFaults()];
  const page = mailboxServer(mailbox, faults);
  const smtp = new SmtpEndpoint(mailbox, faults, now);
  await new Promise<void>((resolve, reject) => page.once('error', reject).listen(port, '127.0.0.1', resolve));
  const closePage = (): Promise<void> =>
    new Promise(resolve => {
      page.close(() => resolve());
      page.closeAllConnections();
    });
  const taken = await smtp.listen(smtpPort).catch((error: unknown) => closePage().then(() => Promise.reject(error)));
  return {
    url: `http://127.0.0.1:${(page.address() as AddressInfo).port}`,
    smtpUrl: `smtp://127.0.0.1:${taken}`,
    mails: to => mailbox.list(to),
    fault: (...given) => given.forEach(each => faults.add(each)),
    reset: () => {
      mailbox.clear();
      faults.clear();
    },
    close: async () => {
      await Promise.all([smtp.close(), closePage()]);
    },
  };
}
