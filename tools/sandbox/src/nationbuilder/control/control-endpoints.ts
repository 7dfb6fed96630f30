import type { Double } from '../double';
import { expectedAnswers } from '../fixtures/expected-answers';
import { answersToQuestions } from '../fixtures/question-answers';
import { type Incoming, type Reply, jsonReply } from '../http/messages';
import type { UserChange } from '../access/viewers';
import { changesOf, outboxOf } from './effects';
import { type Switches, defaultSwitches } from './switches';

type Body = Record<string, unknown>;
type Action = (double: Double, body: Body, path: string, parameters: URLSearchParams) => unknown;

/** What can be asked of the running double, by method and first word of the path after `/__sandbox/`. */
const ACTIONS: Record<string, Action> = {
  'GET requests': double => ({ requests: double.log.all() }),
  'DELETE requests': double => double.log.clear(),
  'GET answers': ({ seeded: { seed, now } }, _body, _path, parameters) => ({
    ...expectedAnswers(seed, new Date(now).toISOString()),
    questions: answersToQuestions(seed, now, parameters.get('timeZone') ?? 'America/Chicago'),
  }),
  'GET outbox': double => ({ outbox: outboxOf(double) }),
  'GET diff': double => ({ changes: changesOf(double) }),
  'POST reset': reset,
  'POST clock': (double, body) => double.advance(required(body, 'advance')),
  'POST faults': (double, body) => double.faults.add(body),
  'DELETE faults': double => double.faults.clear(),
  'POST limits': (double, body) => {
    double.limiter.limits = { perToken: required(body, 'perToken'), perAddress: required(body, 'perAddress') };
  },
  'POST switches': (double, body) => setSwitches(double.switches, body),
  'POST tokens/revoke': (double, body) => double.grants.revoke(typeof body.user === 'string' ? body.user : undefined),
  'POST users': (double, body, path) => changeUser(double, path, body),
};

/** The control surface: for tests, with the key that was printed at the start. */
export function control(double: Double, controlKey: string, incoming: Incoming): Reply {
  if (incoming.headers['x-sandbox-key'] !== controlKey)
    return jsonReply(403, { message: 'The x-sandbox-key header is missing or wrong' });
  const path = incoming.path.replace('/__sandbox/', '');
  const action = ACTIONS[`${incoming.method} ${path}`] ?? ACTIONS[`${incoming.method} ${path.split('/')[0]}`];
  if (!action) return jsonReply(404, { message: `The control surface offers: ${Object.keys(ACTIONS).join(', ')}` });
  try {
    return jsonReply(200, action(double, parse(incoming.body), path, incoming.parameters) ?? {});
  } catch (error) {
    return jsonReply(400, { message: error instanceof Error ? error.message : 'bad request' });
  }
}

function parse(body: string): Body {
  const parsed: unknown = body === '' ? {} : JSON.parse(body);
  if (typeof parsed !== 'object' || parsed === null) throw new Error('the body must be a JSON object');
  return parsed as Body;
}

function optional(body: Body, name: string): number | undefined {
  return body[name] === undefined ? undefined : required(body, name);
}

function required(body: Body, name: string): number {
  const value = body[name];
  if (typeof value !== 'number') throw new Error(`${name} must be a number`);
  return value;
}

function parsedTime({ now }: Body): number | undefined {
  if (now === undefined) return undefined;
  const parsed = typeof now === 'string' ? Date.parse(now) : Number.NaN;
  if (Number.isNaN(parsed)) throw new Error('now must be an ISO 8601 time');
  return parsed;
}

/** Everything, or one nation from the present seed. */
function reset(double: Double, body: Body): void {
  const { nation } = body;
  if (nation === undefined) return double.reset(optional(body, 'seed'), parsedTime(body));
  if (body.seed !== undefined || body.now !== undefined)
    throw new Error('a nation is seeded from what the others were: no seed, no now');
  if (typeof nation !== 'string' || !double.resetNation(nation)) throw new Error('there is no such nation');
}

function setSwitches(switches: Switches, body: Body): Switches {
  for (const [name, value] of Object.entries(body)) {
    if (!Object.hasOwn(switches, name) || typeof value !== typeof switches[name as keyof Switches])
      throw new Error(`switches: ${JSON.stringify(defaultSwitches())}`);
    Object.assign(switches, { [name]: value });
  }
  return switches;
}

const PANELS = ['full', 'no API', 'lost'] as const;

function changeUser(double: Double, path: string, { panel, hidden, may }: Body): void {
  const known = PANELS.find(one => one === panel);
  if (panel !== undefined && !known) throw new Error(`panel must be one of ${PANELS.join(', ')}`);
  const change: UserChange = {
    ...(known && { panel: known }),
    ...(Array.isArray(hidden) && { hidden: hidden.map(String) }),
    ...(Array.isArray(may) && { may: may.map(String) }),
  };
  if (!double.users.change(path.replace('users/', ''), change)) throw new Error('there is no such user');
}
