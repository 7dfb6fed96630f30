import { type NationSlug } from '@nat/contracts';
import { createDocumentClient, Table, WriteTransaction } from '@nat/dynamo';
import { SystemClock } from '@nat/service-kit';
import { eventually } from '@nat/testing';
import { Logger } from '@nestjs/common';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { AuditChainer } from '../src/audit/audit-chainer';
import { addAudit } from '../src/audit/audit-rows';
import type { AuditStore } from '../src/audit/audit.store';
import { ChainCheck } from '../src/audit/chain-check';
import { DynamoAuditStore } from '../src/audit/dynamo-audit.store';
import { now } from './audit-chains';
import { freshNation } from './people';
import { ownEntry } from './describe-audit-store';
import { aTable, aws } from './local-table';

const { table, create, close } = aTable();
const store = new DynamoAuditStore(table);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
let nation: NationSlug;

beforeAll(async () => {
  Logger.overrideLogger(false);
  await create();
}, 60_000);
beforeEach(() => {
  nation = freshNation();
});
afterAll(close);

/** Each entry in a transaction of its own, as effects have it. */
async function write(count: number, atOnce = 20): Promise<void> {
  const numbers = upTo(count);
  const writer = async (): Promise<void> => {
    for (let number = numbers.pop(); number !== undefined; number = numbers.pop()) {
      const transaction = new WriteTransaction(table);
      addAudit(transaction, nation, ownEntry(number));
      await transaction.commit();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, writer));
}

async function chainOf(from: AuditStore): Promise<{ sequences: number[]; verdict: unknown }> {
  const head = await from.head(nation);
  const check = new ChainCheck(nation, head, now);
  const sequences: number[] = [];
  for await (const stored of from.read(nation, { now })) {
    check.add(stored);
    sequences.push(stored.link?.sequence ?? 0);
  }
  return { sequences: sequences.toSorted((a, b) => a - b), verdict: check.verdict(await from.head(nation)) };
}

const whole = (count: number) => ({
  sequences: upTo(count),
  verdict: expect.objectContaining({ intact: true, from: 1, to: count, waiting: 0 }) as unknown,
});

it('gives 1,000 entries of one nation, written while two processes chain, the places 1 to 1,000', async () => {
  const clients = [createDocumentClient(aws), createDocumentClient(aws)];
  const stores = clients.map(client => new DynamoAuditStore(new Table(client, table.name)));
  const chainers = stores.map(each => new AuditChainer(each, new SystemClock()));
  let writing = true;
  const chaining = chainers.map(async chainer => {
    while (writing) await chainer.sweep();
  });
  await write(1_000);
  writing = false;
  await Promise.all(chaining);
  // The index follows the table late: what the last sweep did not see yet, the next one does.
  await eventually(async () => {
    await Promise.all(chainers.map(chainer => chainer.sweep()));
    expect(await chainOf(store)).toEqual(whole(1_000));
  }, patient);
  for (const client of clients) client.destroy();
}, 120_000);

it('goes on with the chain of processes that were killed while they chained', async () => {
  for (const kills of [1, 2, 3]) {
    const before = (await store.head(nation)).sequence;
    const child = await start();
    const writing = write(200);
    await eventually(async () => expect((await store.head(nation)).sequence).toBeGreaterThan(before), patient);
    await kill(child);
    await writing;
    // What the dead one had sent may still be written while this is read.
    expect((await chainOf(store)).verdict).toMatchObject({ intact: true });
    expect((await store.head(nation)).sequence).toBeLessThanOrEqual(200 * kills);
  }
  const last = await start();
  await eventually(async () => expect(await chainOf(store)).toEqual(whole(600)), patient);
  await kill(last);
}, 120_000);

const patient = { timeoutMs: 60_000, intervalMs: 5 };

/** A process that chains what waits in the table of this run. */
async function start(): Promise<ChildProcess> {
  const program = ['tools/jest/run-bundled.mjs', 'apps/auth/test/chaining-process.ts', table.name];
  const env = { ...process.env, AWS_ENDPOINT_URL: aws.endpoint };
  const child = spawn(process.execPath, program, {
    cwd: resolve(__dirname, '../../..'),
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout!, 'data');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
