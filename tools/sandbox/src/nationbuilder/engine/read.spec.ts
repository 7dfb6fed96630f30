import { operations } from '@nat/nationbuilder';
import { DEMO_USERS } from '../access/demo-users';
import { Users } from '../access/viewers';
import { seedDemoNation } from '../seed/demo-nation';
import { NOW, type Resource } from '../test-support/sign-in';
import { ApiError } from './api-error';
import { read } from './read';
import { type NationRecord, textOf } from './records';
import { findRoute } from './routes';

const seeded = seedDemoNation(1, Date.parse(NOW));
const { nation } = seeded;
const users = new Users();

interface Document {
  data: Resource[];
  included?: Resource[];
  links: { self: string; prev: string | null; next: string | null; last?: string };
  meta: { stats?: { total: { count: number } } };
}

/** Reads `path?query` of the demo nation as a user. */
function ask(address: string, user = 'ada', switches = { refuseIdFilter: false, pageEverything: false }): Document {
  const [path = '', query = ''] = address.split('?');
  const route = findRoute('GET', path);
  if (!route) throw new Error(`no operation for ${path}`);
  const request = {
    nation,
    viewer: users.viewer(nation, user),
    prefix: '/n/demo',
    path: `/n/demo/api/v2/${path}`,
    parameters: new URLSearchParams(query),
    switches,
    shift: 0,
  };
  return read(request, route) as unknown as Document;
}

const one = (address: string, user?: string): Resource => ask(address, user).data as unknown as Resource;
const countOf = (address: string, user?: string): number | undefined =>
  ask(`${address}${address.includes('?') ? '&' : '?'}stats[total]=count&page[size]=1`, user).meta.stats?.total.count;

function refusal(address: string, user?: string): { status: number; code: string | null; message: string } {
  try {
    ask(address, user);
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, code: error.code, message: error.message };
    throw error;
  }
  throw new Error(`${address} was answered`);
}

/** Follows `next` until a page is empty, as a client must that does not trust it. */
function walk(address: string): { ids: string[]; pages: number } {
  const ids: string[] = [];
  let next: string | null = address;
  let pages = 0;
  while (next !== null) {
    const document: Document = ask(next.replace('/n/demo/api/v2/', ''));
    ids.push(...document.data.map(row => row.id));
    next = document.links.next;
    pages += 1;
  }
  return { ids, pages };
}

describe('a list', () => {
  it('is served for every type of the catalog, with every record once and in the order of ids', () => {
    for (const { kind, type, paged } of operations.values()) {
      if (kind !== 'list' || !paged) continue;
      const { ids } = walk(`${type}?page[size]=100`);
      expect(ids).toEqual(nation.table(type).rows.map(row => row.id));
      expect(countOf(type)).toBe(ids.length);
    }
  });

  it('has all rows on every page where the vendor declares no paging', () => {
    const all = nation.table('relationships').rows.map(row => row.id);
    for (const page of ['1', '2']) {
      expect(ask(`relationships?page[size]=5&page[number]=${page}`).data.map(row => row.id)).toEqual(all);
    }
    const switches = { refuseIdFilter: false, pageEverything: true };
    expect(ask('relationships?page[size]=5&page[number]=1', 'ada', switches).data.map(row => row.id)).toEqual(all.slice(0, 5));
  });

  it('links to a next page whenever it has rows, even when that page is empty, and never to a last', () => {
    const list = nation.table('lists').rows.find(row => row.name === 'Spring appeal') as NationRecord;
    const { ids, pages } = walk(`lists/${list.id}/signups?page[size]=50&fields[signups]=first_name`);
    expect([ids.length, pages]).toEqual([250, 6]);
    const last = ask(`lists/${list.id}/signups?page[size]=50&page[number]=5`);
    expect(last.data).toHaveLength(50);
    expect(last.links).toEqual({ self: expect.any(String), prev: expect.any(String), next: expect.any(String) });
    const empty = ask(`lists/${list.id}/signups?page[size]=50&page[number]=6`);
    expect([empty.data, empty.links.next]).toEqual([[], null]);
    expect(ask('signups').links.prev).toBeNull();
  });

  it('has 20 rows unless told, and keeps its parameters in its links', () => {
    const page = ask('signups?filter[is_volunteer]=true&sort=-created_at');
    expect(page.data).toHaveLength(20);
    const next = new URLSearchParams(page.links.next?.split('?')[1]);
    expect(Object.fromEntries(next)).toEqual({
      'filter[is_volunteer]': 'true',
      sort: '-created_at',
      'page[number]': '2',
      'page[size]': '20',
    });
  });

  it('counts what matches, whatever the page', () => {
    const expected = nation.table('donations').rows.filter(row => Number(row.amount_in_cents) > 10_000).length;
    expect(countOf('donations?filter[amount_in_cents][gt]=10000')).toBe(expected);
    expect(ask('donations?filter[amount_in_cents][gt]=10000').meta).toEqual({});
  });

  it('sorts by several keys, ties by id, nulls last and first', () => {
    const up = ask('signups?sort=last_name,-id&page[size]=100').data.map(row => row.attributes.last_name);
    expect(up.map(name => String(name).toLowerCase())).toEqual(up.map(name => String(name).toLowerCase()).toSorted());
    expect(ask('signups?sort=-last_name&page[size]=1').data[0]?.attributes.last_name).toBeNull();
    const amounts = ask('donations?sort=-amount_in_cents&page[size]=3').data.map(row => row.attributes.amount_in_cents);
    expect(amounts).toEqual([500_000, 250_000, 150_000]);
  });

  it('gives only the fields that were asked for, and extra fields only on request', () => {
    const [plain] = ask('signups?page[size]=1').data;
    expect(Object.keys(plain?.attributes ?? {})).toHaveLength(141);
    expect(plain?.attributes).not.toHaveProperty('primary_address');
    expect(plain?.attributes).not.toHaveProperty('home_address_attributes');
    const [sparse] = ask('signups?fields[signups]=first_name&extra_fields[signups]=primary_address&filter[id]=110').data;
    expect(sparse?.attributes).toEqual({ first_name: 'Sarah', primary_address: expect.objectContaining({ city: 'Austin' }) });
  });

  it('answers the catalog default where a record has no value of its own', () => {
    const [plain] = ask('signups?filter[id]=101').data;
    expect(plain?.attributes).toMatchObject({ donations_count: 0, email_opt_in: true, do_not_call: false, note: null });
    expect(countOf('signups?filter[do_not_call]=false')).toBe(2500 - 130);
  });

  it('selects the tags of one person by the special filter', () => {
    const [tagging] = nation.table('signup_taggings').rows;
    const person = textOf(tagging?.signup_id);
    const expected = nation
      .table('signup_taggings')
      .where('signup_id', person)
      .map(row => row.tag_id);
    const tags = ask(`signup_tags?filter[signup_id]=${person}&page[size]=100`).data.map(tag => tag.id);
    expect(new Set(tags)).toEqual(new Set(expected));
  });

  it('finds "Volunteer" without case, but not "volunteers"', () => {
    expect(ask('signup_tags?filter[name]=volunteer').data.map(tag => tag.attributes.name)).toEqual(['Volunteer']);
    expect(ask('signup_tags?filter[name][eql]=volunteer').data).toEqual([]);
    expect(ask('signup_tags?filter[name][prefix]=VOLUNTEER').data).toHaveLength(2);
  });
});

describe('a sideload', () => {
  it('links every row and includes each record once', () => {
    const { data, included = [] } = ask('signup_taggings?filter[tag_id]=61&include=tag,signup&page[size]=100');
    expect(included.filter(record => record.type === 'signup_tags')).toHaveLength(1);
    expect(new Set(included.map(record => `${record.type}/${record.id}`)).size).toBe(included.length);
    for (const row of data) {
      expect(row.relationships.signup?.data).toEqual({ type: 'signups', id: row.attributes.signup_id });
    }
  });

  it('is only a link when not asked for', () => {
    const tagging = one(`signup_taggings/${nation.table('signup_taggings').rows[0]?.id ?? ''}`);
    expect(tagging.relationships.signup).toEqual({
      links: { related: expect.stringContaining('/signups/') },
      meta: { included: false },
    });
    const person = one('signups/110');
    expect(person.relationships.taggings?.links.related).toBe('/n/demo/api/v2/signup_taggings?filter[signup_id]=110');
    expect(person.relationships.signup_tags?.links.related).toBe('/n/demo/api/v2/signup_tags?filter[signup_id]=110');
  });

  it('is thinned out by a filter on its type, and never drops a row', () => {
    const { data, included = [] } = ask('events?include=page&filter[pages][name]=spring rally&page[size]=100');
    expect(data).toHaveLength(40);
    expect(included.map(record => record.attributes.name)).toEqual(['Spring Rally']);
    const match = ask('events?include=page&filter[pages][name][prefix]=Spring&page[size]=100');
    expect(match.included).toHaveLength(1);
  });

  it('shows the person behind an RSVP, whose id no attribute tells', () => {
    const rally = seeded.marks.get('springRally') ?? '';
    const { data, included = [] } = ask(
      `event_rsvps?filter[event_id]=${rally}&filter[attendee]=true&include=signup&page[size]=100`,
    );
    expect(data[0]?.attributes).not.toHaveProperty('signup_id');
    expect(included).toHaveLength(100);
    expect(countOf(`event_rsvps?filter[event_id]=${rally}&filter[attendee]=true`)).toBe(156);
  });

  it('is refused on the list of five types and answered on their show', () => {
    expect(refusal('signup_tags?include=taggings')).toMatchObject({ status: 400, message: expect.stringContaining('taggings') });
    const shown = ask('signup_tags/61?include=taggings&page[signup_taggings][size]=5&page[signup_taggings][number]=2');
    expect(shown.included).toHaveLength(5);
    expect(refusal('surveys?include=survey_questions')).toMatchObject({ status: 400 });
  });

  it('gives up above 2,000 included records on a list', () => {
    expect(ask('signups?include=taggings&page[size]=100').included?.length).toBeLessThanOrEqual(2000);
    expect(refusal('survey_questions?include=survey_question_responses&page[size]=100')).toMatchObject({
      status: 503,
      code: 'service_unavailable',
    });
    expect(ask('survey_questions?include=survey_question_responses&page[size]=2').included?.length).toBeGreaterThan(100);
  });

  it('of a type that the double does not hold is empty', () => {
    expect(one('signups/110?include=voter,precinct').relationships).toMatchObject({
      voter: { data: null },
      precinct: { data: null },
    });
  });
});

describe('a query that makes no sense', () => {
  it.each([
    ['signups?filter[nope]=1', '"nope"'],
    ['signups?filter[first_name][like]=a', '"like"'],
    ['signups?filter[home_address_attributes]=a', '"home_address_attributes"'],
    ['signups?filter[is_volunteer]=perhaps', '"is_volunteer"'],
    ['signups?filter[signup_tags][name]=a', '"signup_tags"'],
    ['signups?filter[memberships][nope]=a&include=memberships', '"nope"'],
    ['signups?sort=nope', '"nope"'],
    ['signups?sort=custom_values', '"custom_values"'],
    ['signups?fields[signups]=nope', '"nope"'],
    ['signups?fields[signups]=primary_address', '"primary_address"'],
    ['signups?fields[nope]=a', '"nope"'],
    ['signups?extra_fields[signups]=first_name', '"first_name"'],
    ['signups?include=donations', '"donations"'],
    ['signups?include=taggings.tag', '"taggings.tag"'],
    ['signups?page[size]=0', '"0"'],
    ['signups?page[size]=101', '"101"'],
    ['signups?page[size]=many', '"many"'],
    ['signups?page[number]=0', '"0"'],
    ['signups?page[signup_taggings][size]=5', '"signup_taggings"'],
    ['signups?stats[total]=sum', 'stats'],
    ['signups?stats[amount]=count', 'stats'],
    ['signups?limit=5', '"limit"'],
    ['signups?filter[[a]]=5', 'Malformed'],
    ['signups/110?sort=id', '"sort"'],
    ['signups/110?page[size]=5', 'page'],
    ['signups/110?filter[first_name]=a', '"first_name"'],
    ['lists/81/signups?filter[first_name]=a', '"filter'],
    ['lists/81/signups?stats[total]=count', '"stats'],
  ])('%s is refused and says what', (address, named) => {
    expect(refusal(address)).toEqual({ status: 400, code: 'bad_request', message: expect.stringContaining(named) });
  });

  it('asks for a record that is not there', () => {
    for (const address of ['signups/999999', 'signups/abc', 'lists/999999/signups', 'donations/me']) {
      expect(refusal(address)).toMatchObject({ status: 404, code: 'not_found' });
    }
    expect(findRoute('GET', 'sites/1')).toBeUndefined();
    expect(findRoute('DELETE', 'path_journeys/1')).toBeUndefined();
    expect(findRoute('GET', 'signups/1/relationships/tags')).toBeUndefined();
    expect(findRoute('GET', 'signups/{id}')).toEqual(expect.objectContaining({ id: '{id}' }));
  });

  it('filters by id where the vendor is thought not to', () => {
    expect(() => ask('signups?filter[id]=110', 'ada', { refuseIdFilter: true, pageEverything: false })).toThrow('"id"');
  });
});

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
