import { awsOptions, createDocumentClient, ensureTable, Table } from '@nat/dynamo';
import { DynamoOutbox } from '@nat/event-bus';
import { InMemorySecretVault } from '@nat/secrets';
import { type Clock, SystemRng } from '@nat/service-kit';
import { tableOfRun } from '@nat/testing';
import { DynamoActionStore } from '../src/actions/dynamo-action.store';
import { resources } from '../src/agent.resources';
import { DynamoConfirmationStore } from '../src/confirmations/dynamo-confirmation.store';
import { conversationKey } from '../src/conversation/agent-keys';
import { DynamoAgentStore } from '../src/conversation/dynamo-agent.store';
import type { Owner } from '../src/conversation/query-row';
import { DataKeys } from '../src/sealed/data-keys';
import { SealedContent } from '../src/sealed/sealed-content';

const rng = new SystemRng();
const aws = awsOptions({ AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: process.env['AWS_ENDPOINT_URL'] });
const client = createDocumentClient(aws);

export const closeTables = (): void => client.destroy();

/** A table in the form of the agent's, under a name of its own, and a vault for its data keys. */
export interface AgentTable {
  table: Table;
  vault: InMemorySecretVault;
  /** Sealing as a process of its own does it: nothing of another's memory. */
  sealed: () => SealedContent;
  /** The row of a conversation, as the start of a query leaves it. */
  begin: (owner: Owner, conversationId: string) => Promise<void>;
}

export async function anAgentTable(clock: Clock): Promise<AgentTable> {
  const form = tableOfRun(resources.table);
  await ensureTable(client, form);
  const table = new Table(client, form.name);
  const vault = new InMemorySecretVault();
  return {
    table,
    vault,
    sealed: () => new SealedContent(new DataKeys(vault, clock, rng), rng),
    begin: async (owner, conversationId) => void (await table.put({ ...conversationKey(owner, conversationId), conversationId })),
  };
}

/** The stores of production over such a table, as a process of its own has them. */
export function storesOver({ table, sealed }: AgentTable, clock: Clock) {
  const outbox = new DynamoOutbox(table, clock);
  const content = sealed();
  const confirmations = new DynamoConfirmationStore(table, content, outbox, clock);
  return {
    outbox,
    confirmations,
    store: new DynamoAgentStore({ table, outbox, confirmations, sealed: content, clock }),
    actions: new DynamoActionStore(table, content, outbox, clock),
    facts: async () => (await outbox.unsent(100)).map(({ event }) => event),
  };
}
