import type { AuditChain, AuditChainProblem, NationSlug } from '@nat/contracts';
import { type StoredEntry, positionOf } from './audit.store';
import { type ChainHead, type ChainLink, emptyChain, hashOf } from './chain-link';

/** Entries that follow each other without a gap, by what their two ends say. */
interface Stretch {
  first: ChainLink;
  last: ChainLink;
  /** Epoch seconds at which the last entry expires. */
  lastExpiresAt: number;
}

/**
 * Compares a nation's log with its chain, entry by entry in whatever order they come. It holds only the stretches found so far:
 * read in order of time, which is nearly that of the chain, these are a handful however long the log is. Pure.
 */
export class ChainCheck {
  private readonly stretches = new Set<Stretch>();
  private readonly byFirst = new Map<number, Stretch>();
  private readonly byLast = new Map<number, Stretch>();
  private broken: { brokenAt: number; problem: AuditChainProblem } | undefined;
  private waiting = 0;
  private beyond = 0;

  /**
   * @param head read before the first entry: what is chained meanwhile is not part of this check.
   * @param now epoch seconds. Entries that have expired by then must not be added.
   */
  constructor(
    private readonly nationSlug: NationSlug,
    private readonly head: ChainHead,
    private readonly now: number,
  ) {}

  add(stored: StoredEntry): void {
    const { entry, link, position } = stored;
    if (!link) return stored.waiting ? void this.waiting++ : this.note(0, 'inserted');
    this.beyond = Math.max(this.beyond, link.sequence);
    if (link.sequence > this.head.sequence) return;
    const { hash, ...place } = link;
    if (position !== positionOf(entry) || hashOf(this.nationSlug, entry, place) !== hash) this.note(link.sequence, 'altered');
    this.join({ first: link, last: link, lastExpiresAt: entry.expiresAt });
  }

  /** Stretches held: what this check takes of memory. */
  get size(): number {
    return this.stretches.size;
  }

  /** @param headNow read after the last entry. */
  verdict(headNow: ChainHead): AuditChain {
    const ordered = [...this.stretches].sort((a, b) => a.first.sequence - b.first.sequence);
    this.lookAtFront(ordered[0]);
    for (const [index, stretch] of ordered.entries()) this.lookBetween(ordered[index - 1], stretch);
    this.lookAtEnd(ordered.at(-1), headNow);
    if (this.broken) return { intact: false, ...this.broken };
    const [only] = ordered;
    const range = only && { from: only.first.sequence, to: only.last.sequence, hash: only.last.hash };
    return { intact: true, ...range, waiting: this.waiting };
  }

  /** Puts a stretch beside those that end before it or begin after it. */
  private join(stretch: Stretch): void {
    const before = this.byLast.get(stretch.first.sequence - 1);
    if (before) this.followed(before, stretch);
    const joined = before ? { ...stretch, first: before.first } : stretch;
    const after = this.byFirst.get(joined.last.sequence + 1);
    if (after) this.followed(joined, after);
    const whole = after ? { ...after, first: joined.first } : joined;
    for (const part of [before, after]) if (part) this.forget(part);
    this.stretches.add(whole);
    this.byFirst.set(whole.first.sequence, whole);
    this.byLast.set(whole.last.sequence, whole);
  }

  private forget(stretch: Stretch): void {
    this.stretches.delete(stretch);
    this.byFirst.delete(stretch.first.sequence);
    this.byLast.delete(stretch.last.sequence);
  }

  private followed({ last, lastExpiresAt }: Stretch, { first }: Stretch): void {
    const follows = first.previousHash === last.hash && first.previousExpiresAt === lastExpiresAt;
    if (!follows) this.note(first.sequence, 'relinked');
  }

  /** What is gone before the first entry must have expired, which that entry itself says. */
  private lookAtFront(first: Stretch | undefined): void {
    if (!first) return;
    const { sequence, previousHash, previousExpiresAt } = first.first;
    if (sequence < 1) this.note(sequence, 'inserted');
    else if (sequence > 1 && previousExpiresAt > this.now) this.note(sequence - 1, 'missing');
    else if (sequence === 1 && (previousHash !== emptyChain.hash || previousExpiresAt !== 0)) this.note(1, 'relinked');
  }

  private lookBetween(before: Stretch | undefined, stretch: Stretch): void {
    if (!before) return;
    const next = before.last.sequence + 1;
    if (stretch.first.sequence > next) this.note(next, 'missing');
    else this.note(stretch.first.sequence, 'inserted');
  }

  private lookAtEnd(end: Stretch | undefined, headNow: ChainHead): void {
    const { sequence, hash, expiresAt } = this.head;
    if (this.beyond > headNow.sequence) this.note(headNow.sequence + 1, 'inserted');
    if (!end) {
      if (expiresAt > this.now) this.note(sequence, 'missing');
    } else if (end.last.sequence < sequence) this.note(end.last.sequence + 1, 'missing');
    else if (end.last.hash !== hash || end.lastExpiresAt !== expiresAt) this.note(sequence, 'head');
  }

  /** Keeps the first place; of two problems at one place the one that was found first. */
  private note(brokenAt: number, problem: AuditChainProblem): void {
    if (!this.broken || brokenAt < this.broken.brokenAt) this.broken = { brokenAt, problem };
  }
}
