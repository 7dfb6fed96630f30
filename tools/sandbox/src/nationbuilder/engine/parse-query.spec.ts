import { ask, refusal } from '../test-support/demo-reader';
import { findRoute } from './routes';

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
