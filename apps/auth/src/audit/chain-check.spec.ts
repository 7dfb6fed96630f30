import type { AuditChain } from '@nat/contracts';
import fc from 'fast-check';
import { anEntry, chained, demo, entries, now } from '../../test/audit-chains';
import type { StoredEntry } from './audit.store';
import { ChainCheck } from './chain-check';
import { type ChainHead, emptyChain, linkedTo } from './chain-link';

function check(log: readonly StoredEntry[], head: ChainHead, headNow = head, at = now): AuditChain {
  const chainCheck = new ChainCheck(demo, head, at);
  for (const stored of log) if (stored.entry.expiresAt > at) chainCheck.add(stored);
  return chainCheck.verdict(headNow);
}

const logs = entries({ minLength: 1, maxLength: 12 });
const five = Array.from({ length: 5 }, (_, index) => anEntry(index, { data: { count: index } }));

/** A log of five with one thing done to it. */
function spoiled(spoil: (log: StoredEntry[]) => StoredEntry[] | void): AuditChain {
  const { log, head } = chained(five);
  return check(spoil(log) ?? log, head);
}

it('finds a log intact that is as it was written, read in any order', () => {
  const shuffled = logs.chain(all => {
    const { log, head } = chained(all);
    return fc.record({ head: fc.constant(head), log: fc.shuffledSubarray(log, { minLength: log.length }) });
  });
  fc.assert(
    fc.property(shuffled, ({ log, head }) => {
      expect(check(log, head)).toEqual({ intact: true, from: 1, to: log.length, hash: head.hash, waiting: 0 });
    }),
    { numRuns: 1_000 },
  );
});

it('finds a log without entries intact', () => expect(check([], emptyChain)).toEqual({ intact: true, waiting: 0 }));

describe('one alteration of one stored entry', () => {
  /** Every field of an entry and its link, by what it may be replaced with. */
  const replacement = fc.oneof(fc.string(), fc.integer(), fc.constant(undefined), fc.boolean());
  const entryFields = ['auditId', 'type', 'subject', 'actor', 'outcome', 'data', 'time', 'requestId', 'network', 'expiresAt'];
  const linkFields = ['sequence', 'previousHash', 'previousExpiresAt', 'hash'];
  const field = fc.constantFrom(...entryFields.map(name => ['entry', name]), ...linkFields.map(name => ['link', name]));

  it('is found, whatever it is and wherever', () => {
    fc.assert(
      fc.property(logs, fc.nat(11), field, replacement, (all, at, [part = '', name = ''], value) => {
        const { log, head } = chained(all);
        const target = log[at % log.length]!;
        const before = (target as unknown as Record<string, Record<string, unknown>>)[part]!;
        const changed = { ...before, [name]: value };
        if (value === undefined) delete changed[name];
        fc.pre(JSON.stringify(changed[name]) !== JSON.stringify(before[name]));
        fc.pre(!(part === 'link' && name === 'sequence' && typeof value !== 'number'));
        const altered = log.map(stored => (stored === target ? { ...stored, [part]: changed } : stored));
        expect(check(altered, head)).toMatchObject({ intact: false });
      }),
      { numRuns: 3_000 },
    );
  });

  it('is found inside its data, and by moving its row to another time', () => {
    expect(spoiled(log => void (log[2]!.entry = { ...log[2]!.entry, data: { count: 3 } }))).toEqual(wrong(3, 'altered'));
    expect(spoiled(log => void (log[2]!.position = log[2]!.position.replace('2026', '2025')))).toEqual(wrong(3, 'altered'));
  });
});

function wrong(brokenAt: number, problem: string) {
  return { intact: false, brokenAt, problem };
}

it.each([1, 2, 3, 4, 5])('finds entry %d of 5 gone', sequence => {
  expect(spoiled(log => log.toSpliced(sequence - 1, 1))).toEqual(wrong(sequence, 'missing'));
});

it('finds any part of a log gone, and names its beginning', () => {
  fc.assert(
    fc.property(logs, fc.nat(), fc.nat(), (all, at, count) => {
      const { log, head } = chained(all);
      const first = at % log.length;
      const verdict = check(log.toSpliced(first, 1 + (count % (log.length - first))), head);
      // What is left behind a cut front names the last of what was cut; a log that is all gone names its end.
      expect(verdict).toMatchObject({ intact: false, problem: 'missing' });
      if (first > 0) expect(verdict).toEqual(wrong(first + 1, 'missing'));
    }),
  );
});

it('finds two entries that changed places, though each is linked anew where it stands', () => {
  expect(
    spoiled(log => {
      const [a, b] = [log[1]!, log[2]!];
      log[1] = { ...a, link: b.link! };
      log[2] = { ...b, link: a.link! };
    }),
  ).toEqual(wrong(2, 'altered'));
  const { log, head } = chained(five);
  const turned = chained([five[0]!, five[2]!, five[1]!, five[3]!, five[4]!]).log;
  expect(check([...turned.slice(0, 3), ...log.slice(3)], head)).toEqual(wrong(4, 'relinked'));
});

it('finds that an entry lies about when the one before it may be gone, though all after it is linked anew with its head', () => {
  const start = chained(five.slice(0, 3));
  const { log, head } = chained(five.slice(3), { ...start.head, expiresAt: now - 1 });
  expect(check([...start.log, ...log], head)).toEqual(wrong(4, 'relinked'));
});

it('finds an entry that was put in: beside another, behind the end, without a place, or the chain of another beginning', () => {
  const { log, head } = chained(five);
  expect(check([...log, { ...log[2]!, position: log[2]!.position }], head)).toEqual(wrong(3, 'inserted'));
  const [behind] = linkedTo(demo, head, [anEntry(5)]);
  const after = { ...behind!, waiting: false, position: log[4]!.position };
  expect(check([...log, after], head)).toEqual(wrong(6, 'inserted'));
  const { link: _, ...placeless } = log[2]!;
  expect(check([...log, placeless], head)).toEqual(wrong(0, 'inserted'));
  const [forged] = linkedTo(demo, { ...emptyChain, hash: 'f'.repeat(64) }, [five[0]!]);
  expect(check([{ ...log[0]!, ...forged! }], { sequence: 1, hash: forged!.link.hash, expiresAt: five[0]!.expiresAt })).toEqual(
    wrong(1, 'relinked'),
  );
});

it.each([
  ['another hash', (head: ChainHead) => ({ ...head, hash: '0'.repeat(64) }), wrong(5, 'head')],
  ['another expiry', (head: ChainHead) => ({ ...head, expiresAt: now - 1 }), wrong(5, 'head')],
  ['an earlier end', () => chained(five.slice(0, 4)).head, wrong(5, 'inserted')],
  ['a later end', (head: ChainHead) => ({ ...head, sequence: 7 }), wrong(6, 'missing')],
  ['no end', () => emptyChain, wrong(1, 'inserted')],
])('finds a head that was given %s', (_, forge, expected) => {
  const { log, head } = chained(five);
  expect(check(log, forge(head))).toEqual(expected);
});

it('begins where retention has come to, however long the expired rows stay, and from nothing goes on', () => {
  const { log, head } = chained(five);
  const thirdExpired = five[2]!.expiresAt;
  const kept = { intact: true, from: 4, to: 5, hash: head.hash, waiting: 0 };
  expect(check(log, head, head, thirdExpired)).toEqual(kept);
  expect(check(log.slice(3), head, head, thirdExpired)).toEqual(kept);
  expect(check([log[0]!, ...log.slice(3)], head, head, thirdExpired)).toEqual(kept);
  expect(check([], head, head, five[4]!.expiresAt)).toEqual({ intact: true, waiting: 0 });
  expect(check(log.slice(4), head, head, thirdExpired)).toEqual(wrong(4, 'missing'));
});

it('leaves what is chained while it looks to the next look, and counts what waits', () => {
  const { log } = chained(five);
  const [early, late] = [chained(five.slice(0, 3)).head, chained(five).head];
  const waiting: StoredEntry = { entry: anEntry(9), waiting: true, position: 'p' };
  expect(check([waiting, ...log], early, late)).toEqual({ intact: true, from: 1, to: 3, hash: early.hash, waiting: 1 });
  expect(check(log, late, early)).toEqual(wrong(4, 'inserted'));
});

it('holds a handful of stretches however long a log is that is nearly in order', () => {
  const { log, head } = chained(Array.from({ length: 2_000 }, (_, index) => anEntry(index)));
  const chainCheck = new ChainCheck(demo, head, now);
  let most = 0;
  const nearly = log.toReversed().map((_, index, all) => all[index ^ 1] ?? all[index]!);
  for (const stored of nearly) {
    chainCheck.add(stored);
    most = Math.max(most, chainCheck.size);
  }
  expect(chainCheck.verdict(head)).toMatchObject({ intact: true, from: 1, to: 2_000 });
  expect(most).toBeLessThanOrEqual(3);
});
