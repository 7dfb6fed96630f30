import { createConnection } from 'node:net';
import { MailboxDouble } from './mailbox-double';

/** Delivers a mail, a command for each answer; gives back the last answer that was not expected, or the last of all. */
async function deliver(smtpUrl: string, to: string): Promise<string> {
  const socket = createConnection({ host: '127.0.0.1', port: Number(new URL(smtpUrl).port) });
  const commands = ['HELO test', 'MAIL FROM:<nat@nat.example>', `RCPT TO:<${to}>`, 'DATA', 'Subject: Hello\r\n\r\nText\r\n.'];
  let answer = '';
  for await (const piece of socket as AsyncIterable<Buffer>) {
    answer = String(piece);
    const next = commands.shift();
    if (next === undefined || !/^[23]/.test(answer)) break;
    socket.write(`${next}\r\n`);
  }
  return answer;
}

it('takes mail by SMTP, tells what came to whom, fails as told, and forgets', async () => {
  const mailbox = await MailboxDouble.start();
  try {
    expect(await deliver(mailbox.smtpUrl, 'ada@example.org')).toMatch(/^250/);
    const [mail] = await mailbox.mailsTo('Ada@example.org');
    expect(mail).toMatchObject({ to: ['ada@example.org'], subject: 'Hello', text: expect.stringMatching(/^Text\s*$/) });
    await mailbox.fault({ at: 'recipient', effect: 'reply', code: 550, text: 'Nobody here' });
    expect(await deliver(mailbox.smtpUrl, 'bob@example.org')).toMatch(/^550 Nobody here/);
    await expect(mailbox.fault({ at: 'recipient', effect: 'drop', times: 0 })).rejects.toThrow('400');
    await mailbox.reset();
    expect(await mailbox.mailsTo('ada@example.org')).toEqual([]);
    await deliver(mailbox.smtpUrl, 'bob@example.org');
    expect(await mailbox.mailsTo('bob@example.org')).toHaveLength(1);
  } finally {
    mailbox.stop();
  }
}, 60_000);
