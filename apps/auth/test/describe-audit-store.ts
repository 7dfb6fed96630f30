import { type NationSlug } from '@nat/contracts';
import { SystemRng } from '@nat/service-kit';
import type { AuditEntry } from '../src/audit/audit-entry';
import { type AuditRange, AuditStore, positionOf, type StoredEntry } from '../src/audit/audit.store';
import { emptyChain, headOf, linkedTo } from '../src/audit/chain-link';
import { anEntry, now } from './audit-chains';
import { freshNation } from './people';

const rng = new SystemRng();

/** An entry nobody else's test has. */
export function ownEntry(number: number, more: Partial<AuditEntry> = {}): AuditEntry {
  return anEntry(number, { auditId: rng.id('aud'), ...more });
}

/** A store, and how an entry comes into it with the transaction of an effect. */
export interface AuditStoreUnderTest {
  store: AuditStore;
  add: (nationSlug: NationSlug, entry: AuditEntry) => Promise<void>;
}

/** What every form of {@link AuditStore} promises. */
export function describeAuditStore(form: string, make: () => AuditStoreUnderTest): void {
  describe(`audit store, ${form}`, () => {
    let store: AuditStore;
    let nation: NationSlug;
    let add: AuditStoreUnderTest['add'];
    beforeAll(() => {
      ({ store, add } = make());
    });
    beforeEach(() => {
      nation = freshNation();
    });

    const read = (range: Partial<AuditRange> = {}): Promise<StoredEntry[]> => all(store.read(nation, { now, ...range }));
    const ids = async (range?: Partial<AuditRange>): Promise<string[]> => (await read(range)).map(({ entry }) => entry.auditId);
    const waiting = async (): Promise<AuditEntry[]> =>
      (await all(store.unchained())).filter(({ nationSlug }) => nationSlug === nation).map(({ entry }) => entry);
    const filled = async (count: number): Promise<AuditEntry[]> => {
      const added = Array.from({ length: count }, (_, number) => ownEntry(number));
      for (const entry of added.toReversed()) await add(nation, entry);
      return added;
    };

    it('shows an entry at once, as it came in, and names it to whoever chains', async () => {
      const entry = ownEntry(0, { actor: 'usr_a', network: '192.0.2.0/24', data: { role: 'admin', count: 2, again: false } });
      await add(nation, entry);
      expect(await read()).toEqual([{ entry, link: undefined, waiting: true, position: positionOf(entry) }]);
      expect(await waiting()).toEqual([entry]);
    });

    it('reads newest first, within a half-open time and before a position, and no other nation', async () => {
      const [a, b, c, d] = (await filled(4)) as [AuditEntry, AuditEntry, AuditEntry, AuditEntry];
      await add(freshNation(), ownEntry(2));
      for (const pageSize of [undefined, 1, 3])
        expect(await ids({ pageSize })).toEqual([d, c, b, a].map(({ auditId }) => auditId));
      expect(await ids({ from: b.time, to: d.time })).toEqual([c.auditId, b.auditId]);
      expect(await ids({ before: positionOf(c) })).toEqual([b.auditId, a.auditId]);
      expect(await ids({ from: b.time, to: d.time, before: positionOf(c) })).toEqual([b.auditId]);
      expect(await ids({ from: d.time, to: b.time })).toEqual([]);
      expect(await ids({ from: d.time, before: positionOf(b) })).toEqual([]);
    });

    it('keeps an entry until its last second, and shows it not one longer though it may still be there', async () => {
      const entry = ownEntry(0);
      await add(nation, entry);
      expect(await ids({ now: entry.expiresAt - 1 })).toEqual([entry.auditId]);
      expect(await ids({ now: entry.expiresAt })).toEqual([]);
    });

    it('chains entries with the head, after which nothing waits', async () => {
      const entries = await filled(3);
      const linked = linkedTo(nation, emptyChain, await waiting());
      expect(await store.head(nation)).toEqual(emptyChain);
      expect(await store.append(nation, emptyChain, linked)).toEqual({ appended: true });
      expect((await read()).toReversed()).toEqual(
        linked.map(({ entry, link }) => ({ entry, link, waiting: false, position: positionOf(entry) })),
      );
      expect(linked.map(({ entry }) => entry.auditId)).toEqual(entries.map(({ auditId }) => auditId));
      expect(await store.head(nation)).toEqual(headOf(linked.at(-1)!));
      expect(await waiting()).toEqual([]);
    });

    it('lets nobody append to an end that is no longer the end', async () => {
      const [first, second] = (await filled(2)) as [AuditEntry, AuditEntry];
      await store.append(nation, emptyChain, linkedTo(nation, emptyChain, [first]));
      const outcome = await store.append(nation, emptyChain, linkedTo(nation, emptyChain, [second]));
      expect(outcome).toEqual({ appended: false, settled: [] });
      expect((await waiting()).map(({ auditId }) => auditId)).toEqual([second.auditId]);
    });

    it('gives no entry a second place, and none to one that is not there; the rest of a batch then has none either', async () => {
      const [first, second] = (await filled(2)) as [AuditEntry, AuditEntry];
      await store.append(nation, emptyChain, linkedTo(nation, emptyChain, [first]));
      const head = await store.head(nation);
      const gone = ownEntry(5);
      const outcome = await store.append(nation, head, linkedTo(nation, head, [first, second, gone]));
      expect(outcome).toEqual({ appended: false, settled: [first.auditId, gone.auditId] });
      expect(await store.head(nation)).toEqual(head);
      expect((await read()).map(({ link }) => link?.sequence)).toEqual([undefined, 1]);
    });

    it('lets one of ten appends at once win', async () => {
      const entries = await filled(10);
      const outcomes = await Promise.all(
        entries.map(entry => store.append(nation, emptyChain, linkedTo(nation, emptyChain, [entry]))),
      );
      expect(outcomes.filter(({ appended }) => appended)).toHaveLength(1);
      expect((await store.head(nation)).sequence).toBe(1);
    });

    it('raises the expiry of an entry with its place, never lowers that of the chain', async () => {
      const [early, late] = [ownEntry(0, { expiresAt: now + 900 }), ownEntry(1, { expiresAt: now + 500 })];
      for (const entry of [early, late]) await add(nation, entry);
      await store.append(nation, emptyChain, linkedTo(nation, emptyChain, [early, late]));
      expect((await read()).map(({ entry }) => entry.expiresAt)).toEqual([now + 900, now + 900]);
    });

    it('keeps what is noted by itself, and has it chained like the rest', async () => {
      const [nation, entry] = [freshNation(), ownEntry(1)];
      await store.note(nation, entry);
      const waiting: string[] = [];
      for await (const each of store.unchained()) if (each.nationSlug === nation) waiting.push(each.entry.auditId);
      expect(waiting).toEqual([entry.auditId]);
    });

    it('hears an event once, also ten times at once', async () => {
      const entry = ownEntry(0);
      const heard = await Promise.all(Array.from({ length: 10 }, () => store.hear(nation, 'event-1', entry)));
      expect(heard.filter(Boolean)).toHaveLength(1);
      expect(await store.hear(nation, 'event-1', ownEntry(1))).toBe(false);
      expect(await ids()).toEqual([entry.auditId]);
      expect((await waiting()).map(({ auditId }) => auditId)).toEqual([entry.auditId]);
    });

    it('hears of a subscription once for each version, and of none that was seen otherwise', async () => {
      const [first, second] = [
        { version: 1, status: 'trialing', plan: 'nat' },
        { version: 2, status: 'active', plan: 'nat' },
      ];
      expect(await store.subscription(nation)).toBeUndefined();
      const opening = { seen: undefined, next: first, entry: ownEntry(0) };
      expect(await store.hearSubscription(nation, 'v1', opening)).toBe('kept');
      expect(await store.hearSubscription(nation, 'v1', opening)).toBe('duplicate');
      expect(await store.hearSubscription(nation, 'v2', { seen: undefined, next: second, entry: ownEntry(1) })).toBe('moved');
      expect(await store.subscription(nation)).toEqual(first);
      expect(await store.hearSubscription(nation, 'v2', { seen: first, next: second })).toBe('kept');
      expect(await store.subscription(nation)).toEqual(second);
      expect(await ids()).toEqual([opening.entry.auditId]);
    });
  });
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const read: T[] = [];
  for await (const item of items) read.push(item);
  return read;
}
