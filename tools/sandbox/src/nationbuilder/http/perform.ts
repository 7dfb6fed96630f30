import type { Fault } from '../control/faults';
import type { Double } from '../double';
import { ApiError, notFound, unauthorized } from '../engine/api-error';
import { read } from '../engine/read';
import type { Json } from '../engine/records';
import type { Route } from '../engine/routes';
import { bulkWork } from '../writes/bulk';
import type { Outcome } from '../writes/processes';
import { type WriteAnswer, type WriteRequest, write } from '../writes/write';
import type { ApiRequest } from './api-endpoint';
import { bearerOf } from './messages';

/** Does what an operation is there for, as the owner of the token. @throws ApiError */
export function perform({ double, nation, prefix, incoming, route, fault }: ApiRequest): WriteAnswer {
  if (!nation || !route) throw notFound();
  const user = double.grants.userOf(nation.slug, bearerOf(incoming.headers));
  const request: WriteRequest = {
    nation,
    viewer: double.users.viewer(nation, user),
    prefix,
    path: `${prefix}${incoming.path}`,
    parameters: incoming.parameters,
    switches: double.switches,
    shift: fault?.effect === 'shiftPages' ? 1 : 0,
    body: incoming.body,
    at: double.stamp(),
    anySideposting: double.switches.anySideposting,
  };
  switch (route.operation.kind) {
    case 'list':
    case 'show':
    case 'me':
    case 'memberList':
      return { status: 200, document: read(request, route) };
    case 'process':
      return { status: 200, document: processState(double, request, route.id ?? '') };
    case 'bulk':
      return { status: 202, document: { token: startBulk(double, request, route, fault) } };
    default:
      return fault?.effect === 'twice' ? writeTwice(request, route) : write(request, route);
  }
}

/** Asynchronous work is on lists: who may not see these does not see it either. */
function processState(double: Double, { nation, viewer }: WriteRequest, token: string): Json {
  if (!viewer.visible('lists')) throw unauthorized();
  const state = double.processesOf(nation).state(token, double.time());
  if (!state) throw notFound();
  return { ...state };
}

const outcomes: Partial<Record<string, Outcome>> = { asyncStuck: 'stuck', asyncFailed: 'failed' };

function startBulk(double: Double, request: WriteRequest, route: Route, fault: Fault | undefined): string {
  const work = bulkWork(request, route);
  const outcome = outcomes[fault?.effect ?? ''] ?? 'done';
  return double.processesOf(request.nation).start(work, double.time(), double.switches.asyncDelay, outcome);
}

/** The client hears of the first time only; what the second time meets is nobody's. */
function writeTwice(request: WriteRequest, route: Route): WriteAnswer {
  const answer = write(request, route);
  try {
    write(request, route);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
  return answer;
}
