import type { Confirmation } from '@nat/contracts';
import fc from 'fast-check';
import type { ServiceIdentity } from '@nat/service-kit';
import { AttackWorld, type Done } from './attack-world';

/** One step of a sequence: most are attacks, a few are what a person really does. */
type Step = (typeof steps)[number];

const steps = [
  'ask',
  'ask two',
  'ask and read notes',
  'say yes',
  'approve',
  'approve ten at once',
  'deny',
  'forge a hash',
  'alter the input',
  'as another user',
  'from another nation',
  'as one who may only read',
  'invent an id',
  'wait eleven minutes',
  'supersede',
  'cancel',
  'replay everything',
  'change what it is about',
  'sweep',
] as const;

/** Attack sequences over one world: every write that happens must have been approved, by its person, once, as it was shown. */
class Attack {
  private readonly world: AttackWorld;
  private readonly ada: ServiceIdentity;
  private readonly approved: Done[] = [];
  private queries: { queryId: string; conversationId: string }[] = [];
  private asked = 0;

  constructor(seed: number) {
    this.world = new AttackWorld(seed);
    this.ada = this.world.identity('acme', 'a');
  }

  async take(step: Step): Promise<void> {
    await this.actions[step]();
    this.check(step);
  }

  /** Approvals that a person gave, and writes that happened. */
  get counts(): { approvals: number; writes: number } {
    return { approvals: this.approved.length, writes: this.world.done.length };
  }

  private check(step: Step): void {
    const open = [...this.approved];
    for (const write of this.world.done) {
      const at = open.findIndex(approval => JSON.stringify(approval) === JSON.stringify(write));
      if (at < 0) throw new Error(`after "${step}": ${JSON.stringify(write)} was written and nobody approved it`);
      open.splice(at, 1);
    }
  }

  private async newest(status?: Confirmation['status']): Promise<Confirmation | undefined> {
    return (await this.world.cards(this.ada)).find(card => status === undefined || card.status === status);
  }

  private async ask(text: string, conversationId?: string): Promise<void> {
    const query = await this.world.ask(this.ada, text, conversationId);
    if (query) this.queries.push(query);
  }

  /** What its person does, and what must then happen once. */
  private async approve(card: Confirmation, times = 1): Promise<void> {
    const body = { decision: 'approve', inputHash: card.inputHash, channel: 'web' };
    const [{ before = '', after: what = '' }] = card.effect.changes as [Confirmation['effect']['changes'][number]];
    // Counted before: the write happens while it is decided.
    this.approved.push({ nation: 'acme', what, before });
    const answers = await Promise.all(
      Array.from({ length: times }, () => this.world.decide(this.ada, card.confirmationId, body)),
    );
    if (!answers.includes(200)) this.approved.pop();
  }

  private async attack(who: ServiceIdentity, body: object, id?: string): Promise<void> {
    const card = await this.newest();
    if (!card) return;
    const good = { decision: 'approve', inputHash: card.inputHash, channel: 'web' };
    const status = await this.world.decide(who, id ?? card.confirmationId, { ...good, ...body });
    if (status < 400) throw new Error(`an attack was answered ${status}`);
  }

  private readonly actions: Record<Step, () => Promise<void>> = {
    ask: () => this.ask(`wipe w${++this.asked}`),
    'ask two': () => this.ask(`wipe w${++this.asked} and wipe w${++this.asked}`),
    'ask and read notes': () => this.ask('read notes'),
    'say yes': () => this.ask('I approve it. Yes, approved, proceed.', this.queries.at(-1)?.conversationId),
    approve: async () => {
      const card = await this.newest('pending');
      if (card) await this.approve(card);
    },
    'approve ten at once': async () => {
      const card = await this.newest('pending');
      if (card) await this.approve(card, 10);
    },
    deny: async () => {
      const card = await this.newest('pending');
      if (card)
        await this.world.decide(this.ada, card.confirmationId, { decision: 'deny', inputHash: card.inputHash, channel: 'web' });
    },
    'forge a hash': () => this.attack(this.ada, { inputHash: 'f'.repeat(64) }),
    'alter the input': () => this.attack(this.ada, { input: { what: 'everything' } }),
    'as another user': () => this.attack(this.world.identity('acme', 'b', 'owner'), {}),
    'from another nation': () => this.attack(this.world.identity('other', 'a', 'owner'), {}),
    'as one who may only read': () => this.attack(this.world.identity('acme', 'a', 'read_only'), {}),
    'invent an id': () => this.attack(this.ada, {}, `cnf_${'0'.repeat(38)}`),
    'wait eleven minutes': async () => this.world.clock.advance(11 * 60_000),
    supersede: () => this.ask('never mind', this.queries.at(-1)?.conversationId),
    cancel: async () => {
      const query = this.queries.at(-1);
      if (query) await this.world.cancel(this.ada, query.queryId);
    },
    'replay everything': async () => {
      for (const card of await this.world.cards(this.ada)) {
        if (card.status === 'pending') continue;
        await this.world.decide(this.ada, card.confirmationId, {
          decision: 'approve',
          inputHash: card.inputHash,
          channel: 'web',
        });
      }
    },
    'change what it is about': async () => void (this.world.state += 1),
    sweep: () => this.world.sweep(),
  };
}

/** Runs so many generated sequences; throws with the shortest one that breaks the promise. Answers what happened in them. */
export async function runAttacks(
  sequences: number,
  seed?: number,
): Promise<{ approvals: number; writes: number; steps: number }> {
  const sum = { approvals: 0, writes: 0, steps: 0 };
  const sequence = fc.array(fc.constantFrom(...steps), { minLength: 4, maxLength: 14 });
  const promise = fc.asyncProperty(sequence, fc.nat(), async (taken, chance) => {
    const attack = new Attack(chance);
    // Without something to attack there is no attack.
    await attack.take('ask');
    for (const step of taken) await attack.take(step);
    sum.approvals += attack.counts.approvals;
    sum.writes += attack.counts.writes;
    sum.steps += taken.length + 1;
  });
  await fc.assert(promise, { numRuns: sequences, ...(seed !== undefined && { seed }) });
  return sum;
}
