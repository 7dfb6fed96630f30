import { BrowserAnswer, type BrowserPage, browserPages, type BrowserRequest } from '@nat/contracts';
import { problemPage } from '@nat/pages';
import { AppError } from '@nat/service-kit';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CallRates } from '../access/call-rates';
import { Siblings } from '../siblings/siblings';
import { BrowserCookies } from './cookies';
import { FormBody, onceEach } from './form-body';

/** Pages on which something begins that costs a mail or a way to another site; the others show a secret instead. */
const beginnings: ReadonlySet<BrowserPage> = new Set(['start', 'email', 'nationbuilder', 'oidcStart']);

/** Serves auth's pages: hands a browser's request to auth, and its answer to the browser with the headers that bound it. */
@Injectable()
export class BrowserRelay {
  constructor(
    private readonly siblings: Siblings,
    private readonly rates: CallRates,
    private readonly cookies: BrowserCookies,
  ) {}

  async serve(page: BrowserPage, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const answer = await this.answer(page, request).catch((error: unknown) => told(error, request));
    const setCookies = this.cookies.written(answer);
    if (setCookies.length > 0) void reply.header('set-cookie', setCookies);
    void reply.status(answer.status).headers({ 'content-security-policy': policyOf(answer), 'referrer-policy': 'no-referrer' });
    if (answer.location !== undefined) await reply.header('location', answer.location).send();
    else await reply.type('text/html; charset=utf-8').send(answer.html ?? '');
  }

  private async answer(page: BrowserPage, request: FastifyRequest): Promise<BrowserAnswer> {
    if (beginnings.has(page)) this.rates.takeSignIn(request);
    else this.rates.takeTokenCall(request);
    const body = this.read(page, request);
    return this.siblings.auth.call({ method: 'POST', path: `/internal/pages/${page}`, body, schema: BrowserAnswer });
  }

  private read(page: BrowserPage, request: FastifyRequest): BrowserRequest {
    const { search } = new URL(request.url, 'http://gateway');
    const read = { query: onceEach(new URLSearchParams(search)), cookies: this.cookies.read(request.headers.cookie) };
    if (browserPages[page].method !== 'POST') return read;
    requireOwnForm(request);
    return { ...read, form: request.body.fields };
  }
}

/** A form comes from our own page: browsers say so, and no other site can make them say it (Fetch Metadata). */
function requireOwnForm(request: FastifyRequest): asserts request is FastifyRequest & { body: FormBody } {
  const site = request.headers['sec-fetch-site'];
  if (request.body instanceof FormBody && (site === undefined || site === 'same-origin')) return;
  throw new AppError('oauth_browser_mismatch', 'This form was not sent by a page of Nat. Start again from where you came.');
}

function policyOf({ policy: { styles, formActions } }: BrowserAnswer): string {
  const styleSources = styles.length > 0 ? `; style-src ${styles.join(' ')}` : '';
  const targets = ["'self'", ...formActions].join(' ');
  return `default-src 'none'${styleSources}; form-action ${targets}; base-uri 'none'; frame-ancestors 'none'`;
}

/** What goes wrong before auth is asked, or because it does not answer, is told to a person too. */
function told(error: unknown, request: FastifyRequest): BrowserAnswer {
  if (!(error instanceof AppError)) throw error;
  const { code, status, detail, more } = error;
  const requestId = request.natContext.correlationId;
  if (code !== 'rate_limited') return problemPage({ status, title: 'That did not work', detail, requestId });
  const wait = `Too many sign-ins came from where you are. Wait ${more.retryAfter ?? 60} seconds, then load this page again.`;
  return problemPage({ status, title: 'Wait a moment', detail: wait, requestId });
}
