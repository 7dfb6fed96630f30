/** What a demo user's tokens may do. */
export interface DemoUser {
  /** The name in the sign-in form. */
  readonly name: string;
  readonly firstName: string;
  readonly lastName: string;
  /** Shown on the sign-in page. */
  readonly about: string;
  readonly panel: 'full' | 'no API' | 'lost';
  /** Types without permission: 401 `unauthorized`. */
  readonly hidden: readonly string[];
  /** What they may write, as `verb type` each: `create`, `update` or `delete`, `*` for all. */
  readonly may: readonly string[];
  /** Sees only the people whose point person they are on a path, those journeys, and the contacts they made. */
  readonly ownPeopleOnly?: boolean;
}

const MONEY = ['donations', 'donation_tracking_codes', 'pledges', 'memberships', 'membership_types'];

const user = (name: string, lastName: string, about: string, more: Partial<DemoUser> = {}): DemoUser => ({
  name,
  firstName: name[0]?.toUpperCase() + name.slice(1),
  lastName,
  about,
  panel: 'full',
  hidden: [],
  may: [],
  ...more,
});

/** The seven people one can sign in as, in the order of the sign-in page. */
export const DEMO_USERS: readonly DemoUser[] = [
  user('ada', 'Admin', 'sees and changes everything', { may: ['* *'] }),
  user('olu', 'Organizer', 'everything except deletes, money and pages', {
    hidden: [...MONEY, 'pages', 'sites'],
    may: ['create *', 'update *'],
  }),
  user('finn', 'Finance', 'reads everything, changes money', { may: ['* donations', '* pledges', '* memberships'] }),
  user('vera', 'Volunteer', 'only the 60 people she is point person of, and her contacts', {
    ownPeopleOnly: true,
    may: ['update signups', 'update path_journeys', '* contacts'],
  }),
  user('rita', 'Reader', 'reads everything, changes nothing'),
  user('nils', 'NoApi', 'may sign in, but API access is switched off', { panel: 'no API' }),
  user('lena', 'Left', 'lost the control panel after signing in', { panel: 'lost' }),
];
