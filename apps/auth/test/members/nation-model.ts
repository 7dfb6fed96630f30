import { type GivenRole, type ProblemCode, type Role, roleAtLeast } from '@nat/contracts';

/** Something somebody tries. People are named by a number; so is the try that made an invitation. */
export type Try =
  | { kind: 'join'; nation: string; who: number }
  | { kind: 'role'; nation: string; who: number; whom: number; role: GivenRole }
  | { kind: 'remove'; nation: string; who: number; whom: number }
  | { kind: 'hand_over'; nation: string; who: number; whom: number }
  | { kind: 'invite'; nation: string; who: number; address: number; role: GivenRole }
  | { kind: 'revoke'; nation: string; who: number; invite: number }
  | { kind: 'accept'; nation: string; who: number; invite: number }
  | { kind: 'open'; nation: string; who: number; on: boolean };

export type Outcome = 'done' | ProblemCode;

interface ModelInvite {
  nation: string;
  address: number;
  role: GivenRole;
  by: number;
}

/** What must be true of two nations, told once more and in no other words than the rules': no revision, no retry, no row. */
export interface Model {
  /** Roles by `<nation> <person>`; `ended` for whoever belonged to it. */
  roles: ReadonlyMap<string, Role | 'ended'>;
  /** Nations that let nobody join by signing in. */
  closed: ReadonlySet<string>;
  /** Open invitations by the number of the try that made them. */
  invites: ReadonlyMap<number, ModelInvite>;
  /** Invitations that were mailed, by nation and by `<nation> <address>`. */
  mails: ReadonlyMap<string, number>;
}

export const emptyModel: Model = { roles: new Map(), closed: new Set(), invites: new Map(), mails: new Map() };

/** People with these numbers have the address of the same number. */
export const people = 6;
const mostMails = { nation: 30, address: 5 };

export function roleOf({ roles }: Model, nation: string, who: number): Role | undefined {
  const role = roles.get(`${nation} ${who}`);
  return role === 'ended' ? undefined : role;
}

/** What comes of a try, and how everything is then. `id`: its number. */
export function step(model: Model, asked: Try, id: number): { outcome: Outcome; model: Model } {
  const stays = (outcome: Outcome) => ({ outcome, model });
  const own = roleOf(model, asked.nation, asked.who);
  const becomes = (...roles: [who: number, role: Role | 'ended'][]) => withRoles(model, asked.nation, roles);
  if (asked.kind === 'join') {
    if (own) return stays('done');
    if (model.roles.has(`${asked.nation} ${asked.who}`)) return stays('forbidden');
    if (ownerOf(model, asked.nation) === undefined) return { outcome: 'done', model: becomes([asked.who, 'owner']) };
    return model.closed.has(asked.nation) ? stays('forbidden') : { outcome: 'done', model: becomes([asked.who, 'member']) };
  }
  if (asked.kind === 'accept') return accepted(model, asked);
  if (!own) return stays('forbidden');
  if (asked.kind === 'remove' && asked.who === asked.whom) {
    return own === 'owner' ? stays('owner_required') : { outcome: 'done', model: becomes([asked.who, 'ended']) };
  }
  if (!roleAtLeast(own, asked.kind === 'hand_over' ? 'owner' : 'admin')) return stays('role_required');
  if (asked.kind === 'open')
    return { outcome: 'done', model: { ...model, closed: toggled(model.closed, asked.nation, !asked.on) } };
  if (asked.kind === 'invite') return invited(model, asked, id);
  if (asked.kind === 'revoke') {
    if (!isOpen(model, asked)) return stays('not_found');
    return { outcome: 'done', model: { ...model, invites: without(model.invites, asked.invite) } };
  }
  const theirs = roleOf(model, asked.nation, asked.whom);
  if (!theirs) return stays('not_found');
  if (asked.kind === 'hand_over') {
    return asked.who === asked.whom
      ? stays('conflict')
      : { outcome: 'done', model: becomes([asked.whom, 'owner'], [asked.who, 'admin']) };
  }
  if (theirs === 'owner') return stays('owner_required');
  return { outcome: 'done', model: becomes([asked.whom, asked.kind === 'remove' ? 'ended' : asked.role]) };
}

function invited(model: Model, { nation, who, address, role }: Try & { kind: 'invite' }, id: number) {
  if (address < people && roleOf(model, nation, address)) return { outcome: 'already_member' as const, model };
  const counters = [nation, `${nation} ${address}`] as const;
  const [ofNation = 0, ofAddress = 0] = counters.map(counter => model.mails.get(counter));
  if (ofNation >= mostMails.nation || ofAddress >= mostMails.address) return { outcome: 'rate_limited' as const, model };
  const kept = [...model.invites].filter(([, invite]) => invite.nation !== nation || invite.address !== address);
  const mails = new Map(model.mails).set(counters[0], ofNation + 1).set(counters[1], ofAddress + 1);
  return {
    outcome: 'done' as const,
    model: { ...model, mails, invites: new Map(kept).set(id, { nation, address, role, by: who }) },
  };
}

function accepted(model: Model, asked: Try & { kind: 'accept' }): { outcome: Outcome; model: Model } {
  const { nation, who, invite } = asked;
  if (roleOf(model, nation, who)) return { outcome: 'already_member', model };
  const found = isOpen(model, asked) ? model.invites.get(invite)! : undefined;
  const inviter = found && roleOf(model, nation, found.by);
  if (!inviter || !roleAtLeast(inviter, 'admin')) return { outcome: 'invite_expired', model };
  const used = { ...model, invites: without(model.invites, invite) };
  return { outcome: 'done', model: withRoles(used, nation, [[who, found.role]]) };
}

/** People of a nation with that role, by their numbers. */
export function ownerOf({ roles }: Model, nation: string): number | undefined {
  const owner = [...roles].find(([key, role]) => role === 'owner' && key.startsWith(`${nation} `));
  return owner && Number(owner[0].split(' ')[1]);
}

function isOpen(model: Model, { nation, invite }: { nation: string; invite: number }): boolean {
  return model.invites.get(invite)?.nation === nation;
}

function withRoles(model: Model, nation: string, roles: readonly [who: number, role: Role | 'ended'][]): Model {
  return { ...model, roles: new Map([...model.roles, ...roles.map(([who, role]) => [`${nation} ${who}`, role] as const)]) };
}

function without<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): Map<Key, Value> {
  return new Map([...map].filter(([other]) => other !== key));
}

function toggled(set: ReadonlySet<string>, value: string, present: boolean): Set<string> {
  return new Set([...[...set].filter(other => other !== value), ...(present ? [value] : [])]);
}
