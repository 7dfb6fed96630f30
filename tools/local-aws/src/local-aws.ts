import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { database } from './dynamodb/dynalite';
import { DynamoDb } from './dynamodb/dynamo-db';
import { EventBridge } from './events/event-bridge';
import { Rules } from './events/rules';
import { Faults, type FaultPlan } from './faults';
import { HttpEndpoint } from './http';
import { Journal } from './journal';
import { Router, type Service } from './router';
import { SecretsManager } from './secrets/secrets-manager';
import { Queues } from './sqs/queues';
import { Sqs } from './sqs/sqs';

export interface LocalAwsOptions {
  /** 4566 when absent; 0 for any free one. */
  port?: number;
  /** Where everything is kept, for this process alone; in memory when absent. Made when missing. */
  folder?: string;
  /** What is to go wrong, from the start. */
  faults?: FaultPlan;
}

export interface LocalAws {
  /** `http://127.0.0.1:4566`, for AWS_ENDPOINT_URL. */
  endpoint: string;
  port: number;
  /** Replaces the faults; `{ rules: [] }` ends them. */
  planFaults(plan: FaultPlan): void;
  /** Deletes the DynamoDB items that have expired at `now` (epoch milliseconds). Nothing expires by itself. */
  sweepTimeToLive(now: number): Promise<void>;
  /** Ends open requests and closes the folder. What was answered is on it. */
  close(): Promise<void>;
}

/**
 * Starts DynamoDB, SQS, EventBridge and Secrets Manager behind one port on 127.0.0.1, for unmodified AWS SDKs.
 * Rejects when the port is taken, or when another process holds the folder.
 */
export async function startLocalAws({ port = 4566, folder, faults: plan }: LocalAwsOptions = {}): Promise<LocalAws> {
  const faults = new Faults(plan);
  const store = await openTables(folder); // first: its lock keeps a second process off the whole folder
  const journal = new Journal(folder);
  const queues = new Queues(journal, () => faults.copies());
  const sqs = new Sqs(queues);
  const dynamoDb = await DynamoDb.open(journal, store);
  const eventBridge = new EventBridge(new Rules(journal), queues, () => faults.strikes('failedEntry') !== undefined);
  const services = { dynamoDb, sqs, eventBridge, secretsManager: new SecretsManager(journal) };
  const http = new HttpEndpoint(new Router(protocols(services), faults), faults);
  const closeFolder = async (): Promise<void> => {
    journal.close();
    await store.db.close();
  };
  try {
    await http.listen(port);
  } catch (error) {
    await closeFolder();
    throw error;
  }
  return {
    endpoint: http.url,
    port: http.port,
    planFaults: next => faults.plan(next),
    sweepTimeToLive: now => dynamoDb.sweepTimeToLive(now),
    close: async () => {
      sqs.close();
      await http.close();
      await closeFolder();
    },
  };
}

async function openTables(folder: string | undefined): Promise<ReturnType<typeof database.create>> {
  const path = folder && join(folder, 'dynamodb');
  if (path) mkdirSync(path, { recursive: true });
  const store = database.create({ path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  try {
    await store.db.open();
  } catch (error) {
    const locked = (error as { cause?: { code?: string } }).cause?.code === 'LEVEL_LOCKED';
    throw locked ? new Error(`local-aws: another process is using ${folder}`) : error;
  }
  return store;
}

interface Services {
  dynamoDb: DynamoDb;
  sqs: Sqs;
  eventBridge: EventBridge;
  secretsManager: SecretsManager;
}

function protocols({ dynamoDb, sqs, eventBridge, secretsManager }: Services): Service[] {
  const json = (version: string): string => `application/x-amz-json-${version}`;
  return [
    {
      target: 'DynamoDB_20120810',
      namespace: 'com.amazonaws.dynamodb.v20120810',
      contentType: json('1.0'),
      throttling: 'ThrottlingException',
      operations: dynamoDb.operations,
    },
    {
      target: 'AmazonSQS',
      namespace: 'com.amazonaws.sqs',
      contentType: json('1.0'),
      throttling: 'RequestThrottled',
      operations: sqs.operations,
    },
    { target: 'AWSEvents', contentType: json('1.1'), throttling: 'ThrottlingException', operations: eventBridge.operations },
    {
      target: 'secretsmanager',
      contentType: json('1.1'),
      throttling: 'ThrottlingException',
      operations: secretsManager.operations,
    },
  ];
}
