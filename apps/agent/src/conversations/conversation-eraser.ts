import type { Clock, Repetition } from '@nat/service-kit';
import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { QueryRow } from '../conversation/query-row';
import type { NationSettingsService } from '../settings/nation-settings.service';
import { hasExpired } from './conversation-expiry';
import type { Erasure, ErasureStore } from './erasure.store';

const sweepMs = 60_000;
/** Expired conversations are erased within a day (reliability, section 5.10); a walk over all that are idle is not dear. */
const expiryMs = 6 * 3_600_000;
/** The shortest retention: nothing younger can have expired. */
const youngestMs = 86_400_000;
/**
 * A runner that lost its query may still be writing when its conversation is erased. Once it surely is not, everything is
 * erased a second time.
 */
export const erasureGraceMs = 10 * 60_000;
/** Rows, and queries at once, erased between two looks at whether the process ends. */
const step = { rows: 500, queries: 10 } as const;

/** Keeps something because of a query, beside the conversation: held calls, actions. */
export interface QueryContentHolder {
  /**
   * Erases what they are about; ids and outcomes stay. Repeated after a crash, so twice is as once. False while something of
   * it is still being carried out: the query stays, and is asked about again within a minute.
   */
  eraseContentOf(query: QueryRow): Promise<boolean>;
}

export interface EraserPorts {
  erasures: ErasureStore;
  holders: readonly QueryContentHolder[];
  settings: Pick<NationSettingsService, 'of'>;
  clock: Clock;
}

/**
 * Erases conversations that their person deleted or that have expired: what they say, what their queries logged, and what
 * others keep because of them. Ended in the middle, it is gone on with within a minute, by any process.
 */
export class ConversationEraser implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ConversationEraser.name);
  private repetitions: Repetition[] = [];
  /** Conversations this process is at: a large one takes longer than the time between two looks. */
  private readonly at = new Set<string>();
  private ending = false;

  constructor(private readonly ports: EraserPorts) {}

  onApplicationBootstrap(): void {
    const { clock } = this.ports;
    const report = (error: unknown): void => this.report(error);
    this.repetitions = [
      clock.every(sweepMs, () => this.sweep(), report, 'at_once'),
      clock.every(expiryMs, () => this.expire(), report, 'at_once'),
    ];
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.ending = true;
    await Promise.all(this.repetitions.map(repetition => repetition.stop()));
  }

  /** Looks at once; nobody needs to wait for it. */
  nudge(): void {
    void this.sweep().catch(error => this.report(error));
  }

  /** Goes on with every erasure that is due. One that fails keeps the others from nothing. */
  async sweep(): Promise<void> {
    const { erasures, clock } = this.ports;
    for (const erasure of await erasures.due(clock.iso())) {
      const { conversationId } = erasure;
      if (this.ending) return;
      if (this.at.has(conversationId)) continue;
      this.at.add(conversationId);
      await this.goOn(erasure)
        .catch(error => this.report(error))
        .finally(() => this.at.delete(conversationId));
    }
  }

  /** Begins to erase what has expired by the retention its nation has now. */
  async expire(): Promise<void> {
    const { erasures, settings, clock } = this.ports;
    const youngest = new Date(clock.now() - youngestMs).toISOString();
    for await (const { owner, conversation } of erasures.idleSince(youngest)) {
      if (this.ending) return;
      const { retentionDays } = await settings.of(owner.nationSlug);
      if (!hasExpired(conversation, retentionDays, clock.iso())) continue;
      // Refused when somebody is asking in it at this moment: then it has not expired after all.
      await erasures.begin(owner, conversation.conversationId, conversation);
    }
    await this.sweep();
  }

  private async goOn(erasure: Erasure): Promise<void> {
    const { erasures, clock } = this.ports;
    if (!(await this.eraseQueries(erasure))) return;
    while (!this.ending && !(await erasures.eraseContent(erasure, step.rows)));
    if (this.ending) return;
    const again = Date.parse(erasure.requestedAt) + erasureGraceMs;
    if (clock.now() >= again) return erasures.finish(erasure);
    await erasures.postpone(erasure, new Date(again).toISOString());
    this.logger.log({ event: 'conversation_erased', conversationId: erasure.conversationId });
  }

  /** Queries come first: an answer can be looked at by the id of its query. False when some have to stay for now. */
  private async eraseQueries(erasure: Erasure): Promise<boolean> {
    while (!this.ending) {
      const queries = await this.ports.erasures.queries(erasure, step.queries);
      if (queries.length === 0) return true;
      const erased = await Promise.all(queries.map(query => this.eraseQuery(erasure, query)));
      if (erased.includes(false)) return false;
    }
    return false;
  }

  private async eraseQuery(erasure: Erasure, query: QueryRow): Promise<boolean> {
    const { erasures, holders } = this.ports;
    for (const holder of holders) if (!(await holder.eraseContentOf(query))) return false;
    await erasures.eraseQuery(erasure, query.queryId);
    return true;
  }

  private report(error: unknown): void {
    this.logger.error({ event: 'erasure_failed', error: String(error) });
  }
}
