import type * as sdk from '@aws-sdk/client-eventbridge';
import { account, AwsError, region } from '../aws-error';
import type { Journal } from '../journal';
import { parsePath } from './input';
import { compilePattern, InvalidPattern, type Predicate } from './pattern';

export interface RuleRecord {
  name: string;
  bus: string;
  pattern: string;
  state: 'ENABLED' | 'DISABLED';
  description?: string;
  targets: sdk.Target[];
}
export interface Rule extends RuleRecord {
  arn: string;
  matches: Predicate;
}

const maximumTargets = 5; // per rule, as on AWS

/** Event buses and their rules, as the journal holds them. */
export class Rules {
  readonly #buses = new Map<string, Map<string, Rule>>();

  constructor(private readonly journal: Journal) {
    this.#buses.set('default', new Map());
    for (const [name] of journal.under('bus/')) this.#buses.set(name, new Map());
    for (const [, value] of journal.under('rule/')) this.#admit(ruleOf(value as RuleRecord));
  }

  buses(): string[] {
    return [...this.#buses.keys()];
  }

  createBus(name: string): void {
    if (!/^[\w./-]{1,256}$/.test(name) || name === 'default') throw invalid(`EventBus name ${name} is not valid.`);
    if (this.#buses.has(name)) throw new AwsError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
    this.journal.write([`bus/${name}`, {}]);
    this.#buses.set(name, new Map());
  }

  deleteBus(name: string): void {
    if (name === 'default') throw invalid('Cannot delete event bus default.');
    if ((this.#buses.get(name)?.size ?? 0) > 0) throw invalid('Rule(s) must be deleted before the event bus can be deleted.');
    this.journal.write([`bus/${name}`]);
    this.#buses.delete(name);
  }

  /** The rules of a bus, or undefined when there is no such bus. A bus may be named by its ARN. */
  of(busNameOrArn: string | undefined): Map<string, Rule> | undefined {
    return this.#buses.get(busName(busNameOrArn));
  }

  onBus(busNameOrArn: string | undefined): Map<string, Rule> {
    const rules = this.of(busNameOrArn);
    if (!rules) throw new AwsError('ResourceNotFoundException', `Event bus ${busName(busNameOrArn)} does not exist.`);
    return rules;
  }

  find(name: string | undefined, bus: string | undefined): Rule {
    const rule = this.onBus(bus).get(name ?? '');
    if (!rule) throw new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${busName(bus)}.`);
    return rule;
  }

  put(input: sdk.PutRuleRequest): Rule {
    const bus = busName(input.EventBusName);
    const present = this.onBus(bus).get(input.Name ?? '');
    if (!/^[\w.-]{1,64}$/.test(input.Name ?? '')) throw invalid(`Rule name ${input.Name} is not valid.`);
    if (input.ScheduleExpression) throw invalid('Scheduled rules are not served by local-aws.');
    if (!input.EventPattern) throw invalid('Parameter(s) EventPattern or ScheduleExpression must be specified.');
    return this.#save({
      name: input.Name!,
      bus,
      pattern: input.EventPattern,
      state: input.State === 'DISABLED' ? 'DISABLED' : 'ENABLED',
      description: input.Description,
      targets: present?.targets ?? [],
    });
  }

  setState(rule: Rule, state: RuleRecord['state']): void {
    this.#save({ ...recordOf(rule), state });
  }

  delete(rule: Rule): void {
    if (rule.targets.length > 0) throw invalid("Rule can't be deleted since it has targets.");
    this.journal.write([`rule/${rule.bus}/${rule.name}`]);
    this.#buses.get(rule.bus)?.delete(rule.name);
  }

  putTargets(rule: Rule, targets: sdk.Target[]): void {
    for (const target of targets) checkTarget(target);
    const ids = new Set(targets.map(({ Id }) => Id));
    const all = [...rule.targets.filter(({ Id }) => !ids.has(Id)), ...targets];
    if (all.length > maximumTargets)
      throw new AwsError(
        'LimitExceededException',
        `The requested resource exceeds the maximum number allowed (${maximumTargets} targets).`,
      );
    this.#save({ ...recordOf(rule), targets: all });
  }

  removeTargets(rule: Rule, ids: string[]): void {
    this.#save({ ...recordOf(rule), targets: rule.targets.filter(({ Id }) => !ids.includes(Id ?? '')) });
  }

  #save(record: RuleRecord): Rule {
    const rule = ruleOf(record);
    this.journal.write([`rule/${record.bus}/${record.name}`, record]);
    this.#admit(rule);
    return rule;
  }

  #admit(rule: Rule): void {
    this.onBus(rule.bus).set(rule.name, rule);
  }
}

export const busArn = (name: string): string => `arn:aws:events:${region}:${account}:event-bus/${name}`;
export const invalid = (message: string): AwsError => new AwsError('ValidationException', message);

function busName(nameOrArn: string | undefined): string {
  return nameOrArn?.startsWith('arn:') ? (nameOrArn.split(':event-bus/')[1] ?? '') : (nameOrArn ?? 'default');
}

function ruleArn({ name, bus }: RuleRecord): string {
  return `arn:aws:events:${region}:${account}:rule/${bus === 'default' ? '' : `${bus}/`}${name}`;
}

function ruleOf(record: RuleRecord): Rule {
  return { ...record, arn: ruleArn(record), matches: compiled(record.pattern) };
}

function recordOf({ arn: _arn, matches: _matches, ...record }: Rule): RuleRecord {
  return record;
}

/** Throws what EventBridge answers to a text that is no pattern. */
export function compiled(pattern: string): Predicate {
  try {
    return compilePattern(pattern);
  } catch (error) {
    if (!(error instanceof InvalidPattern)) throw error;
    throw new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${error.message}`);
  }
}

/** Only queues are delivered to; anything else would be accepted and lost. */
function checkTarget({ Id, Arn, Input, InputPath, InputTransformer }: sdk.Target): void {
  if (!Id || !Arn) throw invalid('Id and Arn of a target are required.');
  if (!Arn.startsWith('arn:aws:sqs:')) throw invalid(`local-aws delivers to SQS queues only, not to ${Arn}.`);
  if ([Input, InputPath, InputTransformer].filter(Boolean).length > 1)
    throw invalid(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`);
  for (const path of [InputPath, ...Object.values(InputTransformer?.InputPathsMap ?? {})])
    if (path !== undefined && !parsePath(path)) throw invalid(`Invalid InputPath for target ${Id}.`);
}
