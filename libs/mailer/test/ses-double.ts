import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MailMessage } from '../src/mail-message';

/** Body of `SendEmail`, as much of it as is sent. */
interface SendEmail {
  FromEmailAddress: string;
  Destination: { ToAddresses: [string] };
  Content: {
    Simple: {
      Subject: { Data: string };
      Body: { Text: { Data: string }; Html?: { Data: string } };
      Headers: { Name: string; Value: string }[];
    };
  };
}

/** An error of the API: HTTP status and the name of its exception. */
interface Refusal {
  status: number;
  exception: string;
}

/** The one operation of the SES API that is used, over HTTP on loopback. */
export class SesDouble {
  readonly received: SendEmail[] = [];
  private readonly refused = new Map<string, Refusal>();
  /** What the next requests meet: a refusal, or a connection that breaks after the mail was taken. */
  private readonly faults: (Refusal | 'drop')[] = [];
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (request.url !== '/v2/email/outbound-emails') return response.writeHead(404).end();
        const mail = JSON.parse(Buffer.concat(chunks).toString('utf8')) as SendEmail;
        const fault = this.faults.shift() ?? this.refused.get(mail.Destination.ToAddresses[0]);
        if (fault === undefined || fault === 'drop') this.received.push(mail);
        if (fault === 'drop') return request.socket.destroy();
        response.writeHead(fault?.status ?? 200, {
          'content-type': 'application/json',
          ...(fault && { 'x-amzn-errortype': fault.exception }),
        });
        return response.end(
          JSON.stringify(fault ? { message: `told about ${mail.Destination.ToAddresses[0]}` } : { MessageId: 'm' }),
        );
      });
    });
  }

  /** Starts on any free port; answers the endpoint. */
  async listen(): Promise<string> {
    await new Promise<void>(resolve => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  refuse(address: string, refusal: Refusal): void {
    this.refused.set(address, refusal);
  }

  fail(fault: Refusal | 'drop'): void {
    this.faults.push(fault);
  }

  /** Mails that were taken for an address. */
  delivered(address: string): Pick<MailMessage, 'subject' | 'text' | 'html'>[] {
    return this.received
      .filter(({ Destination }) => Destination.ToAddresses[0] === address)
      .map(({ Content: { Simple } }) => ({
        subject: Simple.Subject.Data,
        text: Simple.Body.Text.Data,
        html: Simple.Body.Html?.Data,
      }));
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise(resolve => this.server.close(() => resolve()));
  }
}
