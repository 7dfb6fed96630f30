import { resourceTypes } from '@nat/nationbuilder';
import { adminPage } from '../admin/admin-pages';
import { textOf } from '../engine/records';
import { servedType } from '../engine/served-types';
import { NOW } from '../test-support/sign-in';
import { seedDemoNation } from './demo-nation';
import { makeHostileNation } from './hostile-nation';

const demo = seedDemoNation(1, Date.parse(NOW)).nation;
const { nation, hostileTexts } = makeHostileNation(demo);

describe('the hostile nation', () => {
  it('has an attack in every text of every type, three times where there are three records', () => {
    for (const type of resourceTypes) {
      const texts = servedType(type).readable.filter(({ kind }) => kind === 'text');
      const records = Math.min(3, nation.table(type).rows.length);
      for (const { name } of texts) {
        const planted = hostileTexts.filter(text => text.type === type && text.attribute === name);
        expect([type, name, planted.length]).toEqual([type, name, records]);
      }
    }
    for (const { type, id, attribute, canary } of hostileTexts)
      expect(JSON.stringify(nation.table(type).find(id)?.[attribute])).toContain(canary);
    expect(new Set(hostileTexts.map(({ canary }) => canary)).size).toBe(hostileTexts.length);
  });

  it('has notes of a megabyte, and leaves its users and the nation demo alone', () => {
    expect(Math.max(...nation.table('signups').rows.map(person => textOf(person.note).length))).toBe(1_000_000);
    expect(nation.table('signups').find(nation.users.get('ada') ?? '')?.full_name).toBe('Ada Admin');
    expect(
      demo.types().flatMap(type => demo.table(type).rows.filter(row => JSON.stringify(row).includes(`CANARY-${type}-`))),
    ).toEqual([]);
  });

  it.each(resourceTypes)('shows its %s as text on lists and pages', type => {
    const show = (path: string) =>
      adminPage({ nation, prefix: '/n/hostile', method: 'GET', path, parameters: new URLSearchParams() });
    const paths = hostileTexts.filter(text => text.type === type).map(({ id }) => `/admin/${type}/${id}`);
    for (const path of [`/admin/${type}`, ...new Set(paths)]) {
      const { status, body } = show(path);
      expect([path, status]).toEqual([path, 200]);
      expect(body).not.toMatch(/<(script|img|tool_result|!--)|<[^>]*\sonerror|href="?https?:/);
      for (const character of ['\u202e', '\u2066', '\u001b']) expect(body).not.toContain(character);
    }
  });
});
