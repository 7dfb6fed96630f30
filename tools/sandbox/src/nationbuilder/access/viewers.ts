import { ApiError, panelAccessLost, unauthorized } from '../engine/api-error';
import type { Condition } from '../engine/filters';
import type { Nation } from '../engine/records';
import { type Verb, type Viewer, everything } from '../engine/viewer';
import { DEMO_USERS, type DemoUser } from './demo-users';

/** What the control surface can change about a user while the double runs. */
export type UserChange = Partial<Pick<DemoUser, 'panel' | 'hidden' | 'may'>>;

/** The demo users with their present permissions. */
export class Users {
  private readonly changes = new Map<string, UserChange>();

  /** Users that exist in a nation, in the order of the sign-in page. */
  of(nation: Nation): DemoUser[] {
    return DEMO_USERS.filter(user => nation.users.has(user.name)).map(user => ({ ...user, ...this.changes.get(user.name) }));
  }

  find(nation: Nation, name: string): DemoUser | undefined {
    return this.of(nation).find(user => user.name === name);
  }

  /** @returns whether there is such a user. */
  change(name: string, change: UserChange): boolean {
    if (!DEMO_USERS.some(user => user.name === name)) return false;
    this.changes.set(name, { ...this.changes.get(name), ...change });
    return true;
  }

  reset(): void {
    this.changes.clear();
  }

  /** What the owner of a live token may see and do. @throws ApiError 401 without API access, 403 without the control panel. */
  viewer(nation: Nation, name: string): Viewer {
    const user = this.find(nation, name);
    const signupId = nation.users.get(name);
    if (!user || signupId === undefined) throw unauthorized();
    refuse(user);
    const visible = user.ownPeopleOnly ? ownPeople(nation, signupId) : allBut(user.hidden);
    return { user: name, signupId, visible, may: (verb, type) => mayDo(user, verb, type) };
  }
}

function refuse(user: DemoUser): void {
  const refusals: Record<DemoUser['panel'], ApiError | undefined> = {
    full: undefined,
    'no API': unauthorized(),
    lost: panelAccessLost(),
  };
  const refusal = refusals[user.panel];
  if (refusal) throw refusal;
}

/** A type without permission takes no writes either. */
function mayDo({ may, hidden }: DemoUser, verb: Verb, type: string): boolean {
  const isGiven = [`* *`, `${verb} *`, `* ${type}`, `${verb} ${type}`].some(grant => may.includes(grant));
  return isGiven && !hidden.includes(type);
}

const allBut =
  (hidden: readonly string[]): Viewer['visible'] =>
  type =>
    hidden.includes(type) ? undefined : everything;

/** The people whose point person the user is, their journeys with the user, and the contacts the user made. Nothing else. */
function ownPeople(nation: Nation, signupId: string): Viewer['visible'] {
  const people = new Set(
    nation
      .table('path_journeys')
      .where('point_person_id', signupId)
      .map(journey => journey.signup_id),
  );
  const conditions: Record<string, Condition> = {
    signups: person => people.has(person.id),
    path_journeys: journey => journey.point_person_id === signupId,
    contacts: contact => contact.author_id === signupId,
  };
  return type => conditions[type];
}
