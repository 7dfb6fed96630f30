import { EmailAddress } from '@nat/contracts';
import { eventually, MailboxDouble } from '@nat/testing';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { aMail, describeMailer, outcomeOf } from '../test/describe-mailer';
import { type SmtpServer, smtpServer } from './mail.config';
import { SmtpMailer } from './smtp-mailer';

const sender = { name: 'Nat', address: EmailAddress.parse('no-reply@nat.example') };
let mailbox: MailboxDouble;
beforeAll(async () => void (mailbox = await MailboxDouble.start()), 60_000);
beforeEach(() => mailbox.reset());
afterAll(() => mailbox.stop());

const mailerOf = (timeoutMs?: number): SmtpMailer => new SmtpMailer(smtpServer(mailbox.smtpUrl)!, sender, timeoutMs);

describeMailer('SMTP', async () => ({
  mailer: mailerOf(),
  delivered: async to => (await mailbox.mailsTo(to)).reverse().map(({ subject, text, html }) => ({ subject, text, html })),
  refuse: recipient =>
    mailbox.fault({ at: 'recipient', effect: 'reply', code: 550, text: `5.1.1 <${recipient}> unknown`, recipient }),
  fail: fault =>
    mailbox.fault(
      fault === 'unavailable'
        ? { at: 'recipient', effect: 'reply', code: 451, times: 1 }
        : { at: 'data', effect: 'drop', times: 1 },
    ),
}));

describe('over SMTP', () => {
  let mailer: SmtpMailer;
  beforeEach(() => void (mailer = mailerOf()));
  afterEach(() => mailer.close());
  const down = (mayBeDone: boolean) => expect.objectContaining({ code: 'dependency_unavailable', mayBeDone });

  it('is sent by the configured sender under a Message-ID that follows from the key', async () => {
    const mail = aMail();
    await mailer.send(mail);
    const other = mailerOf();
    await other.send(mail); // as another process would
    await other.close();
    const [first, second] = await mailbox.mailsTo(mail.to);
    expect(first).toMatchObject({
      from: 'Nat <no-reply@nat.example>',
      messageId: expect.stringMatching(/^<\w{40}@nat\.example>$/),
    });
    expect(second!.messageId).toBe(first!.messageId);
    expect(first!.messageId).not.toContain(mail.messageKey);
  });

  it.each(['sender', 'recipient', 'data'] as const)('is not sent, and may be again, after a 451 at the %s', async at => {
    const mail = aMail();
    await mailbox.fault({ at, effect: 'reply', code: 451, times: 2 });
    for (const expected of [down(false), down(false), 'sent']) expect(await outcomeOf(mailer.send(mail))).toEqual(expected);
    expect(await mailbox.mailsTo(mail.to)).toHaveLength(1);
  });

  it.each(['sender', 'recipient'] as const)('is surely not sent when the connection breaks at the %s', async at => {
    const mail = aMail();
    await mailbox.fault({ at, effect: 'drop', times: 1 });
    expect(await outcomeOf(mailer.send(mail))).toEqual(down(false));
    expect(await outcomeOf(mailer.send(mail))).toBe('sent');
    expect(await mailbox.mailsTo(mail.to)).toHaveLength(1);
  });

  it('goes out over a new connection when the one that was kept is gone', async () => {
    await mailer.send(aMail());
    await mailbox.fault({ at: 'sender', effect: 'drop', times: 1 });
    const mail = aMail();
    expect(await outcomeOf(mailer.send(mail))).toBe('sent');
    expect(await mailbox.mailsTo(mail.to)).toHaveLength(1);
  });

  it('is not sent twice when a connection that was kept breaks after the whole mail has gone', async () => {
    await mailer.send(aMail());
    await mailbox.fault({ at: 'data', effect: 'drop', times: 1 });
    const mail = aMail();
    expect(await outcomeOf(mailer.send(mail))).toEqual(down(true));
    expect(await outcomeOf(mailer.send(aMail()))).toBe('sent');
    expect(await mailbox.mailsTo(mail.to)).toHaveLength(1);
  });

  it.each([
    ['recipient', false],
    ['data', true],
  ] as const)('ends in its own time when the server falls silent at the %s', async (at, mayBeDone) => {
    const [hasty, patient] = [mailerOf(1_000), mailerOf(3_000)];
    await mailbox.fault({ at, effect: 'hang' });
    const patience = outcomeOf(patient.send(aMail()));
    const first = await Promise.race([patience.then(() => 'not the hasty one'), outcomeOf(hasty.send(aMail()))]);
    expect(first).toEqual(down(mayBeDone));
    await Promise.all([hasty.close(), patient.close()]);
  });

  it('is an outage where a server refuses everybody', async () => {
    await mailbox.fault({ at: 'recipient', effect: 'reply', code: 554, text: '5.7.1 Relay access denied' });
    expect(await outcomeOf(mailer.send(aMail()))).toEqual(down(false));
  });

  it('is waited for when the service ends', async () => {
    const mail = aMail();
    const sending = mailer.send(mail);
    await new Promise(setImmediate);
    await mailer.close();
    expect(await outcomeOf(sending)).toBe('sent');
    expect(await mailbox.mailsTo(mail.to)).toHaveLength(1);
  });

  it('is sent a hundred at once, each once', async () => {
    const mails = Array.from({ length: 100 }, () => aMail({ to: EmailAddress.parse('all@example.org') }));
    await Promise.all(mails.map(mail => mailer.send(mail)));
    expect(await mailbox.mailsTo('all@example.org')).toHaveLength(100);
  });
});

describe('a server that is not this machine', () => {
  let server: Server;
  let heard: string;
  const sockets = new Set<Socket>();
  /** Speaks SMTP without STARTTLS and takes everything. */
  beforeEach(async () => {
    heard = '';
    server = createServer(socket => {
      sockets.add(socket);
      socket.write('220 plain\r\n');
      socket
        .on('error', () => undefined)
        .on('data', data => {
          heard += String(data);
          socket.write('250 AUTH PLAIN LOGIN\r\n');
        });
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise(resolve => server.close(resolve));
  });
  const remote = (secure: boolean): SmtpServer => {
    const { port } = server.address() as AddressInfo;
    return { host: '127.0.0.1', port, secure, loopback: false, user: 'nat', password: 'canary-password' };
  };

  it.each([false, true])('is told neither password nor mail without TLS (TLS from the start: %s)', async secure => {
    const mailer = new SmtpMailer(remote(secure), sender);
    const mail = aMail({ text: 'canary-text' });
    expect(await outcomeOf(mailer.send(mail))).toMatchObject({ code: 'dependency_unavailable', mayBeDone: false });
    await eventually(() => expect(heard).not.toBe(''));
    for (const secret of ['AUTH', 'MAIL FROM', 'canary', mail.to]) expect(heard).not.toContain(secret);
    expect(heard).not.toContain(Buffer.from('canary-password').toString('base64'));
    await mailer.close();
  });
});

it('ends in time also when the server never stops to answer', async () => {
  const server = createServer(socket => {
    socket.write('220 slow\r\n');
    const trickle = setInterval(() => socket.write('250-wait\r\n'), 20);
    socket.on('error', () => undefined).on('close', () => clearInterval(trickle));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const mailer = new SmtpMailer(smtpServer(`smtp://127.0.0.1:${port}`)!, sender, 300);
  expect(await outcomeOf(mailer.send(aMail()))).toMatchObject({ code: 'dependency_unavailable', mayBeDone: false });
  await mailer.close();
  await new Promise(resolve => server.close(resolve));
});

it('is an outage where nobody listens', async () => {
  const mailer = new SmtpMailer(smtpServer('smtp://127.0.0.1:9')!, sender);
  expect(await outcomeOf(mailer.send(aMail()))).toMatchObject({ code: 'dependency_unavailable', mayBeDone: false });
  await mailer.close();
});
