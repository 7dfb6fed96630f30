import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ZodError } from 'zod';
import { jsonReply, readBody, type Reply } from '../nationbuilder/http/messages';
import type { MailFaults } from './faults';
import type { Mailbox } from './mailbox';
import { listPage, mailPage, missingPage } from './pages';

/** The page for people and the same as JSON for tests and tools. */
export function mailboxServer(mailbox: Mailbox, faults: MailFaults): Server {
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy()); // whoever asks went away
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = (await readBody(request)) ?? '';
    const refused = refusalOf(request, (server.address() as { port: number }).port);
    const reply = refused ? plain(403, refused) : routed(request, body, mailbox, faults);
    response.writeHead(reply.status, { ...reply.headers, 'content-length': String(Buffer.byteLength(reply.body)) });
    response.end(request.method === 'HEAD' ? undefined : reply.body);
  };
  return server;
}

/**
 * Why a request is not answered. The mailbox holds codes to sign in with: no page of another site may read or empty it, neither under
 * its own name (DNS rebinding) nor by a form. A link to it may be followed.
 */
function refusalOf({ headers, method = '' }: IncomingMessage, port: number): string | undefined {
  const { host, origin } = headers;
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) return 'This server answers only under its own address.';
  const reads = method === 'GET' || method === 'HEAD';
  if (origin !== undefined && origin !== `http://${host}` && !(reads && origin === 'null'))
    return 'Pages of another origin may not call this server.';
  if (!reads && (headers['sec-fetch-site'] ?? 'same-origin') !== 'same-origin') return 'Pages of another site may not call it.';
  return undefined;
}

function routed({ method = 'GET', url = '/' }: IncomingMessage, body: string, mailbox: Mailbox, faults: MailFaults): Reply {
  if (!URL.canParse(url, 'http://mailbox')) return missingPage();
  const { pathname, searchParams } = new URL(url, 'http://mailbox');
  const to = searchParams.get('to') || undefined;
  switch (`${method === 'HEAD' ? 'GET' : method} ${pathname}`) {
    case 'GET /':
      return listPage(mailbox.list(to), { to, refresh: searchParams.get('refresh') !== 'off' });
    case 'GET /api/mails':
      return jsonReply(200, { mails: mailbox.list(to) }, { 'cache-control': 'no-store' });
    case 'DELETE /api/mails':
      mailbox.clear();
      return { status: 204, headers: {}, body: '' };
    case 'POST /delete':
      mailbox.clear();
      return { status: 303, headers: { location: '/' }, body: '' };
    case 'POST /__sandbox/faults':
      return planned(body, faults);
    case 'DELETE /__sandbox/faults':
      faults.clear();
      return { status: 204, headers: {}, body: '' };
    default:
      return oneMail(method, pathname, mailbox);
  }
}

function oneMail(method: string, pathname: string, mailbox: Mailbox): Reply {
  const [, id] = /^\/mails\/([1-9]\d{0,8})$/.exec(pathname) ?? [];
  const mail = id !== undefined && (method === 'GET' || method === 'HEAD') ? mailbox.get(Number(id)) : undefined;
  return mail ? mailPage(mail) : missingPage();
}

function planned(body: string, faults: MailFaults): Reply {
  try {
    faults.add(JSON.parse(body));
    return { status: 204, headers: {}, body: '' };
  } catch (error) {
    return jsonReply(400, { error: error instanceof ZodError ? error.issues : String(error) });
  }
}

const plain = (status: number, body: string): Reply => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
});
