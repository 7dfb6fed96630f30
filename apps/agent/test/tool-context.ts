import type { NationSlug } from '@nat/contracts';
import { NationBuilderClient, NationOrigin, TokenBucket } from '@nat/nationbuilder';
import { type Clock, SeededRng } from '@nat/service-kit';
import { InMemoryOutbox } from '@nat/event-bus';
import { InMemoryActionStore } from '../src/actions/in-memory-action.store';
import { StoredLedger } from '../src/actions/stored-ledger';
import { InMemoryAgentStore } from '../src/conversation/in-memory-agent.store';
import { catalog } from '../src/tools/catalog';
import type { ToolContext } from '../src/tools/kit/define-tool';
import { Links } from '../src/tools/kit/links';
import { InMemoryExportFiles } from '../src/tools/results/in-memory-export.store';
import { InMemoryResultSets } from '../src/tools/results/in-memory-result-set.store';

/** Of the nation. */
export const timeZone = 'America/Chicago';

interface Place {
  /** Origin of a NationBuilder double, with `{slug}` in it. */
  template: string;
  slug: string;
  accessToken: string;
  clock: Clock;
  /** By which the client waits; absent: by `clock`. */
  waitsBy?: Clock;
}

/** What tools work with at a double, as each query has it: nothing is kept yet, and no call waits for its turn. */
export function toolContext({ template, slug, accessToken, clock, waitsBy = clock }: Place) {
  const origin = new NationOrigin({ production: false, template });
  const nationSlug = slug as NationSlug;
  return {
    nation: new NationBuilderClient({
      slug: nationSlug,
      origin,
      tokens: { token: async () => ({ accessToken, generation: 1 }) },
      limit: new TokenBucket(clock, 1e6, 1e6),
      clock: waitsBy,
      rng: new SeededRng(1),
    }),
    links: new Links(origin, nationSlug),
    clock,
    timeZone,
    resultSets: new InMemoryResultSets(() => clock.iso()),
    exports: new InMemoryExportFiles(() => clock.now()),
    ledger: new StoredLedger({ nationSlug, userId: 'usr_1' }, { store: noActions(clock), registry: () => catalog, clock }),
    signal: new AbortController().signal,
  } satisfies ToolContext;
}

function noActions(clock: Clock): InMemoryActionStore {
  const outbox = new InMemoryOutbox();
  return new InMemoryActionStore(new InMemoryAgentStore(clock, outbox), outbox);
}
