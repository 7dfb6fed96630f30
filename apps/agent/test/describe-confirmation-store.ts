import type { NationSlug } from '@nat/contracts';
import { ManualClock, SystemRng } from '@nat/service-kit';
import { type ConfirmationRow, decisionMs } from '../src/confirmations/confirmation-row';
import type { Held } from '../src/confirmations/confirmation.store';
import type { Owner, QueryRow } from '../src/conversation/query-row';
import { requested } from '../src/confirmations/confirmation-facts';
import { aClosing, aContent, aDecision, aHeld, aSuspension, type ChangeStores } from './change-rows';
import { aPerson, Talk } from './conversation-rows';

const rng = new SystemRng();

/** The promises of `ConfirmationStore`, for each of its forms. */
export function describeConfirmationStore(name: string, make: (clock: ManualClock) => Promise<ChangeStores>): void {
  describe(name, () => {
    let clock: ManualClock;
    let stores: ChangeStores;
    let person: Owner;

    beforeEach(async () => {
      clock = new ManualClock('2026-11-20T10:00:00.000Z');
      stores = await make(clock);
      person = aPerson();
    });

    /** A held call that belongs to no query. */
    async function kept(more: Partial<ConfirmationRow> = {}): Promise<Held> {
      const held = aHeld(person, clock, more);
      expect(await stores.confirmations.add(held, requested(held.row, { correlationId: 'req_1' }))).toBe(true);
      return held;
    }

    /** A query that waits for two calls. */
    async function waiting(): Promise<{ query: QueryRow; first: Held; second: Held }> {
      const query = await new Talk(stores.store, clock, person).ask('Change them');
      const { queryId, conversationId } = query;
      const [first, second] = ['toolu_1', 'toolu_2'].map(toolUseId =>
        aHeld(person, clock, { queryId, conversationId, toolUseId }),
      );
      expect(await stores.store.suspend(aSuspension(query, [first!, second!], clock))).toBe('suspended');
      return { query, first: first!, second: second! };
    }
    const find = ({ row }: Held) => stores.confirmations.find(person, row.confirmationId);
    const decide = ({ row }: Held, status: 'approved' | 'denied' = 'approved') =>
      stores.confirmations.decide(aDecision(row, clock, status));
    const factIds = async () => (await stores.facts()).map(({ id }) => id);

    it('gives a held call, and what it is about, to its person alone', async () => {
      const held = await kept();
      expect(await find(held)).toEqual(held.row);
      expect(await stores.confirmations.content(held.row)).toEqual(aContent());
      const page = { limit: 10, now: clock.iso() };
      for (const other of [{ userId: rng.id('usr') }, { nationSlug: 'other' as NationSlug }]) {
        const somebody = { ...person, ...other };
        expect(await stores.confirmations.find(somebody, held.row.confirmationId)).toBeUndefined();
        expect(await stores.confirmations.list(somebody, {}, page)).toEqual([]);
        expect(await stores.confirmations.decide(aDecision({ ...held.row, ...other }, clock))).toBe(false);
      }
      expect(await find(held)).toEqual(held.row);
    });

    it('tells that it is held, and keeps none under an id that is taken', async () => {
      const held = await kept();
      const fact = requested(held.row, { correlationId: 'req_1' });
      const another = { row: { ...held.row, title: 'Something else' }, content: { ...aContent(), input: {} } };
      expect(await stores.confirmations.add(another, { ...fact, id: `${fact.id}.again` })).toBe(false);
      expect(await find(held)).toEqual(held.row);
      expect(await stores.confirmations.content(held.row)).toEqual(aContent());
      expect(await factIds()).toEqual([`${held.row.confirmationId}.requested`]);
    });

    it('is decided once, whatever fifty people at fifty screens want at once', async () => {
      const held = await kept();
      const wishes = Array.from({ length: 50 }, (_, index): 'approved' | 'denied' => (index % 2 === 0 ? 'approved' : 'denied'));
      const outcomes = await Promise.all(wishes.map(wish => decide(held, wish)));
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect(await find(held)).toMatchObject({
        status: wishes[outcomes.indexOf(true)],
        decidedAt: clock.iso(),
        decidedBy: person.userId,
        decidedRole: 'member',
        channel: 'web',
      });
      expect((await factIds()).filter(id => id.endsWith('.decided'))).toHaveLength(1);
    });

    it("keeps the person's words why not", async () => {
      const held = await kept();
      expect(await stores.confirmations.decide({ ...aDecision(held.row, clock, 'denied'), reason: 'not yet' })).toBe(true);
      expect(await find(held)).toMatchObject({ status: 'denied', reason: 'not yet' });
    });

    it('can be decided to the last millisecond and from its expiry on never', async () => {
      const [first, second] = [await kept(), await kept()];
      await clock.advance(decisionMs.interactive - 1);
      expect(await decide(first)).toBe(true);
      await clock.advance(1);
      expect(await decide(second)).toBe(false);
      expect(await find(second)).toEqual(second.row);
      expect(await factIds()).not.toContain(`${second.row.confirmationId}.decided`);
    });

    it('counts a decision on the query that waits for it, which is then due at once', async () => {
      const { query, first } = await waiting();
      expect(await stores.store.query(person, query.queryId)).toMatchObject({ decisions: 0, leaseUntil: first.row.expires });
      await clock.advance(5_000);
      expect(await stores.store.lapsed(clock.iso(), 10)).toEqual([]);
      expect(await decide(first)).toBe(true);
      const row = (await stores.store.query(person, query.queryId))!;
      expect(row).toMatchObject({ status: 'awaiting_confirmation', decisions: 1, leaseUntil: clock.iso() });
      await clock.advance(1);
      expect((await stores.store.lapsed(clock.iso(), 10)).map(({ query: due }) => due.queryId)).toEqual([query.queryId]);
    });

    it('counts every decision of many at once', async () => {
      const { query, first, second } = await waiting();
      expect(await Promise.all([decide(first), decide(second, 'denied'), decide(first, 'denied')])).toContain(false);
      expect(await stores.store.query(person, query.queryId)).toMatchObject({ decisions: 2 });
    });

    it('counts it on a query that went on too, and leaves the lease of its runner', async () => {
      const { query, first, second } = await waiting();
      await decide(first);
      const lease = new Date(clock.now() + 45_000).toISOString();
      const resumed = (await stores.store.resume((await stores.store.query(person, query.queryId))!, lease))!;
      await clock.advance(1_000);
      expect(await decide(second, 'denied')).toBe(true);
      expect(await stores.store.query(person, query.queryId)).toEqual({ ...resumed, decisions: 2 });
    });

    it('cannot be decided once its query has ended, nor without its query', async () => {
      const { query, first, second } = await waiting();
      const talk = new Talk(stores.store, clock, person);
      await talk.end((await stores.store.query(person, query.queryId))!);
      expect(await decide(first)).toBe(false);
      expect(await find(first)).toEqual(first.row);
      const orphan = { ...second.row, queryId: rng.id('qry') };
      expect(await stores.confirmations.decide(aDecision(orphan, clock))).toBe(false);
      expect((await factIds()).filter(id => id.endsWith('.decided'))).toEqual([]);
    });

    it('is closed from the state it has to be in, told once, and nobody can decide it then', async () => {
      const held = await kept();
      const { row, status, fact } = aClosing(held.row, clock);
      expect(await stores.confirmations.close(row, 'approved', status, fact)).toBe(false);
      expect(await stores.confirmations.close(row, 'pending', status, fact)).toBe(true);
      expect(await stores.confirmations.close(row, 'pending', status, fact)).toBe(true); // harmless when repeated
      expect(await stores.confirmations.close(row, 'pending', 'expired', fact)).toBe(false);
      expect(await decide(held)).toBe(false);
      expect(await find(held)).toMatchObject({ status: 'superseded' });
      expect((await factIds()).filter(id => id.endsWith('.superseded'))).toHaveLength(1);
    });

    it('is withdrawn after its approval, but not as one that still waits', async () => {
      const held = await kept();
      await decide(held);
      const { row, fact } = aClosing(held.row, clock);
      expect(await stores.confirmations.close(row, 'pending', 'expired', fact)).toBe(false);
      expect(await stores.confirmations.close(row, 'approved', 'superseded', fact)).toBe(true);
      expect(await find(held)).toMatchObject({ status: 'superseded', decidedBy: person.userId });
    });

    it('lists those of a person, newest first, page by page, each once', async () => {
      const made: string[] = [];
      for (let index = 0; index < 7; index++) {
        made.unshift((await kept()).row.confirmationId);
        await clock.advance(1_000);
      }
      const seen: string[] = [];
      for (let before: string | undefined; ;) {
        const page = await stores.confirmations.list(person, {}, { limit: 3, before, now: clock.iso() });
        seen.push(...page.map(({ confirmationId }) => confirmationId));
        if (page.length < 3) break;
        before = page.at(-1)!.confirmationId;
      }
      expect(seen).toEqual(made);
    });

    it('lists by status as it is now and by conversation, and fills a page past what does not fit', async () => {
      const conversationId = rng.id('cnv');
      const old = await kept({ conversationId });
      await clock.advance(decisionMs.interactive);
      const denied = await kept({ conversationId });
      await decide(denied, 'denied');
      await clock.advance(1);
      const open: string[] = [];
      for (let index = 0; index < 3; index++) {
        await kept({ status: 'superseded' });
        open.unshift((await kept({ conversationId })).row.confirmationId);
        await clock.advance(1);
      }
      const ids = async (filter: Parameters<ChangeStores['confirmations']['list']>[1], limit = 10) => {
        const rows = await stores.confirmations.list(person, filter, { limit, now: clock.iso() });
        return rows.map(({ confirmationId }) => confirmationId);
      };
      expect(await ids({ status: 'pending' })).toEqual(open);
      expect(await ids({ status: 'pending' }, 2)).toEqual(open.slice(0, 2));
      expect(await ids({ status: 'expired' })).toEqual([old.row.confirmationId]);
      expect(await ids({ conversationId })).toEqual([...open, denied.row.confirmationId, old.row.confirmationId]);
      expect(await ids({ conversationId, status: 'denied' })).toEqual([denied.row.confirmationId]);
      expect(await ids({ conversationId: rng.id('cnv') })).toEqual([]);
    });

    it('erases what some were about, and nothing else', async () => {
      const [first, second] = [await kept(), await kept()];
      await stores.confirmations.erase([first.row]);
      await stores.confirmations.erase([first.row]);
      expect(await stores.confirmations.content(first.row)).toBeUndefined();
      expect(await find(first)).toEqual(first.row);
      expect(await stores.confirmations.content(second.row)).toEqual(aContent());
    });
  });
}
