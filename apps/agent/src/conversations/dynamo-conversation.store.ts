import { Link } from '@nat/contracts';
import { present, type Row, type Table, WriteTransaction } from '@nat/dynamo';
import type { Clock } from '@nat/service-kit';
import { z } from 'zod';
import { conversationKey, messagePrefix, queryKey } from '../conversation/agent-keys';
import { joinMessages } from '../conversation/content-rows';
import { ConversationRow, type Owner, QueryRow } from '../conversation/query-row';
import { isQuestion } from '../loop/prompt';
import {
  contentPartition,
  idleShardOf,
  newestFirst,
  notePrefix,
  personPartition,
  recencyOf,
  recentIndex,
} from './conversation-keys';
import { ConversationStore, type Exchange, type ListPage, type Note } from './conversation.store';

const NoteRow = z.object({ actionId: z.string(), text: z.string(), links: z.array(Link), createdAt: z.iso.datetime() });
/** Rows a page of messages is read in: questions are among the turns of their queries. */
const messagePage = 100;

/** Conversations in DynamoDB. Expiry is a condition of reads. */
export class DynamoConversationStore extends ConversationStore {
  constructor(
    private readonly table: Table,
    private readonly clock: Clock,
  ) {
    super();
  }

  async create(owner: Owner, conversation: ConversationRow): Promise<void> {
    const { conversationId } = conversation;
    const row = { ...conversationKey(owner, conversationId), ...conversation, ...idleShardOf(conversationId) };
    const transaction = new WriteTransaction(this.table);
    transaction.putNew(row);
    if (!(await transaction.commit()).committed) throw new Error('this conversation exists');
  }

  async find(owner: Owner, conversationId: string): Promise<ConversationRow | undefined> {
    return this.live(await this.table.get(conversationKey(owner, conversationId)));
  }

  async list(owner: Owner, { limit, before, since }: ListPage): Promise<ConversationRow[]> {
    const newest = before?.slice(0, before.indexOf('#')) ?? '~';
    const where = {
      expression: 'pk = :pk AND updatedAt BETWEEN :since AND :newest',
      values: { ':pk': personPartition(owner), ':since': since, ':newest': newest },
    };
    const filter = {
      expression: 'begins_with(sk, :prefix) AND expires > :now',
      values: { ':prefix': conversationKey(owner, '').sk, ':now': this.clock.iso() },
    };
    const options = { index: recentIndex.name, where, filter, ascending: false, pageSize: limit + 1 };
    const rows: ConversationRow[] = [];
    for await (const stored of this.table.query(options)) {
      const row = ConversationRow.parse(stored);
      if (row.updatedAt === since || (before !== undefined && recencyOf(row) >= before)) continue;
      // The index does not order rows of one instant, so all of them are read before they are put in order.
      if (rows.length >= limit && row.updatedAt !== rows.at(-1)!.updatedAt) break;
      rows.push(row);
    }
    return newestFirst(rows).slice(0, limit);
  }

  async rename(owner: Owner, conversationId: string, title: string): Promise<ConversationRow | undefined> {
    const update = { expression: 'SET title = :title', values: { ':title': title } };
    const outcome = await this.table.update(conversationKey(owner, conversationId), update, present);
    return outcome.written ? this.live(outcome.row) : undefined;
  }

  async exchanges(
    owner: Owner,
    conversationId: string,
    { limit, upTo = 99_999_999 }: { limit: number; upTo?: number },
  ): Promise<Exchange[]> {
    if (!(await this.find(owner, conversationId))) return [];
    const to = `${messagePrefix}${String(upTo).padStart(8, '0')}~`;
    const where = {
      expression: 'pk = :pk AND sk BETWEEN :from AND :to',
      values: { ':pk': contentPartition(conversationId), ':from': messagePrefix, ':to': to },
    };
    const asked = { expression: '#role = :user', names: { '#role': 'role' }, values: { ':user': 'user' } };
    const questions: Exchange['question'][] = [];
    const options = { where, filter: asked, ascending: false, pageSize: messagePage };
    for await (const message of wholeMessages(this.table.query(options))) {
      if (!message.synthetic && isQuestion(message)) questions.push(message);
      if (questions.length === limit) break;
    }
    return Promise.all(questions.map(question => this.exchange(conversationId, question)));
  }

  async notes(owner: Owner, conversationId: string): Promise<Note[]> {
    if (!(await this.find(owner, conversationId))) return [];
    const values = { ':pk': contentPartition(conversationId), ':prefix': notePrefix };
    const where = { expression: 'pk = :pk AND begins_with(sk, :prefix)', values };
    const notes: Note[] = [];
    for await (const row of this.table.query({ where })) notes.push(NoteRow.parse(row));
    return notes;
  }

  private async exchange(conversationId: string, question: Exchange['question']): Promise<Exchange> {
    const row = await this.table.get(queryKey({ conversationId, queryId: question.queryId }));
    return { question, ...(row && { query: QueryRow.parse(row) }) };
  }

  private live(row: Row | undefined): ConversationRow | undefined {
    const conversation = row && ConversationRow.parse(row);
    return conversation && conversation.expires > this.clock.iso() ? conversation : undefined;
  }
}

/** Messages newest first, out of rows in that order: the parts of a long one come last part first. */
async function* wholeMessages(rows: AsyncIterable<Row>): AsyncGenerator<Exchange['question']> {
  let parts: Row[] = [];
  for await (const row of rows) {
    if (parts.length > 0 && parts[0]!.seq !== row.seq) yield* joinMessages(parts);
    if (parts[0]?.seq !== row.seq) parts = [];
    parts.unshift(row);
  }
  yield* joinMessages(parts);
}
