import { EgressLimiter, NationBuilderClient, type NationOrigin } from '@nat/nationbuilder';
import { type Clock, RetryBudget, type Rng } from '@nat/service-kit';
import type { ToolContext } from '../tools/kit/define-tool';
import { Links } from '../tools/kit/links';
import type { ExportStore } from '../tools/results/export.store';
import type { ResultSetStore } from '../tools/results/result-set.store';
import type { NationConnection } from './access-tokens';
import type { QueryRow } from './query-row';

export interface ToolContextPorts {
  origin: NationOrigin;
  resultSets: ResultSetStore;
  exports: ExportStore;
  clock: Clock;
  rng: Rng;
  /** IANA zone of the nation. */
  timeZone: string;
  /** Processes that call NationBuilder from one address. */
  processes: number;
}

/** What the tools of a query work with. One of it per process: it holds the limits that all queries share. */
export class ToolContexts {
  /** Of all nations: they share the address this process calls from. */
  private readonly egress: EgressLimiter;
  private readonly retryBudget = new RetryBudget();

  constructor(private readonly ports: ToolContextPorts) {
    this.egress = new EgressLimiter(ports.clock, { processes: ports.processes });
  }

  /** Bound to the nation, the person and the conversation of this query: nothing a tool is given can name another. */
  of(query: QueryRow, connection: NationConnection, signal: AbortSignal): ToolContext {
    const { origin, resultSets, exports, clock, rng, timeZone } = this.ports;
    const nation = new NationBuilderClient({
      slug: query.nationSlug,
      origin,
      tokens: connection,
      limit: this.egress.for(query.nationSlug, connection.limitKey),
      retryBudget: this.retryBudget,
      clock,
      rng,
    });
    return {
      nation,
      links: new Links(origin, query.nationSlug),
      clock,
      timeZone,
      resultSets: resultSets.of(query, query.conversationId),
      exports: exports.of(query),
      signal,
    };
  }
}
