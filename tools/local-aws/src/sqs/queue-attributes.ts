import { invalidAttributeName, invalidAttributeValue, invalidParameter } from './sqs-errors';
import type { Queue, RedrivePolicy } from './queue';

export type Attributes = Record<string, string>;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html; [lowest, highest, default] */
const numbers: Record<string, [lowest: number, highest: number, standard: number]> = {
  DelaySeconds: [0, 900, 0],
  MaximumMessageSize: [1024, 1_048_576, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600, 345_600],
  ReceiveMessageWaitTimeSeconds: [0, 20, 0],
  VisibilityTimeout: [0, 43_200, 30],
};
const fifoOnly = ['FifoQueue', 'ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit'];
const kept = ['Policy', 'RedriveAllowPolicy', 'KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds', 'SqsManagedSseEnabled'];

const defaults: Attributes = Object.fromEntries(
  Object.entries(numbers).map(([name, [, , standard]]) => [name, String(standard)]),
);

/** The attributes of a new queue. Throws when a value is not allowed. */
export function attributesOfNew(name: string, given: Attributes, queueByArn: (arn: string) => Queue | undefined): Attributes {
  const isFifo = name.endsWith('.fifo');
  if (isFifo !== (given.FifoQueue === 'true'))
    throw invalidParameter(
      'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, and must end with .fifo suffix.',
    );
  return {
    ...defaults,
    ...(isFifo ? { FifoQueue: 'true', ContentBasedDeduplication: 'false' } : {}),
    ...checked(given, isFifo, queueByArn),
  };
}

/** The given attributes, or an error. An empty RedrivePolicy removes it. */
export function checked(given: Attributes, isFifo: boolean, queueByArn: (arn: string) => Queue | undefined): Attributes {
  for (const [name, value] of Object.entries(given)) {
    const range = numbers[name];
    if (range) {
      const number = Number(value);
      if (!/^\d+$/.test(value) || number < range[0] || number > range[1]) throw invalidAttributeValue(name);
    } else if (name === 'RedrivePolicy') checkRedrivePolicy(value, queueByArn);
    else if (!kept.includes(name) && !(isFifo && fifoOnly.includes(name))) throw invalidAttributeName(name);
  }
  return { ...given };
}

function checkRedrivePolicy(text: string, queueByArn: (arn: string) => Queue | undefined): void {
  if (text === '') return;
  const wrong = (reason: string): Error =>
    invalidParameter(`Value ${text} for parameter RedrivePolicy is invalid. Reason: ${reason}`);
  let policy: Partial<RedrivePolicy>;
  try {
    policy = JSON.parse(text) as Partial<RedrivePolicy>;
  } catch {
    throw wrong('Redrive policy is not a valid JSON map.');
  }
  const receives = Number(policy.maxReceiveCount);
  if (!Number.isInteger(receives) || receives < 1 || receives > 1000) throw wrong('Invalid value for maxReceiveCount.');
  if (!policy.deadLetterTargetArn || !queueByArn(policy.deadLetterTargetArn)) throw wrong('Dead letter target does not exist.');
}

/** The values of the attributes that were asked for. */
export function described(queue: Queue, names: string[]): Attributes | undefined {
  const { visible, inFlight, delayed } = queue.counts(Date.now());
  const { attributes, createdAt, modifiedAt } = queue.record;
  const all: Attributes = {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(modifiedAt / 1000)),
    ...attributes,
  };
  if (names.includes('All')) return all;
  const known = [...Object.keys(all), ...Object.keys(numbers), ...fifoOnly, ...kept, 'RedrivePolicy'];
  const unknown = names.find(name => !known.includes(name));
  if (unknown) throw invalidAttributeName(unknown);
  const chosen = names.filter(name => all[name] !== undefined).map(name => [name, all[name]!] as const);
  return chosen.length > 0 ? Object.fromEntries(chosen) : undefined;
}
