import { operations } from '@nat/nationbuilder';
import { ask, countOf, nation, walk } from '../test-support/demo-reader';
import { type NationRecord, textOf } from './records';

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
