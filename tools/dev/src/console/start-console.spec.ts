import { once } from 'node:events';
import { createServer, type IncomingMessage, request as send, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '@nat/testing';
import { type RunningConsole, startConsole } from './start-console';

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  text: string;
}

/** Answers of the gateway's stand-in; each spec sets its own. */
let behave: (request: IncomingMessage, response: ServerResponse) => void;
let gateway: Server;
let page: RunningConsole;

const settings = { gateway: '', nationOrigin: 'http://127.0.0.1:4711/n/{slug}', nations: [], users: [] };

beforeAll(async () => {
  gateway = createServer((request, response) => behave(request, response)).listen(0, '127.0.0.1');
  await once(gateway, 'listening');
  settings.gateway = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
  page = await startConsole({ settings, port: 0 });
});
afterAll(async () => {
  await page.close();
  gateway.closeAllConnections();
  gateway.close();
});

/** Sends a request line as it stands, which `fetch` would clean first. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET', body?: string): Promise<Answer> {
  const { hostname, port } = new URL(page.url);
  return new Promise((resolve, reject) => {
    const asked = send({ hostname, port, path, method, headers, agent: false }, response => {
      let text = '';
      response.setEncoding('utf8').on('data', piece => (text += piece));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, text }));
    });
    asked.on('error', reject).end(body);
  });
}

describe('the files of the page', () => {
  it.each([
    ['/', 'text/html; charset=utf-8', '<!doctype html>'],
    ['/index.html?any=thing', 'text/html; charset=utf-8', '<!doctype html>'],
    ['/signed-in?code=c&state=s', 'text/html; charset=utf-8', '<!doctype html>'],
    ['/main.js', 'text/javascript; charset=utf-8', 'import '],
    ['/styles/theme.css', 'text/css; charset=utf-8', ':root'],
    ['/icon.svg', 'image/svg+xml', '<svg'],
  ])('serves %s', async (path, type, begin) => {
    const { status, headers, text } = await ask(path);
    expect([status, headers['content-type']]).toEqual([200, type]);
    expect(text.startsWith(begin)).toBe(true);
  });

  it('tells the page where its nations live', async () => {
    expect(JSON.parse((await ask('/settings.json')).text)).toEqual(settings);
  });

  it('lets nothing run or load that is not its own, and no text become markup', async () => {
    const policy = (await ask('/')).headers['content-security-policy'];
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'; trusted-types 'none'");
    expect(policy).not.toContain('unsafe');
  });

  it.each([
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/package.json',
    '/styles/../../package.json',
    '/styles/..%5c..%5cpackage.json',
    '//etc/passwd',
    '/etc/passwd',
    '/tsconfig.json',
    '/styles',
    '/constructor',
    '/main.js%00.css',
  ])('serves no file at %s', async path => {
    expect((await ask(path)).status).toBe(404);
  });

  it('takes nothing but GET and HEAD', async () => {
    expect((await ask('/', {}, 'POST', 'x')).status).toBe(405);
    expect(await ask('/', {}, 'HEAD')).toMatchObject({ status: 200, text: '' });
  });

  it('refuses a request line that is no path', async () => {
    expect((await ask('http://[')).status).toBe(400);
  });
});

describe('who may ask', () => {
  const own = (): string => new URL(page.url).host;

  beforeEach(() => (behave = (_request, response) => response.end('reached')));

  it('answers under 127.0.0.1 and localhost', async () => {
    for (const host of [own(), own().replace('127.0.0.1', 'localhost')])
      expect((await ask('/v1/me', { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' })).text).toBe('reached');
  });

  it.each(['evil.example', 'nat.localhost', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example'])(
    'refuses the name %s, which may have been bound to this machine later',
    async host => {
      for (const path of ['/', '/v1/me']) expect((await ask(path, { host })).status).toBe(403);
    },
  );

  it.each(['https://evil.example', 'http://127.0.0.1:1', 'http://localhost', 'null', 'http://evil.example:80'])(
    'refuses pages of %s',
    async origin => {
      for (const path of ['/', '/v1/sessions/sandbox']) expect((await ask(path, { origin }, 'POST', '{}')).status).toBe(403);
    },
  );

  it('refuses localhost for a page of 127.0.0.1, which is another origin', async () => {
    const origin = `http://${own().replace('127.0.0.1', 'localhost')}`;
    expect((await ask('/v1/me', { host: own(), origin })).status).toBe(403);
  });

  it.each(['cross-site', 'same-site'])('refuses what a %s page loads, and follows its links to the page alone', async site => {
    const followed = { 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate' };
    expect((await ask('/main.js', { 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' })).status).toBe(403);
    expect((await ask('/v1/me', followed)).status).toBe(403);
    expect((await ask('/', followed)).status).toBe(200);
  });
});

describe('what goes to the gateway', () => {
  it('hands over method, path, query, body and the headers of a client, and nothing else of a browser', async () => {
    const seen: { line?: string; headers?: IncomingMessage['headers']; body?: string } = {};
    behave = (request, response) => {
      let body = '';
      request
        .on('data', piece => (body += piece))
        .on('end', () => {
          Object.assign(seen, { line: `${request.method} ${request.url}`, headers: request.headers, body });
          response.writeHead(201, {
            'content-type': 'application/json',
            'x-request-id': 'req_1',
            'strict-transport-security': 'max-age=1',
          });
          response.end('{"ok":true}');
        });
    };
    const headers = {
      authorization: 'Bearer t',
      'content-type': 'application/json',
      'idempotency-key': 'k',
      'x-nat-nation-slug': 'demo',
    };
    const answer = await ask(
      '/v1/a/../queries?x=1',
      { ...headers, cookie: 'a=b', 'x-forwarded-for': '1.2.3.4' },
      'POST',
      '{"text":"hi"}',
    );
    expect(seen).toMatchObject({ line: 'POST /v1/queries?x=1', body: '{"text":"hi"}', headers });
    expect(seen.headers).not.toHaveProperty('cookie');
    expect(seen.headers).not.toHaveProperty('x-forwarded-for');
    expect(answer).toMatchObject({ status: 201, text: '{"ok":true}', headers: { 'x-request-id': 'req_1' } });
    expect(answer.headers).not.toHaveProperty('strict-transport-security');
  });

  describe('about sessions', () => {
    const cookie = 'nat_sign_in=s; nat_browser=b; nat_refresh=r; other=nat_refresh=x';
    const seenOf = async (path: string): Promise<IncomingMessage['headers']> => {
      let seen: IncomingMessage['headers'] = {};
      behave = (request, response) => {
        seen = request.headers;
        response.writeHead(200, { 'set-cookie': ['nat_refresh=next; HttpOnly'] }).end();
      };
      const answer = await ask(path, { cookie, origin: page.url, 'sec-fetch-site': 'same-origin' }, 'POST');
      expect(answer.headers['set-cookie']).toEqual(['nat_refresh=next; HttpOnly']);
      return seen;
    };

    it.each(['/v1/sessions', '/v1/sessions?x', '/v1/sessions/refresh', '/v1/sessions/current'])(
      'hands %s the cookies of session and browser with the origin of the page, and takes the next ones back',
      async path => {
        expect(await seenOf(path)).toMatchObject({ cookie: 'nat_browser=b; nat_refresh=r', origin: page.url });
      },
    );

    it.each(['/v1/me', '/v1/sessionsx', '/v1/queries/v1/sessions'])('hands %s neither', async path => {
      const seen = await seenOf(path);
      expect([seen.cookie, seen.origin]).toEqual([undefined, undefined]);
    });
  });

  it.each(['http://evil.example/v1/me', '//evil.example/v1/me'])('sends %s to no other host', async line => {
    const seen: string[] = [];
    behave = (request, response) => (seen.push(request.url!), response.end());
    expect((await ask(line)).status).toBe(200);
    expect(seen).toEqual(['/v1/me']);
  });

  it.each(['/health/live', '/internal/queries', '/metrics', '/v1', '/v1x/me', '/v1/../internal/x', '/v1/%2e%2e/internal/x'])(
    'keeps %s from it',
    async path => {
      let reached = false;
      behave = (_request, response) => ((reached = true), response.end());
      expect((await ask(path)).status).toBe(404);
      expect(reached).toBe(false);
    },
  );

  it('passes each piece of an event stream on while the stream is open, and closes it with its reader', async () => {
    let upstream: ServerResponse | undefined;
    behave = (request, response) => {
      expect(request.headers['last-event-id']).toBe('3');
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      response.write('id: 4\ndata: {}\n\n');
      upstream = response;
    };
    const leaving = new AbortController();
    const headers = { accept: 'text/event-stream', 'last-event-id': '3' };
    const response = await fetch(`${page.url}/v1/queries/q/events`, { headers, signal: leaving.signal });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toBe('id: 4\ndata: {}\n\n');
    upstream!.write('id: 5\ndata: {}\n\n');
    expect((await reader.read()).value).toBe('id: 5\ndata: {}\n\n');
    leaving.abort();
    await eventually(() => expect(upstream!.destroyed).toBe(true));
  });

  it('tells that a stream is open before anything comes of it', async () => {
    behave = (_request, response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    const response = await fetch(`${page.url}/v1/queries/q/events`);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    await response.body!.cancel();
  });

  it('lets the gateway go when its reader leaves before the answer', async () => {
    let asked: IncomingMessage | undefined;
    behave = request => (asked = request);
    const leaving = new AbortController();
    const left = fetch(`${page.url}/v1/me`, { signal: leaving.signal }).catch(() => 'left');
    await eventually(() => expect(asked).toBeDefined());
    leaving.abort();
    expect(await left).toBe('left');
    await eventually(() => expect(asked!.socket.destroyed).toBe(true));
  });

  it('breaks off where the gateway breaks off, so that the reader takes the stream up again', async () => {
    behave = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('id: 1\n', () => response.destroy());
    };
    const response = await fetch(`${page.url}/v1/queries/q/events`);
    await expect(response.text()).rejects.toThrow();
  });

  it('says so where there is no gateway', async () => {
    const alone = await startConsole({ settings: { ...settings, gateway: 'http://127.0.0.1:9' }, port: 0 });
    const response = await fetch(`${alone.url}/v1/me`);
    expect([response.status, await response.json()]).toMatchObject([503, { code: 'dependency_unavailable', retryable: true }]);
    await alone.close();
  });
});

it('ends with streams that are still open', async () => {
  behave = (_request, response) => void response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hb\n\n');
  const other = await startConsole({ settings, port: 0 });
  const response = await fetch(`${other.url}/v1/queries/q/events`);
  await other.close();
  await expect(response.text()).rejects.toThrow();
});
