import type { ChildProcess } from 'node:child_process';
import { startProgram } from './start-program';

/** A mail as the mailbox gives it. */
export interface DeliveredMail {
  /** RFC 3339. */
  at: string;
  from: string;
  /** Recipients of the envelope. */
  to: string[];
  subject: string;
  messageId?: string;
  text: string;
  html?: string;
}

/** A failure of the mail server, for the step `at`; the sandbox's README tells what each does. */
export type MailServerFault = { at: 'sender' | 'recipient' | 'data'; recipient?: string; times?: number } & (
  { effect: 'reply'; code: number; text?: string } | { effect: 'drop' | 'hang' }
);

/** The sandbox's mail server and mailbox as a process of its own, for specs of apps and libs, which may not import tools. */
export class MailboxDouble {
  private constructor(
    /** Address of the page. */
    readonly url: string,
    /** `MAIL_SMTP_URL` of what sends to it. */
    readonly smtpUrl: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(): Promise<MailboxDouble> {
    const ready = /listening on (http:\S+) and (smtp:\S+)/;
    const { child, said } = await startProgram('tools/sandbox/src/mail/main.ts', ready, ['--smtp-port', '0']);
    return new MailboxDouble(said[1]!, said[2]!, child);
  }

  /** Mails delivered to an address, newest first. */
  async mailsTo(address: string): Promise<DeliveredMail[]> {
    const answer = await this.call('GET', `/api/mails?${new URLSearchParams({ to: address }).toString()}`);
    return ((await answer.json()) as { mails: DeliveredMail[] }).mails;
  }

  /** What goes wrong from now on. */
  async fault(fault: MailServerFault): Promise<void> {
    await this.call('POST', '/__sandbox/faults', fault);
  }

  /** Forgets mails and faults. */
  async reset(): Promise<void> {
    await this.call('DELETE', '/__sandbox/faults');
    await this.call('DELETE', '/api/mails');
  }

  stop(): void {
    this.child.kill();
  }

  private async call(method: string, path: string, body?: object): Promise<Response> {
    const answer = await fetch(`${this.url}${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }
}
