import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { type LocalAws, startLocalAws } from './index';

const workspace = resolve(__dirname, '../../..');
const services: Record<string, string> = {
  '@aws-sdk/client-dynamodb': 'DynamoDB_20120810',
  '@aws-sdk/lib-dynamodb': 'DynamoDB_20120810',
  '@aws-sdk/client-sqs': 'AmazonSQS',
  '@aws-sdk/client-eventbridge': 'AWSEvents',
  '@aws-sdk/client-secrets-manager': 'secretsmanager',
};
/** Without a stand-in here, and why: mail goes to a server for SMTP where there is no AWS. */
const elsewhere = new Set(['@aws-sdk/client-sesv2']);
const ofDocuments = new Map([
  ['Get', 'GetItem'],
  ['Put', 'PutItem'],
  ['Update', 'UpdateItem'],
  ['Delete', 'DeleteItem'],
  ['BatchGet', 'BatchGetItem'],
  ['BatchWrite', 'BatchWriteItem'],
  ['TransactGet', 'TransactGetItems'],
  ['TransactWrite', 'TransactWriteItems'],
]);

/** The operation behind an import: a command, a paginator, or a waiter for tables. */
function operationOf(name: string, from: string): string | undefined {
  const operation = /^(\w+)Command$/.exec(name)?.[1] ?? /^paginate(\w+)$/.exec(name)?.[1];
  if (operation) return from === '@aws-sdk/lib-dynamodb' ? (ofDocuments.get(operation) ?? operation) : operation;
  return name.startsWith('waitUntilTable') ? 'DescribeTable' : undefined;
}

/** What the text imports from the SDK, one line per import: the names in braces, or something that tells no names. */
function importsIn(source: string): Array<{ clause: string; from: string }> {
  const asStatic = source.replaceAll(
    /(?:const|let)\s+(\{[^}]*\})\s*=\s*(?:await import|require)\(('@aws-sdk\/[\w-]+')\)/g,
    'import $1 from $2',
  );
  const named = asStatic.matchAll(/import\s+(type\s+)?(\{[^}]*\}|\*\s+as\s+\w+|\w+)\s+from\s+'(@aws-sdk\/[\w-]+)'/g);
  const whole = asStatic.matchAll(/\b(?:import|require)\('(@aws-sdk\/[\w-]+)'\)/g);
  return [
    ...[...named].filter(([, type]) => !type).map(([, , clause = '', from = '']) => ({ clause, from })),
    ...[...whole].map(([, from = '']) => ({ clause: '*', from })),
  ];
}

/** The target of every operation that the text uses; `*` when it cannot be told which. A type needs no server. */
function operationsIn(source: string): string[] {
  return importsIn(source).flatMap(({ clause, from }) => {
    if (elsewhere.has(from)) return [];
    if (!services[from]) return from.startsWith('@aws-sdk/client-') ? [`${from}.*`] : [];
    if (!clause.startsWith('{')) return [`${services[from]}.*`];
    const names = Array.from(clause.slice(1, -1).split(','), name => name.trim());
    const values = names.filter(name => !name.startsWith('type ')).map(name => name.split(/ as |:/)[0]!);
    return values.flatMap(name => {
      const aggregated = /^(DynamoDB|DynamoDBDocument|SQS|EventBridge|SecretsManager)$/.test(name);
      const operation = aggregated ? '*' : operationOf(name, from);
      return operation ? [`${services[from]}.${operation}`] : [];
    });
  });
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    if (['node_modules', 'dist', '.nat'].includes(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? sources(path) : /\.(ts|tsx|mjs|cjs|js)$/.test(entry.name) ? [path] : [];
  });
}

describe('the operations that the workspace uses', () => {
  let localAws: LocalAws;
  beforeAll(async () => void (localAws = await startLocalAws({ port: 0 })));
  afterAll(() => localAws.close());

  const isServed = async (target: string): Promise<boolean> => {
    const response = await fetch(localAws.endpoint, { method: 'POST', headers: { 'x-amz-target': target }, body: '{}' });
    return !(await response.text()).includes('UnknownOperationException');
  };

  it('are all served', async () => {
    const users = new Map<string, string>();
    for (const path of ['apps', 'libs', 'tools'].flatMap(folder => sources(join(workspace, folder)))) {
      if (path === __filename) continue;
      for (const target of operationsIn(readFileSync(path, 'utf8'))) users.set(target, relative(workspace, path));
    }
    const missing: string[] = [];
    for (const [target, path] of users) if (!(await isServed(target))) missing.push(`${target} (${path})`);
    expect(users.size).toBeGreaterThan(20);
    expect(missing).toEqual([]);
  });

  it('are found in every form of import', async () => {
    const source = `
      import { PutCommand, type QueryCommandInput, paginateScan as scan } from '@aws-sdk/lib-dynamodb';
      import type { AddPermissionCommand } from '@aws-sdk/client-sqs';
      import {
        waitUntilTableExists,
        ExecuteStatementCommand,
      } from '@aws-sdk/client-dynamodb';
      import * as secrets from '@aws-sdk/client-secrets-manager';
      import { SQS } from '@aws-sdk/client-sqs';
      import { CreateScheduleCommand } from '@aws-sdk/client-scheduler';
      const { PutEventsCommand: Put } = await import('@aws-sdk/client-eventbridge');
      const events = await import('@aws-sdk/client-eventbridge');`;
    const found = operationsIn(source);
    expect(found).toEqual([
      'DynamoDB_20120810.PutItem',
      'DynamoDB_20120810.Scan',
      'DynamoDB_20120810.DescribeTable',
      'DynamoDB_20120810.ExecuteStatement',
      'secretsmanager.*',
      'AmazonSQS.*',
      '@aws-sdk/client-scheduler.*',
      'AWSEvents.PutEvents',
      'AWSEvents.*',
    ]);
    const served = await Promise.all(found.map(isServed));
    expect(served).toEqual([true, true, true, false, false, false, false, true, false]);
  });
});
