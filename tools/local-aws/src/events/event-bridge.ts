import { randomUUID } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-eventbridge';
import { account, AwsError, region } from '../aws-error';
import type { Operations } from '../service';
import type { MessageAttributes } from '../sqs/message';
import type { Queue } from '../sqs/queue';
import type { Outgoing, Queues } from '../sqs/queues';
import { targetText } from './input';
import type { Json } from './pattern';
import { busArn, compiled, invalid, type Rule, type Rules } from './rules';

const maximumEntries = 10;
const maximumBytes = 262_144; // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html

type Entry = Omit<sdk.PutEventsRequestEntry, 'Time'> & { Time?: number };
type EntryResult = { EventId: string } | { ErrorCode: string; ErrorMessage: string };
type OnRule = { Rule?: string; Name?: string; EventBusName?: string };

/**
 * EventBridge with SQS targets. PutEvents answers when every matched message is durable in its queue. What cannot be
 * delivered goes to the target's dead-letter queue at once: a queue that is missing here does not come back by waiting.
 */
export class EventBridge {
  constructor(
    private readonly rules: Rules,
    private readonly queues: Queues,
    private readonly failsEntry: () => boolean = () => false,
  ) {}

  get operations(): Operations {
    return { ...this.#onBuses, ...this.#onRules, ...this.#onTargets, ...this.#onEvents };
  }

  get #onBuses(): Operations {
    const described = (name: string): object => ({ Name: name, Arn: busArn(name) });
    return {
      CreateEventBus: ({ Name = '' }: sdk.CreateEventBusRequest) => {
        this.rules.createBus(Name);
        return { EventBusArn: busArn(Name) };
      },
      DescribeEventBus: ({ Name = 'default' }: sdk.DescribeEventBusRequest) => {
        this.rules.onBus(Name);
        return described(Name.split(':event-bus/').at(-1)!);
      },
      ListEventBuses: ({ NamePrefix = '' }: sdk.ListEventBusesRequest) => {
        const names = this.rules.buses().filter(name => name.startsWith(NamePrefix));
        return { EventBuses: names.map(described) };
      },
      DeleteEventBus: ({ Name = '' }: sdk.DeleteEventBusRequest) => {
        this.rules.deleteBus(Name);
        return {};
      },
    };
  }

  get #onRules(): Operations {
    const set = (state: Rule['state']) => (input: OnRule) => {
      this.rules.setState(this.rules.find(input.Name, input.EventBusName), state);
      return {};
    };
    return {
      PutRule: (input: sdk.PutRuleRequest) => ({ RuleArn: this.rules.put(input).arn }),
      DescribeRule: (input: OnRule) => describedRule(this.rules.find(input.Name, input.EventBusName)),
      ListRules: ({ EventBusName, NamePrefix = '' }: sdk.ListRulesRequest) => {
        const rules = [...this.rules.onBus(EventBusName).values()].filter(({ name }) => name.startsWith(NamePrefix));
        return { Rules: rules.map(describedRule) };
      },
      EnableRule: set('ENABLED'),
      DisableRule: set('DISABLED'),
      DeleteRule: (input: OnRule) => {
        const rule = this.rules.onBus(input.EventBusName).get(input.Name ?? '');
        if (rule) this.rules.delete(rule);
        return {};
      },
    };
  }

  get #onTargets(): Operations {
    const ruleOf = (input: OnRule): Rule => this.rules.find(input.Rule, input.EventBusName);
    const none = { FailedEntryCount: 0, FailedEntries: [] };
    return {
      PutTargets: (input: sdk.PutTargetsRequest) => {
        this.rules.putTargets(ruleOf(input as OnRule), input.Targets ?? []);
        return none;
      },
      RemoveTargets: (input: sdk.RemoveTargetsRequest) => {
        this.rules.removeTargets(ruleOf(input as OnRule), input.Ids ?? []);
        return none;
      },
      ListTargetsByRule: (input: sdk.ListTargetsByRuleRequest) => ({ Targets: ruleOf(input as OnRule).targets }),
    };
  }

  get #onEvents(): Operations {
    return {
      PutEvents: ({ Entries = [] }: { Entries?: Entry[] }) => this.#putEvents(Entries),
      TestEventPattern: ({ EventPattern = '', Event = '' }: sdk.TestEventPatternRequest) => {
        const event = parsedObject(Event);
        const missing = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type'].filter(
          name => !(name in (event ?? {})),
        );
        if (!event || missing.length > 0) throw invalid(`Parameter Event is not valid. Reason: missing ${missing.join(', ')}.`);
        return { Result: compiled(EventPattern)(event) };
      },
    };
  }

  #putEvents(entries: Entry[]): object {
    if (entries.length < 1 || entries.length > maximumEntries)
      throw invalid(
        "1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length between 1 and 10",
      );
    if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > maximumBytes)
      throw invalid('Total size of the entries in the request is over the limit.');
    const Entries = entries.map(entry => this.#putEvent(entry));
    return { FailedEntryCount: Entries.filter(entry => 'ErrorCode' in entry).length, Entries };
  }

  #putEvent(entry: Entry): EntryResult {
    const detail = parsedObject(entry.Detail ?? '');
    const refused = refusal(entry, detail, this.rules.of(entry.EventBusName) !== undefined);
    if (refused) return refused;
    if (this.failsEntry()) return { ErrorCode: 'InternalFailure', ErrorMessage: 'Injected by local-aws.' };
    const id = randomUUID();
    const event = {
      version: '0',
      id,
      'detail-type': entry.DetailType!,
      source: entry.Source!,
      account,
      time: new Date(entry.Time === undefined ? Date.now() : entry.Time * 1000).toISOString().replace(/\.\d+Z$/, 'Z'),
      region,
      resources: entry.Resources ?? [],
      detail: detail!,
    };
    for (const rule of this.rules.of(entry.EventBusName)!.values()) {
      if (rule.state !== 'ENABLED' || !rule.matches(event)) continue;
      for (const target of rule.targets) this.#deliver(event, rule, target);
    }
    return { EventId: id };
  }

  #deliver(event: { [name: string]: Json }, rule: Rule, target: sdk.Target): void {
    const context = { ruleArn: rule.arn, ruleName: rule.name, ingestedAt: event.time as string };
    const body = targetText(event, target, context);
    const queue = this.queues.byArn(target.Arn!);
    const groupId = target.SqsParameters?.MessageGroupId;
    const failure = queue
      ? this.#send(queue, { body, groupId })
      : { code: 'NO_RESOURCE', message: `The queue ${target.Arn} does not exist.` };
    const deadLetterQueue = failure && this.queues.byArn(target.DeadLetterConfig?.Arn ?? '');
    if (!deadLetterQueue) return;
    const attributes = {
      RULE_ARN: rule.arn,
      TARGET_ARN: target.Arn!,
      ERROR_CODE: failure.code,
      ERROR_MESSAGE: failure.message,
      RETRY_ATTEMPTS: '0',
    };
    this.#send(deadLetterQueue, { body: JSON.stringify(event), attributes: textAttributes(attributes) });
  }

  #send(queue: Queue, message: Outgoing): { code: string; message: string } | undefined {
    try {
      this.queues.send(queue, message);
      return undefined;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { code: 'INVALID_PARAMETER', message: error.message };
    }
  }
}

function refusal(entry: Entry, detail: object | undefined, busExists: boolean): EntryResult | undefined {
  const required = (['Source', 'DetailType', 'Detail'] as const).find(name => !entry[name]);
  if (required)
    return {
      ErrorCode: 'InvalidArgument',
      ErrorMessage: `Parameter ${required} is not valid. Reason: ${required} is a required argument.`,
    };
  if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  if (entry.Source!.startsWith('aws.'))
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  if (!busExists)
    return { ErrorCode: 'ResourceNotFoundException', ErrorMessage: `Event bus ${entry.EventBusName} does not exist.` };
  return undefined;
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevents-calculate-size */
function sizeOf({ Source = '', DetailType = '', Detail = '', Resources = [], Time }: Entry): number {
  return Buffer.byteLength([Source, DetailType, Detail, ...Resources].join('')) + (Time === undefined ? 0 : 14);
}

function parsedObject(text: string): { [name: string]: Json } | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function textAttributes(values: Record<string, string>): MessageAttributes {
  return Object.fromEntries(Object.entries(values).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]));
}

function describedRule({ name, arn, bus, pattern, state, description }: Rule): object {
  return { Name: name, Arn: arn, EventBusName: bus, EventPattern: pattern, State: state, Description: description };
}
