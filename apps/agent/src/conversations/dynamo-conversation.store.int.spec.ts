import 'reflect-metadata';
import type { Table } from '@nat/dynamo';
import { DynamoOutbox } from '@nat/event-bus';
import { ManualClock } from '@nat/service-kit';
import { anAgentTable, closeTables } from '../../test/agent-table';
import { describeConversationStore } from '../../test/describe-conversation-store';
import { describeEraser } from '../../test/describe-eraser';
import { describeErasures } from '../../test/describe-erasures';
import { DynamoAgentStore } from '../conversation/dynamo-agent.store';
import { DynamoConversationStore } from './dynamo-conversation.store';
import { DynamoErasureStore } from './dynamo-erasure.store';

const shared = anAgentTable(new ManualClock());
afterAll(closeTables);

function inDynamo(clock: ManualClock, table: Table) {
  const agent = new DynamoAgentStore(table, new DynamoOutbox(table, clock), clock);
  const left = async (conversationId: string, queryIds: string[]): Promise<string[]> => {
    const found: string[] = [];
    for (const pk of [`CONV#${conversationId}`, ...queryIds.map(id => `QUERY#${id}`)])
      for await (const row of table.query({ where: { expression: 'pk = :pk', values: { ':pk': pk } } }))
        found.push(`${pk} ${String(row.sk)}`);
    return found;
  };
  return { agent, store: new DynamoConversationStore(table, clock), erasures: new DynamoErasureStore(table, clock), left };
}

describeConversationStore('ConversationStore in DynamoDB', async clock => inDynamo(clock, (await shared).table));
// What is due, or idle, is due of everybody: a table for each test.
describeErasures('ErasureStore in DynamoDB', async clock => inDynamo(clock, (await anAgentTable(clock)).table));
describeEraser('ConversationEraser over DynamoDB', async clock => inDynamo(clock, (await anAgentTable(clock)).table));
