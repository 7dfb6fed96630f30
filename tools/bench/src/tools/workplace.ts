import 'reflect-metadata';
import type { ToolContext } from '@nat/agent';
import { NationSlug } from '@nat/contracts';
import { EgressLimiter, NationBuilderClient, NationOrigin } from '@nat/nationbuilder';
import { SystemClock, SystemRng } from '@nat/service-kit';
import { toolContext } from '../../../../apps/agent/test/tool-context';

/** What is needed to work in the large nation; handed to processes as JSON. */
export interface Place {
  originTemplate: string;
  controlKey: string;
  accessToken: string;
  /** Whether calls are spaced as in production. */
  limited: boolean;
}

/** Calls as the nation saw them. */
export interface Calls {
  /** That change something. */
  changing: number;
  reads: number;
  /** Looks at asynchronous work. */
  polls: number;
  /** Refused because there were too many. */
  refused: number;
}

const slug = NationSlug.parse('large');
const client = { client_id: 'nat-sandbox', client_secret: 'nat-sandbox-secret' };
const callback = 'http://127.0.0.1:3000/v1/auth/nationbuilder/callback';
const clock = new SystemClock();

/** An access token of the nation's administrator, through the pages a person would use. */
export async function signIn(originTemplate: string): Promise<string> {
  const origin = originTemplate.replace('{slug}', slug);
  const form = { response_type: 'code', client_id: client.client_id, redirect_uri: callback, decision: 'allow', user: 'ada' };
  const consent = await fetch(`${origin}/oauth/authorize`, {
    method: 'POST',
    body: new URLSearchParams(form),
    redirect: 'manual',
  });
  const code = new URL(consent.headers.get('location')!).searchParams.get('code')!;
  const grant = { ...client, grant_type: 'authorization_code', code, redirect_uri: callback };
  const answer = await fetch(`${origin}/oauth/token`, { method: 'POST', body: new URLSearchParams(grant) });
  const { access_token: token } = (await answer.json()) as { access_token?: string };
  if (!token) throw new Error(`no token was given: ${answer.status}`);
  return token;
}

/** What the agent hands its tools, of one query; what is kept lives in memory. */
export function contextAt({ originTemplate, accessToken, limited }: Place): ToolContext {
  const context = toolContext({ template: originTemplate, slug, accessToken, clock });
  if (!limited) return context;
  const origin = new NationOrigin({ production: false, template: originTemplate });
  const limit = new EgressLimiter(clock, { processes: 1 }).for(slug, slug);
  const tokens = { token: async () => ({ accessToken, generation: 1 }) };
  return { ...context, nation: new NationBuilderClient({ slug, origin, tokens, limit, clock, rng: new SystemRng() }) };
}

/** Does `work` and tells what it took. */
export async function timed<Result>(
  place: Place,
  work: () => Promise<Result>,
): Promise<{ result: Result; calls: Calls; seconds: number }> {
  await requests(place, 'DELETE');
  const started = clock.monotonic();
  const result = await work();
  const seconds = (clock.monotonic() - started) / 1_000;
  return { result, calls: await requests(place, 'GET'), seconds };
}

/** Forgets the requests so far, or counts them. The double remembers 2,000. */
async function requests({ originTemplate, controlKey }: Place, method: 'DELETE' | 'GET'): Promise<Calls> {
  const headers = { 'x-sandbox-key': controlKey };
  const answer = await fetch(new URL('/__sandbox/requests', originTemplate), { method, headers });
  if (!answer.ok) throw new Error(`the double did not tell its requests: ${answer.status}`);
  const { requests: all = [] } = (await answer.json()) as {
    requests?: { method: string; operationId: string; status: number }[];
  };
  const polls = all.filter(({ operationId }) => operationId === 'showAsyncProcess').length;
  const changing = all.filter(one => one.method !== 'GET').length;
  const refused = all.filter(({ status }) => status === 429).length;
  return { changing, polls, reads: all.length - polls - changing, refused };
}
