import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { MailFaults } from './faults';
import type { Mailbox } from './mailbox';
import { readMail } from './read-mail';

/** Bytes of one mail, many times what Nat ever sends. */
const mailLimit = 262_144;

type Answer = (error?: Error | null) => void;
type Step = 'sender' | 'recipient' | 'data';

/** A real SMTP server on loopback: no TLS, no sign-in, any recipient. What it takes goes into the mailbox and nowhere else. */
export class SmtpEndpoint {
  private readonly sockets = new Map<number, Socket>();
  private readonly server: SMTPServer;

  constructor(
    private readonly mailbox: Mailbox,
    private readonly faults: MailFaults,
    private readonly now: () => number,
  ) {
    this.server = new SMTPServer({
      name: 'mailbox.localhost',
      banner: 'Nat sandbox mailbox: nothing leaves this machine',
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      maxAllowedUnauthenticatedCommands: false, // a kept connection sends many
      disableReverseLookup: true,
      size: mailLimit,
      maxRecipients: 20,
      maxClients: 100,
      closeTimeout: 100,
      logger: false,
      onMailFrom: (_, session, answer) => this.step('sender', session, [], answer),
      onRcptTo: ({ address }, session, answer) => this.step('recipient', session, [address], answer),
      onData: (content, session, answer) => {
        this.take(content, session, answer).catch(() => undefined); // whoever sends went away
      },
    });
    // A client that breaks off is no failure of the server.
    this.server.on('error', () => undefined);
  }

  /** Starts on a port, 0 for any free one; answers it. Rejects where it is taken. */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', resolve);
    });
    this.server.server.on('connection', (socket: Socket) => this.remember(socket));
    return (this.server.server.address() as AddressInfo).port;
  }

  /** Stops listening and drops open connections. */
  close(): Promise<void> {
    const closed = new Promise<void>(resolve => this.server.close(resolve));
    for (const socket of this.sockets.values()) socket.destroy();
    return closed;
  }

  private remember(socket: Socket): void {
    const port = socket.remotePort ?? 0;
    this.sockets.set(port, socket);
    socket.once('close', () => this.sockets.delete(port));
  }

  private step(at: Step, { remotePort }: SMTPServerSession, recipients: string[], answer: Answer): void {
    const fault = this.faults.take(at, recipients);
    if (fault === undefined) answer();
    else if (fault.effect === 'reply') answer(reply(fault.code, fault.text));
    else if (fault.effect === 'drop') this.sockets.get(remotePort)?.destroy();
  }

  private async take(content: SMTPServerDataStream, session: SMTPServerSession, answer: Answer): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of content as AsyncIterable<Buffer>) if (!content.sizeExceeded) chunks.push(chunk);
    if (content.sizeExceeded) return answer(reply(552, '5.3.4 The mail is larger than this server takes'));
    const to = session.envelope.rcptTo.map(({ address }) => address);
    const fault = this.faults.take('data', to);
    if (fault?.effect === 'reply') return answer(reply(fault.code, fault.text));
    try {
      this.mailbox.add({ at: new Date(this.now()).toISOString(), to, ...(await readMail(Buffer.concat(chunks))) });
    } catch {
      return answer(reply(554, '5.6.0 This is no mail'));
    }
    if (fault === undefined) answer();
    else if (fault.effect === 'drop') this.sockets.get(session.remotePort)?.destroy();
  }
}

const reply = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });
