import type {
  Conversation,
  ConversationsPage,
  CreateConversation,
  MessagesPage,
  PageRequest,
  RetentionDays,
} from '@nat/contracts';
import { AppError, type Clock, decodeCursor, pageFrom, type Rng, type ServiceIdentity } from '@nat/service-kit';
import type { QueriesService } from '../conversation/queries.service';
import type { ConversationRow } from '../conversation/query-row';
import type { NationSettingsService } from '../settings/nation-settings.service';
import type { ConversationEraser } from './conversation-eraser';
import { effectiveExpiry, expiredSince, expiryOf, hasExpired } from './conversation-expiry';
import { recencyOf } from './conversation-keys';
import type { ConversationStore } from './conversation.store';
import type { ErasureStore } from './erasure.store';
import { fromTheEnd, placeForm, readPlace, timeline } from './timeline';

const untitled = 'New conversation';
const recencyForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#cnv_[0-9a-z]{26,52}$/;
/** A conversation in which a query begins or ends at this moment is tried again; more often than this it is in use. */
const eraseAttempts = 3;

export interface ConversationsPorts {
  store: ConversationStore;
  erasures: ErasureStore;
  eraser: Pick<ConversationEraser, 'nudge'>;
  queries: Pick<QueriesService, 'find' | 'cancel'>;
  settings: Pick<NationSettingsService, 'of'>;
  clock: Clock;
  rng: Rng;
}

/** The use cases of conversations. Each is private to its user in its nation: another's is answered like one nobody has. */
export class ConversationsService {
  constructor(private readonly ports: ConversationsPorts) {}

  async list(caller: ServiceIdentity, { limit, cursor }: PageRequest): Promise<ConversationsPage> {
    const scope = { owner: caller, list: 'conversations' };
    const before = decodeCursor(scope, cursor, recencyForm);
    const retentionDays = await this.retentionDays(caller);
    const since = expiredSince(this.ports.clock.now(), retentionDays);
    const rows = await this.ports.store.list(caller, { limit: limit + 1, before, since });
    return pageFrom({ rows, limit, scope, positionOf: recencyOf, itemOf: row => shown(row, retentionDays) });
  }

  async create(caller: ServiceIdentity, { title = untitled }: CreateConversation): Promise<Conversation> {
    const { store, clock, rng } = this.ports;
    const retentionDays = await this.retentionDays(caller);
    const createdAt = clock.iso();
    const times = { createdAt, updatedAt: createdAt, expires: expiryOf(createdAt, retentionDays) };
    const conversation = { conversationId: rng.id('cnv'), title, ...times };
    await store.create(caller, conversation);
    return shown(conversation, retentionDays);
  }

  async get(caller: ServiceIdentity, conversationId: string): Promise<Conversation> {
    const retentionDays = await this.retentionDays(caller);
    return shown(await this.find(caller, conversationId, retentionDays), retentionDays);
  }

  async rename(caller: ServiceIdentity, conversationId: string, title: string): Promise<Conversation> {
    const retentionDays = await this.retentionDays(caller);
    await this.find(caller, conversationId, retentionDays);
    const renamed = await this.ports.store.rename(caller, conversationId, title);
    if (!renamed) throw noConversation();
    return shown(renamed, retentionDays);
  }

  /** What was said in it, newest first. */
  async messages(caller: ServiceIdentity, conversationId: string, { limit, cursor }: PageRequest): Promise<MessagesPage> {
    const { store } = this.ports;
    await this.find(caller, conversationId, await this.retentionDays(caller));
    const scope = { owner: caller, list: 'messages', filters: { conversationId } };
    const place = decodeCursor(scope, cursor, placeForm);
    const from = place === undefined ? fromTheEnd : readPlace(place);
    // Each exchange has a message at least, so one more of them than fits fills the page and tells whether there is a next.
    const [exchanges, notes] = await Promise.all([
      store.exchanges(caller, conversationId, { limit: limit + 1, upTo: from.upTo }),
      store.notes(caller, conversationId),
    ]);
    const rows = timeline(exchanges, notes, from);
    return pageFrom({ rows, limit, scope, positionOf: entry => entry.place, itemOf: entry => entry.message });
  }

  /**
   * Takes the conversation out of reach; its content is erased from then on, also if this process ends. A query that waits
   * for its person is canceled first.
   *
   * @throws AppError `query_in_progress` while one runs.
   */
  async erase(caller: ServiceIdentity, conversationId: string): Promise<void> {
    const { erasures, eraser } = this.ports;
    await this.find(caller, conversationId, await this.retentionDays(caller));
    for (let attempt = 1; attempt <= eraseAttempts; attempt++) {
      const start = await erasures.begin(caller, conversationId);
      if (start.begun) return eraser.nudge();
      if (start.reason === 'absent') throw noConversation();
      if (start.reason === 'busy') await this.cancelWaiting(caller, start.activeQueryId);
    }
    throw new AppError('conflict', 'The conversation changed while it was deleted; try again.');
  }

  private async cancelWaiting(caller: ServiceIdentity, queryId: string): Promise<void> {
    const { queries } = this.ports;
    const query = await queries.find(caller, queryId);
    if (query.status === 'awaiting_confirmation') await queries.cancel(caller, queryId);
    if (query.status !== 'running') return;
    throw new AppError('query_in_progress', 'Nat is still answering in this conversation. Wait, or stop that answer first.', {
      existing: queryId,
    });
  }

  private async find(caller: ServiceIdentity, conversationId: string, retentionDays: RetentionDays): Promise<ConversationRow> {
    const { store, clock } = this.ports;
    const row = await store.find(caller, conversationId);
    if (!row || hasExpired(row, retentionDays, clock.iso())) throw noConversation();
    return row;
  }

  private async retentionDays({ nationSlug }: ServiceIdentity): Promise<RetentionDays> {
    return (await this.ports.settings.of(nationSlug)).retentionDays;
  }
}

/** As its person sees it. */
function shown(row: ConversationRow, retentionDays: RetentionDays): Conversation {
  const { conversationId, title, createdAt, updatedAt, activeQueryId } = row;
  const expiresAt = effectiveExpiry(row, retentionDays);
  return { conversationId, title, createdAt, updatedAt, ...(activeQueryId && { activeQueryId }), expiresAt };
}

export function noConversation(): AppError {
  return new AppError('not_found', 'There is no such conversation.');
}
