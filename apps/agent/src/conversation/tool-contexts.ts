import { EgressLimiter, NationBuilderClient, type NationOrigin } from '@nat/nationbuilder';
import { type Clock, RetryBudget, type Rng } from '@nat/service-kit';
import type { ToolContext } from '../tools/kit/define-tool';
import type { Ledger } from '../tools/kit/ledger';
import { Links } from '../tools/kit/links';
import type { ExportStore } from '../tools/results/export.store';
import type { ResultSetStore } from '../tools/results/result-set.store';
import type { NationConnection } from './access-tokens';
import type { Owner } from './query-row';

export interface ToolContextPorts {
  origin: NationOrigin;
  resultSets: ResultSetStore;
  exports: ExportStore;
  /** What this person changed, as their tools see it; `all`: what anybody of the nation changed. */
  ledger: (owner: Owner, whose: 'own' | 'all') => Ledger;
  clock: Clock;
  rng: Rng;
  /** IANA zone of nations that have chosen none. */
  timeZone: string;
  /** Processes that call NationBuilder from one address. */
  processes: number;
}

/** Whom tools work for. */
export type ContextOwner = Owner & {
  conversationId?: string;
  /** IANA zone of the nation, where it has chosen one. */
  timeZone?: string;
};

/** What the tools of a query work with. One of it per process: it holds the limits that all queries share. */
export class ToolContexts {
  /** Of all nations: they share the address this process calls from. */
  private readonly egress: EgressLimiter;
  private readonly retryBudget = new RetryBudget();

  constructor(private readonly ports: ToolContextPorts) {
    this.egress = new EgressLimiter(ports.clock, { processes: ports.processes });
  }

  /** Bound to a nation, a person and a conversation: nothing a tool is given can name another. */
  of(owner: ContextOwner, connection: NationConnection, signals: Pick<ToolContext, 'signal' | 'sending'>): ToolContext {
    const { origin, resultSets, exports, ledger, clock, rng, timeZone } = this.ports;
    const nation = new NationBuilderClient({
      slug: owner.nationSlug,
      origin,
      tokens: connection,
      limit: this.egress.for(owner.nationSlug, connection.limitKey),
      retryBudget: this.retryBudget,
      clock,
      rng,
    });
    return {
      nation,
      links: new Links(origin, owner.nationSlug),
      clock,
      timeZone: owner.timeZone ?? timeZone,
      // Outside a conversation no selection is known.
      resultSets: resultSets.of(owner, owner.conversationId ?? 'none'),
      exports: exports.of(owner),
      ledger: ledger(owner, 'own'),
      ...signals,
    };
  }

  /** For taking back an action that this person may take back, whosever it is. */
  ledgerFor(owner: Owner, { userId }: { userId: string }): Ledger {
    return this.ports.ledger(owner, userId === owner.userId ? 'own' : 'all');
  }
}
