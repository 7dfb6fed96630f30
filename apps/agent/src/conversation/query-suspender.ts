import type { OutboxRelay } from '@nat/event-bus';
import type { Clock, Rng } from '@nat/service-kit';
import { Logger } from '@nestjs/common';
import { requested } from '../confirmations/confirmation-facts';
import type { Held } from '../confirmations/confirmation.store';
import { newConfirmation } from '../confirmations/new-confirmation';
import { cardTitle, shownEffect } from '../confirmations/shown-effect';
import type { SpentSoFar } from '../loop/spent-so-far';
import type { TurnOutcome } from '../loop/tool-calls';
import type { EventFrame } from '../stream/event-frame';
import type { QueryLog } from '../stream/query-log';
import type { AgentStore, SuspendOutcome } from './agent.store';
import type { Settled, Waiting } from './held-calls';
import type { QueryRow } from './query-row';
import { holdUntil, type Reservations } from './reservations';

export interface SuspenderPorts {
  store: AgentStore;
  reservations: Pick<Reservations, 'wait'>;
  relay: Pick<OutboxRelay, 'nudge'>;
  clock: Clock;
  rng: Rng;
}

/** Lets a query wait for its person: in one transaction with the calls it waits for, and what is told about them. */
export class QuerySuspender {
  private readonly logger = new Logger(QuerySuspender.name);

  constructor(
    private readonly query: QueryRow,
    private readonly log: QueryLog,
    private readonly ports: SuspenderPorts,
  ) {}

  /** The records of the calls of a turn that are held. */
  hold({ pending, held }: TurnOutcome): Waiting {
    const { clock, rng } = this.ports;
    const now = clock.now();
    const records = held.map(({ call, toolCallId, toolUseId }) =>
      newConfirmation(this.query, call, { confirmationId: rng.timedId('cnf', now), toolCallId, toolUseId, now }),
    );
    const idOf = new Map(records.map(({ row }) => [row.toolUseId, row.confirmationId]));
    const calls = pending.calls.map(call => {
      const confirmationId = idOf.get(call.toolUseId);
      return confirmationId === undefined ? call : { ...call, confirmationId };
    });
    return { pending: { calls }, held: records };
  }

  async suspend({ pending, held, open, decisions }: Settled, spent: SpentSoFar): Promise<SuspendOutcome> {
    const { store, relay } = this.ports;
    const { query, log } = this;
    await log.flush();
    const frames = [
      ...held.map(one => this.required(one)),
      log.number('query.awaiting_confirmation', { confirmationIds: open.map(({ confirmationId }) => confirmationId) }),
    ];
    const until = open.map(({ expires }) => expires).toSorted()[0]!;
    const known = query.confirmationIds ?? [];
    const waiting = {
      confirmationIds: [...known, ...held.map(({ row }) => row.confirmationId)],
      decisions,
      spent,
      lastEventId: frames.at(-1)!.seq,
      leaseUntil: until,
    };
    const events = frames.map(frame => frame.logged);
    const facts = held.map(({ row }) => requested(row, query));
    // First: should this process end in between, what waits is held all the same, and what does not wait is held as before.
    await this.keepHold(until);
    const outcome = await store.suspend({ query, pending, held, waiting, events, facts });
    if (outcome !== 'suspended') {
      log.withdraw(frames);
      return outcome;
    }
    log.publish(frames);
    relay.nudge();
    return outcome;
  }

  private required({ row, content }: Held): EventFrame {
    const { confirmationId, toolCallId, title, tier, inputHash, expires: expiresAt, typedCountRequired } = row;
    return this.log.number('confirmation.required', {
      confirmationId,
      toolCallId,
      title: cardTitle(title, content.effect),
      tier,
      effect: shownEffect(content.effect, tier),
      inputHash,
      expiresAt,
      typedCountRequired,
    });
  }

  /** Should it be lost, the query is not billed; the change it waits for can still be approved. */
  private async keepHold(until: string): Promise<void> {
    try {
      await this.ports.reservations.wait(this.query, holdUntil(until));
    } catch (error) {
      this.logger.warn({ event: 'query', queryId: this.query.queryId, what: 'wait', reason: String(error) });
    }
  }
}
