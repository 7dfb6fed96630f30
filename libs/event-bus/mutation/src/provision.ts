import { CreateEventBusCommand, type EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { allEvents } from '@nat/contracts';
import { type AwsOptions, createDocumentClient, ensureTable, type ServiceResources } from '@nat/dynamo';
import { createEventBridgeClient } from './eventbridge.publisher';
import { createSqsClient } from './sqs-queue';

const retentionSeconds = String(14 * 86_400);

/**
 * Creates what the services own on an endpoint that no deployment manages: tables, queues with their dead-letter queues,
 * the bus and one rule per service. Repeating it changes nothing; after a change of the resources it makes what is there follow,
 * and removes nothing.
 */
export async function provision(services: readonly ServiceResources[], aws: AwsOptions, busName: string): Promise<void> {
  const tables = createDocumentClient(aws);
  const sqs = createSqsClient(aws);
  const events = createEventBridgeClient(aws);
  try {
    await events.send(new CreateEventBusCommand({ Name: busName })).catch(unlessExists);
    await Promise.all(
      services.map(async resources => {
        if (resources.table) await ensureTable(tables, resources.table);
        if (resources.queue) await queueAndRule(resources, resources.queue, sqs, events, busName);
      }),
    );
  } finally {
    for (const client of [tables, sqs, events]) client.destroy();
  }
}

function unlessExists(error: unknown): void {
  if ((error as Error).name !== 'ResourceAlreadyExistsException') throw error;
}

async function queueAndRule(
  { service, subscriptions }: ServiceResources,
  { name, deadLetterQueue, maxReceiveCount, visibilityTimeoutSeconds }: NonNullable<ServiceResources['queue']>,
  sqs: SQSClient,
  events: EventBridgeClient,
  busName: string,
): Promise<void> {
  const deadLetters = await queue(sqs, deadLetterQueue, { MessageRetentionPeriod: retentionSeconds });
  const arn = await queue(sqs, name, {
    MessageRetentionPeriod: retentionSeconds,
    VisibilityTimeout: String(visibilityTimeoutSeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters, maxReceiveCount }),
  });
  
  const rule = { Name: `nat-${service}`, EventBusName: busName };
  await events.send(new PutRuleCommand({ ...rule, EventPattern: JSON.stringify(eventPattern(subscriptions)) }));
  const target = {
    Id: 'queue',
    Arn: arn,
    DeadLetterConfig: { Arn: deadLetters },
    RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
  };
  const { FailedEntryCount, FailedEntries } = await events.send(
    new PutTargetsCommand({ Rule: rule.Name, EventBusName: busName, Targets: [target] }),
  );
  if (FailedEntryCount) throw new Error(`rule ${rule.Name}: ${FailedEntries?.[0]?.ErrorMessage}`);
}

/** What a service's rule matches: the detail-types, and within them the versions it has handlers for. */
export function eventPattern(subscriptions: readonly string[]): { 'detail-type': string[]; detail: { type: string[] } } {
  const detailTypes = subscriptions.map(type => {
    const definition = allEvents.find(event => event.type === type);
    if (!definition) throw new Error(`${type} is not defined in contracts`);
    return definition.detailType;
  });
  return { 'detail-type': [...new Set(detailTypes)].sort(), detail: { type: [...subscriptions].sort() } };
}

/** Creates the queue, or gives an existing one these attributes; answers its ARN. */
async function queue(sqs: SQSClient, name: string, attributes: Record<string, string>): Promise<string> {
  const QueueUrl = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes })).then(
    created => created.QueueUrl,
    error => changedQueue(sqs, name, attributes, error),
  );
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  return Attributes!.QueueArn!;
}

/** A queue of an earlier version, with other attributes, is not created again but changed. */
async function changedQueue(
  sqs: SQSClient,
  name: string,
  attributes: Record<string, string>,
  error: unknown,
): Promise<string | undefined> {
  if (!/QueueNameExists|QueueAlreadyExists/.test((error as Error).name)) throw error;
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: attributes }));
  return QueueUrl;
}
