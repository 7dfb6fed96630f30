import type { Rng } from '@nat/service-kit';
import type { ActionRow } from '../actions/action-row';
import type { ActionStore } from '../actions/action.store';
import type { ConfirmationStore } from '../confirmations/confirmation.store';
import type { QueryRow } from '../conversation/query-row';
import type { QueryContentHolder } from './conversation-eraser';

/** Milliseconds by which the clocks of two processes may differ. */
const skewMs = 60_000;
const pageSize = 50;

export interface ChangesOfQueryPorts {
  confirmations: Pick<ConfirmationStore, 'find' | 'erase'>;
  actions: Pick<ActionStore, 'list' | 'erase'>;
  rng: Rng;
}

/**
 * What a query held for its person and what it changed: when its conversation is erased, their entries stay with ids, counts
 * and outcomes, and what they were about goes. From then on they cannot be taken back.
 */
export class ChangesOfQuery implements QueryContentHolder {
  constructor(private readonly ports: ChangesOfQueryPorts) {}

  async eraseContentOf(query: QueryRow): Promise<boolean> {
    const { confirmations, actions } = this.ports;
    const made = await this.actionsOf(query);
    // Whoever carries it out needs its input and writes its account; that takes minutes, not days.
    if (made.some(({ status }) => status === 'running')) return false;
    const held = await Promise.all((query.confirmationIds ?? []).map(id => confirmations.find(query, id)));
    await actions.erase(made);
    await confirmations.erase(held.flatMap(row => row ?? []));
    return true;
  }

  /** Actions begin while their query works, so only that part of the nation's ledger is read. */
  private async actionsOf({ nationSlug, queryId, createdAt, endedAt }: QueryRow): Promise<ActionRow[]> {
    const since = Date.parse(createdAt) - skewMs;
    const found: ActionRow[] = [];
    let before = this.ports.rng.timedId('act', Date.parse(endedAt ?? createdAt) + skewMs);
    for (;;) {
      const page = await this.ports.actions.list(nationSlug, { queryId, since }, { limit: pageSize, before });
      found.push(...page);
      const last = page.at(-1);
      if (page.length < pageSize || !last) return found;
      before = last.actionId;
    }
  }
}
