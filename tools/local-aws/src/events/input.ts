import type { Json } from './pattern';

/** What a target wants to be sent instead of the event; https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html */
export interface TargetInput {
  Input?: string;
  InputPath?: string;
  InputTransformer?: { InputPathsMap?: Record<string, string>; InputTemplate?: string };
}

export interface RuleContext {
  ruleArn: string;
  ruleName: string;
  ingestedAt: string;
}

/** The text that reaches the target. */
export function targetText(event: Json, target: TargetInput, rule: RuleContext): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(orElse(valueAt(event, target.InputPath), {}));
  const { InputPathsMap: paths = {}, InputTemplate: template } = target.InputTransformer ?? {};
  if (template === undefined) return JSON.stringify(event);
  const variables = new Map<string, Json | undefined>(Object.entries(paths).map(([name, path]) => [name, valueAt(event, path)]));
  variables.set('aws.events.rule-arn', rule.ruleArn);
  variables.set('aws.events.rule-name', rule.ruleName);
  variables.set('aws.events.event.ingestion-time', rule.ingestedAt);
  variables.set('aws.events.event', event);
  variables.set('aws.events.event.json', event);
  return filled(template, variables);
}

/** Replaces `<name>`: as JSON, or inside quotation marks as the text alone. */
function filled(template: string, variables: Map<string, Json | undefined>): string {
  let quoted = false;
  return template.replace(/\\.|"|<([\w.-]+)>/gs, (token, name: string | undefined) => {
    if (token === '"') quoted = !quoted;
    if (name === undefined || !variables.has(name)) return token;
    const value = variables.get(name);
    if (!quoted) return JSON.stringify(orElse(value, ''));
    const inside = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
    return JSON.stringify(inside).slice(1, -1);
  });
}

/** null is a value. */
const orElse = (value: Json | undefined, other: Json): Json => (value === undefined ? other : value);

const step = /\.([\w-]+)|\['([^']+)'\]|\["([^"]+)"\]|\[(\d+)\]/y;

/** The members that a JSON path such as `$.detail.items[0]` names, or undefined when it is none that EventBridge knows. */
export function parsePath(path: string): string[] | undefined {
  if (!path.startsWith('$')) return undefined;
  const names: string[] = [];
  step.lastIndex = 1;
  while (step.lastIndex < path.length) {
    const found = step.exec(path);
    if (!found) return undefined;
    names.push(found.slice(1).find(part => part !== undefined)!);
  }
  return names;
}

function valueAt(event: Json, path: string): Json | undefined {
  let value: Json | undefined = event;
  for (const name of parsePath(path) ?? []) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as { [name: string]: Json })[name];
  }
  return value;
}
