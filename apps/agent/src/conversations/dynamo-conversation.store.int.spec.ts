import 'reflect-metadata';
import { ManualClock } from '@nat/service-kit';
import { type AgentTable, anAgentTable, closeTables, storesOver } from '../../test/agent-table';
import { describeConversationStore } from '../../test/describe-conversation-store';
import { describeEraser } from '../../test/describe-eraser';
import { describeErasures } from '../../test/describe-erasures';
import { DynamoConversationStore } from './dynamo-conversation.store';
import { DynamoErasureStore } from './dynamo-erasure.store';

const shared = anAgentTable(new ManualClock());
afterAll(closeTables);

function inDynamo(clock: ManualClock, agentTable: AgentTable) {
  const { table } = agentTable;
  const { store: agent, actions } = storesOver(agentTable, clock);
  const left = async (conversationId: string, queryIds: string[]): Promise<string[]> => {
    const found: string[] = [];
    for (const pk of [`CONV#${conversationId}`, ...queryIds.map(id => `QUERY#${id}`)])
      for await (const row of table.query({ where: { expression: 'pk = :pk', values: { ':pk': pk } } }))
        found.push(`${pk} ${String(row.sk)}`);
    return found;
  };
  const [store, erasures] = [new DynamoConversationStore(table, clock), new DynamoErasureStore(table, clock)];
  return { agent, actions, store, erasures, left };
}

describeConversationStore('ConversationStore in DynamoDB', async clock => inDynamo(clock, await shared));
// What is due, or idle, is due of everybody: a table for each test.
describeErasures('ErasureStore in DynamoDB', async clock => inDynamo(clock, await anAgentTable(clock)));
describeEraser('ConversationEraser over DynamoDB', async clock => inDynamo(clock, await anAgentTable(clock)));
