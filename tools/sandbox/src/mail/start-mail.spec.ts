import { createConnection } from 'node:net';
import { createTransport } from 'nodemailer';
import { type MailDouble, startMail } from './start-mail';

let mail: MailDouble;
beforeEach(async () => void (mail = await startMail({ now: () => Date.parse('2026-06-15T12:00:00Z') })));
afterEach(() => mail.close());

interface Letter {
  to?: string | string[];
  subject?: string;
  text?: string;
  html?: string;
}

/** Sends as any program would; the server's answer, or the error. */
async function send({ to = 'ada@example.org', subject = 'Hello', text = 'Text\n', html }: Letter = {}): Promise<string> {
  const { hostname, port } = new URL(mail.smtpUrl);
  const transport = createTransport({ host: hostname, port: Number(port), ignoreTLS: true });
  const from = { name: 'Nat', address: 'no-reply@nat.example' };
  return transport.sendMail({ from, to, subject, text, html }).then(
    ({ response }) => response,
    (error: Error) => error.message,
  );
}

const page = async (path = '/', init?: RequestInit): Promise<{ status: number; text: string; headers: Headers }> => {
  const answer = await fetch(`${mail.url}${path}`, { redirect: 'manual', ...init });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
};

describe('the mail server', () => {
  it('takes mail for anybody and tells what came, by the envelope', async () => {
    expect(await send({ to: ['ada@example.org', 'bob@example.org'], subject: 'Zoë 🎉', text: 'Grüße\n.\n' })).toMatch(/^250/);
    expect(mail.mails()).toEqual([
      {
        id: 1,
        at: '2026-06-15T12:00:00.000Z',
        from: 'Nat <no-reply@nat.example>',
        to: ['ada@example.org', 'bob@example.org'],
        subject: 'Zoë 🎉',
        messageId: expect.stringMatching(/^<.+@nat\.example>$/),
        text: 'Grüße\n.\n',
        html: undefined,
      },
    ]);
  });

  it('refuses a mail that is larger than any of ours, and goes on', async () => {
    expect(await send({ text: 'x'.repeat(300_000) })).toMatch(/552/);
    expect(await send()).toMatch(/^250/);
    expect(mail.mails()).toHaveLength(1);
  });

  it('refuses what is no mail within bounds', async () => {
    const nested = Array.from({ length: 20 }, (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`);
    const { hostname, port } = new URL(mail.smtpUrl);
    const transport = createTransport({ host: hostname, port: Number(port), ignoreTLS: true });
    const envelope = { from: 'no-reply@nat.example', to: 'ada@example.org' };
    await expect(transport.sendMail({ envelope, raw: nested.join('') })).rejects.toThrow('554');
    expect(mail.mails()).toEqual([]);
  });

  it.each([
    [{ at: 'sender', effect: 'reply', code: 451 }, /451 Told to fail/, 0],
    [{ at: 'recipient', effect: 'reply', code: 550, text: '5.1.1 Nobody here' }, /550 5\.1\.1 Nobody here/, 0],
    [{ at: 'data', effect: 'reply', code: 452, text: 'Full' }, /452 Full/, 0],
    [{ at: 'sender', effect: 'drop' }, /closed/, 0],
    [{ at: 'recipient', effect: 'drop' }, /closed/, 0],
    [{ at: 'data', effect: 'drop' }, /closed/, 1],
  ] as const)('fails as told and not longer: %j', async (fault, message, kept) => {
    mail.fault({ ...fault, times: 2 });
    for (let time = 1; time <= 2; time++) expect(await send()).toMatch(message);
    expect(mail.mails()).toHaveLength(2 * kept);
    expect(await send()).toMatch(/^250/);
  });

  it('fails for one recipient until the faults are deleted', async () => {
    mail.fault({ at: 'recipient', effect: 'reply', code: 550, recipient: 'ada@example.org' });
    expect(await send()).toMatch(/550/);
    expect(await send()).toMatch(/550/);
    expect(await send({ to: 'bob@example.org' })).toMatch(/^250/);
    await page('/__sandbox/faults', { method: 'DELETE' });
    expect(await send()).toMatch(/^250/);
  });

  it('refuses a fault that is not well formed, naming what is wrong', async () => {
    for (const body of ['{', '{"at":"data"}', '{"at":"data","effect":"drop","times":0}', '{"at":"x","effect":"drop"}']) {
      expect((await page('/__sandbox/faults', { method: 'POST', body })).status).toBe(400);
    }
    expect(() => mail.fault({ at: 'data', effect: 'reply', code: 200 })).toThrow();
  });

  it('ends also while somebody is connected', async () => {
    const socket = createConnection({ host: '127.0.0.1', port: Number(new URL(mail.smtpUrl).port) });
    await new Promise(greeted => socket.once('data', greeted));
    const ended = new Promise(resolve => socket.once('close', resolve));
    await mail.close();
    await ended;
    mail = await startMail();
  });

  it('starts nothing when one of its ports is taken', async () => {
    const portOf = (url: string): number => Number(new URL(url).port);
    const other = await startMail();
    await other.close();
    const refused = { code: 'EADDRINUSE' };
    await expect(startMail({ port: portOf(other.url), smtpPort: portOf(mail.smtpUrl) })).rejects.toMatchObject(refused);
    await expect(fetch(other.url)).rejects.toThrow();
    await expect(startMail({ port: portOf(mail.url) })).rejects.toMatchObject(refused);
    expect(await send()).toMatch(/^250/);
  });
});

describe('the page', () => {
  it('lists mails, newest first, and asks again by itself unless told not to', async () => {
    await send({ subject: 'First' });
    await send({ subject: 'Second' });
    const { text, headers } = await page();
    expect(text).toMatch(/2 mails, newest first[^]*Second[^]*First/);
    expect(headers.get('refresh')).toBe('5');
    const still = await page('/?refresh=off');
    expect(still.headers.get('refresh')).toBeNull();
    expect(still.text).toContain('<a href="/">Look for new mail every 5 seconds</a>');
  });

  it('lists the mails of one address, and shows the way back', async () => {
    await send({ subject: 'For Ada' });
    await send({ subject: 'For Bob', to: 'bob+1@example.org' });
    const [link] = /\/\?to=bob[^"]*/.exec((await page()).text)!;
    const { text } = await page(link.replaceAll('&amp;', '&'));
    expect(text).toContain('For Bob');
    expect(text).not.toContain('For Ada');
    expect(text).toContain('<a href="/">Show all mails</a>');
  });

  it('shows one mail: text with links to this machine alone, and HTML as it is written', async () => {
    const html = '<p onclick="alert(1)">Hello</p><img src="https://evil.example/1.png"><script>alert(2)</script>';
    await send({ subject: '<img src=x>\u202e', text: 'See http://127.0.0.1:4200/x and https://evil.example/y <b>\n', html });
    const { text, headers } = await page('/mails/1');
    expect(text).toContain(
      'See <a href="http://127.0.0.1:4200/x" rel="noreferrer">http://127.0.0.1:4200/x</a> and https://evil.example/y &lt;b&gt;',
    );
    expect(text).toContain('<bdi>&lt;img src=x&gt;[U+202E]</bdi>');
    expect(text).toContain('&lt;img src=&quot;https://evil.example/1.png&quot;&gt;');
    for (const raw of ['<img', '<script', '<p onclick', 'href="https://evil', 'src="']) expect(text).not.toContain(raw);
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; frame-ancestors 'none'/,
    );
    expect(headers.get('refresh')).toBeNull();
  });

  it('outlives whoever goes away in the middle, and requests that are none', async () => {
    const [smtp, http] = [mail.smtpUrl, mail.url].map(url => Number(new URL(url).port)) as [number, number];
    const started = ['HELO x', 'MAIL FROM:<a@b.example>', 'RCPT TO:<ada@example.org>', 'DATA', 'Subject: half'];
    await leave(smtp, started);
    await leave(http, ['POST /__sandbox/faults HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{']);
    expect(await raw('GET', '//', {})).toMatch(/^HTTP\/1\.1 404/);
    await send();
    expect(mail.mails().map(({ subject }) => subject)).toEqual(['Hello']);
  });

  it.each(['/mails/2', '/mails/0', '/mails/1e0', '/mails/1/..', '/nothing'])('says that %s is not there', async path => {
    await send();
    const { status, text } = await page(path);
    expect(status).toBe(404);
    expect(text).toContain('Back to the mailbox');
  });

  it('empties the mailbox and comes back', async () => {
    await send();
    const { status, headers } = await page('/delete', { method: 'POST' });
    expect([status, headers.get('location')]).toEqual([303, '/']);
    expect((await page()).text).toContain('No mail.');
  });
});

describe('the JSON API', () => {
  it('gives mails of an address, newest first, and deletes all', async () => {
    await send({ subject: 'First' });
    await send({ subject: 'Second' });
    await send({ to: 'bob@example.org' });
    const { mails } = JSON.parse((await page('/api/mails?to=ADA%40example.org')).text) as { mails: { subject: string }[] };
    expect(mails.map(({ subject }) => subject)).toEqual(['Second', 'First']);
    expect((await page('/api/mails', { method: 'DELETE' })).status).toBe(204);
    expect(JSON.parse((await page('/api/mails')).text)).toEqual({ mails: [] });
  });
});

describe('a page of another site', () => {
  it.each([
    ['reads under a name of its own', 'GET', '/api/mails', { host: 'rebound.evil.example' }],
    ['reads with its origin', 'GET', '/api/mails', { origin: 'https://evil.example' }],
    ['empties the mailbox by a form', 'POST', '/delete', { origin: 'https://evil.example' }],
    ['empties the mailbox by a form without an origin', 'POST', '/delete', { 'sec-fetch-site': 'cross-site' }],
    ['empties the mailbox from a frame', 'POST', '/delete', { origin: 'null' }],
    ['empties the mailbox by a script', 'DELETE', '/api/mails', { origin: 'https://evil.example' }],
    ['makes mail fail', 'POST', '/__sandbox/faults', { origin: 'http://127.0.0.1:1' }],
  ])('never %s', async (_, method, path, headers) => {
    await send({ subject: 'canary' });
    expect(await raw(method, path, headers)).toMatch(/^HTTP\/1\.1 403/);
    expect(await raw(method, path, headers)).not.toContain('canary');
    expect(mail.mails()).toHaveLength(1);
  });
});

/** Says one thing after each answer, and goes away after the last. */
async function leave(port: number, words: string[]): Promise<void> {
  const socket = createConnection({ host: '127.0.0.1', port });
  const closed = new Promise(resolve => socket.once('close', resolve));
  const speaksFirst = words.length > 1;
  const next = (): void => {
    const word = words.shift();
    socket.write(`${word}\r\n`, () => words.length === 0 && socket.destroy());
  };
  socket.on('data', next).once('connect', () => speaksFirst || next());
  await closed;
}

/** A request with headers that `fetch` does not let anybody set. */
function raw(method: string, path: string, headers: Record<string, string>): Promise<string> {
  const { port, host } = new URL(mail.url);
  const lines = Object.entries({ host, connection: 'close', 'content-length': '0', ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: '127.0.0.1', port: Number(port) });
    let answer = '';
    socket
      .on('data', piece => (answer += String(piece)))
      .on('close', () => resolve(answer))
      .on('error', reject);
    socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  });
}
