import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { NationSlug } from '@nat/contracts';
import { anEntry, demo, entries } from '../../test/audit-chains';
import { emptyChain, hashOf, headOf, linkedTo } from './chain-link';

it('numbers entries from 1 and ties each to the one before it, however they are cut into batches', () => {
  fc.assert(
    fc.property(entries({ minLength: 1, maxLength: 12 }), fc.nat(12), (all, cut) => {
      const whole = linkedTo(demo, emptyChain, all);
      const first = linkedTo(demo, emptyChain, all.slice(0, cut));
      const rest = linkedTo(demo, first.length > 0 ? headOf(first.at(-1)!) : emptyChain, all.slice(cut));
      expect([...first, ...rest]).toEqual(whole);
      expect(whole.map(({ link }) => link.sequence)).toEqual(all.map((_, index) => index + 1));
      expect(whole.slice(1).map(({ link }) => link.previousHash)).toEqual(whole.slice(0, -1).map(({ link }) => link.hash));
    }),
  );
});

it('hashes what RFC 8785 makes of entry, place and nation, after the hash before: whoever reads this can do it again', () => {
  const entry = anEntry(0, { actor: 'usr_a', data: { role: 'admin', count: 2, again: false } });
  const place = { sequence: 7, previousHash: 'ab'.repeat(32), previousExpiresAt: 5 };
  const text =
    '{"actor":"usr_a","auditId":"aud_00000000000000000000000000000000","data":{"again":false,"count":2,"role":"admin"},' +
    '"expiresAt":1781525800,"nationSlug":"demo","outcome":"succeeded","previousExpiresAt":5,"requestId":"req_1","sequence":7,' +
    '"subject":"usr_x","time":"2026-06-14T12:00:00.000Z","type":"member.removed"}';
  const expected = createHash('sha256').update('ab'.repeat(32)).update(text).digest('hex');
  expect(hashOf(demo, entry, place)).toBe(expected);
});

it('gives the same entry another hash in another nation', () => {
  const [here, there] = [demo, NationSlug.parse('other')].map(nation => linkedTo(nation, emptyChain, [anEntry(0)])[0]!);
  expect(here!.link.hash).not.toBe(there!.link.hash);
});

it('never lets a later entry expire before an earlier one', () => {
  const given = [300, 100, 200, 400].map((expiresAt, index) => anEntry(index, { expiresAt }));
  const linked = linkedTo(demo, emptyChain, given);
  expect(linked.map(({ entry }) => entry.expiresAt)).toEqual([300, 300, 300, 400]);
  expect(linked.map(({ link }) => link.previousExpiresAt)).toEqual([0, 300, 300, 300]);
});
