import { createHash } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { createTransport } from 'nodemailer';
import type { MailSender, SmtpServer } from './mail.config';
import type { MailMessage } from './mail-message';
import { Mailer } from './mailer';
import { smtpFailure } from './smtp-outcome';

/** Milliseconds for one mail, from the look-up of the server's name to its last answer. */
const deliveryMs = 10_000;

/**
 * {@link Mailer} over SMTP, with connections kept for 30 s. A mail is tried once; only where a kept connection turns out to be gone
 * before anything of the mail was sent, once more over another. Its Message-ID follows from the key, so that copies sent by two
 * processes can be told to be one mail by whoever receives both.
 */
export class SmtpMailer extends Mailer {
  private readonly transport;
  /** Message-IDs of mails whose end has gone to the server. */
  private readonly handedOver = new Set<string>();

  /** @param timeoutMs see {@link deliveryMs}; shorter in tests. */
  constructor(
    server: SmtpServer,
    private readonly sender: MailSender,
    private readonly timeoutMs = deliveryMs,
  ) {
    super();
    this.transport = createTransport({
      pool: true,
      ...connection(server, domainOf(sender), timeoutMs),
      maxConnections: 3,
      maxRequeues: 1,
      idleTimeout: 30_000,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    this.transport.use('stream', ({ message, data }, done) => {
      message.processFunc(content => this.watched(content, String(data.messageId)));
      done();
    });
  }

  protected async deliver({ messageKey, to, subject, text, html }: MailMessage): Promise<void> {
    const messageId = `<${createHash('sha256').update(messageKey).digest('hex').slice(0, 40)}@${domainOf(this.sender)}>`;
    try {
      await this.transport.sendMail({
        from: { name: this.sender.name ?? '', address: this.sender.address },
        to: { name: '', address: to },
        subject,
        text,
        html,
        messageId,
        headers: { 'Auto-Submitted': 'auto-generated' }, // RFC 3834: nobody's out-of-office note answers it
        signal: AbortSignal.timeout(this.timeoutMs),
      });
    } catch (error) {
      throw smtpFailure(error, this.handedOver.has(messageId));
    } finally {
      this.handedOver.delete(messageId);
    }
  }

  protected disconnect(): Promise<void> {
    this.transport.close({ force: true });
    return Promise.resolve();
  }

  /** The content unchanged. It is read to its end only after the server has asked for it. */
  private watched(content: NodeJS.ReadableStream, messageId: string): PassThrough {
    return content.pipe(new PassThrough()).once('end', () => this.handedOver.add(messageId));
  }
}

function connection({ host, port, secure, loopback, user, password }: SmtpServer, name: string, timeoutMs: number) {
  return {
    host,
    port,
    secure,
    requireTLS: !secure && !loopback,
    ignoreTLS: loopback,
    name,
    ...(user && { auth: { user, pass: password } }),
    tls: { minVersion: 'TLSv1.2' as const },
    dnsTimeout: timeoutMs,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    socketCloseTimeout: 500,
  };
}

const domainOf = ({ address }: MailSender): string => address.slice(address.lastIndexOf('@') + 1);
