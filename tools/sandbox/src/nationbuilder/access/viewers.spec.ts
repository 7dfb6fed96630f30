import { ask, countOf, nation, one, refusal } from '../test-support/demo-reader';
import { DEMO_USERS } from './demo-users';

describe('what a user sees', () => {
  it('is themselves at /me, whoever they are', () => {
    for (const { name, firstName, panel } of DEMO_USERS.filter(user => user.panel === 'full')) {
      expect({ name, panel, attributes: one('signups/me', name).attributes }).toMatchObject({
        attributes: { first_name: firstName, is_cpu: true },
      });
    }
  });

  it('is, for Vera, 60 people and her contacts, also in counts and sideloads', () => {
    const vera = nation.users.get('vera') ?? '';
    const hers = new Set(
      nation
        .table('path_journeys')
        .where('point_person_id', vera)
        .map(row => row.signup_id),
    );
    expect(countOf('signups', 'vera')).toBe(60);
    expect(new Set(ask('signups?page[size]=100', 'vera').data.map(row => row.id))).toEqual(hers);
    expect(refusal('signups/110', 'vera')).toMatchObject({ status: 404 });
    const contacts = ask('contacts?page[size]=100&include=author', 'vera');
    expect(contacts.data.length).toBeGreaterThan(10);
    expect(contacts.data.every(row => row.attributes.author_id === vera)).toBe(true);
    // She is not one of her 60, so she is missing as the author.
    expect(contacts.included).toEqual([]);
    expect(refusal('donations', 'vera')).toEqual({ status: 401, code: 'unauthorized', message: expect.any(String) });
  });

  it('leaves out money and pages for Olu, as 401 and in sideloads', () => {
    for (const type of ['donations', 'pledges', 'memberships', 'pages']) {
      expect(refusal(type, 'olu')).toMatchObject({ status: 401, code: 'unauthorized' });
      expect(countOf(type, 'rita')).toBe(nation.table(type).rows.length);
    }
    expect(ask('events?include=page', 'olu').included).toEqual([]);
  });
});
