import { aligned, goal, type Goal, goalLine } from '../nationbuilder/report';
import type { Aggregating } from './aggregating';
import type { PromptTokens } from './prompt';
import type { Step, Tagging } from './tagging';

/** By how calls are spaced: `without limits`, `limits of production`. */
type ByLimits<Result> = Record<string, Result>;

export interface Results {
  people: number;
  taggings: ByLimits<Tagging>;
  /** By question, then by way. */
  aggregations: Record<string, Record<string, Aggregating>>;
  prompt: PromptTokens;
}

/** The figures of issue 3 that this bench can show. */
export function goalsOf({ people, taggings, aggregations, prompt }: Results): Goal[] {
  return [
    ...Object.entries(taggings).flatMap(([limits, tagging]) => goalsOfTagging(limits, tagging, people / 10)),
    ...Object.entries(aggregations).flatMap(([question, { aggregated, collected }]) => [
      // Where each record is a group of its own, what is held are the groups, and no way of reading holds less.
      ...(aggregated!.groups < aggregated!.records
        ? [goal(`${question}: live memory, of collected`, 0.25, aggregated!.peakLiveMb / collected!.peakLiveMb)]
        : []),
      goal(`${question}: figures other than those of all records at once`, 0, differences(aggregated!, collected!)),
    ]),
    goal('tokens of tools and system prompt', 13_000, prompt.prefix),
  ];
}

function goalsOfTagging(limits: string, { steps, account, tagged, left }: Tagging, expected: number): Goal[] {
  const run = steps.find(({ step }) => step === 'bulk_tag, run')!;
  const accounted = Object.values(account).reduce((sum, count) => sum + count, 0);
  return [
    goal(`${limits}: changing calls of bulk_tag`, 5, run.calls.changing),
    goal(`${limits}: donors not tagged, or not accounted for`, 0, Math.abs(expected - tagged) + Math.abs(expected - accounted)),
    goal(`${limits}: donors still tagged after the undo`, 0, left),
    goal(
      `${limits}: calls refused as too many`,
      0,
      steps.reduce((sum, { calls }) => sum + calls.refused, 0),
    ),
  ];
}

const differences = (one: Aggregating, other: Aggregating): number =>
  (['records', 'groups', 'largest'] as const).filter(name => one[name] !== other[name]).length;

/** Tables for people. */
export function tables({ people, taggings, aggregations, prompt }: Results, goals: readonly Goal[]): string {
  const steps = Object.entries(taggings).flatMap(([limits, tagging]) => [
    ...tagging.steps.map(step => [`${step.step}, ${limits}`, ...stepCells(step)]),
    [`together, ${limits}`, ...stepCells(together(tagging.steps))],
  ]);
  const ways = Object.entries(aggregations).flatMap(([question, byWay]) =>
    Object.entries(byWay).map(([way, one]) => [
      `${question}, ${way}`,
      String(one.records),
      String(one.groups),
      String(one.calls.reads),
      one.seconds.toFixed(1),
      one.peakLiveMb.toFixed(1),
      one.peakProcessMb.toFixed(0),
    ]),
  );
  return [
    ...aligned([[`${people / 10} donors of over $100`, 'people', 'changing', 'reads', 'polls', 'seconds'], ...steps]),
    '',
    ...Object.entries(taggings).map(([limits, { account }]) => `account, ${limits}: ${JSON.stringify(account)}`),
    '',
    ...aligned([[`${people} people`, 'records', 'groups', 'calls', 'seconds', 'peak live MB', 'peak process MB'], ...ways]),
    '',
    `prompt tokens (o200k): ${prompt.toolCount} tools ${prompt.tools}, system prompt ${prompt.systemPrompt}, whole prefix ${prompt.prefix}`,
    '',
    ...goals.map(goalLine),
  ].join('\n');
}

function stepCells({ people, calls, seconds }: Omit<Step, 'step'>): string[] {
  return [String(people), String(calls.changing), String(calls.reads), String(calls.polls), seconds.toFixed(1)];
}

/** All until the tag is on: what a person waits for. */
function together(steps: readonly Step[]): Omit<Step, 'step'> {
  const waited = steps.filter(({ step }) => !step.startsWith('undo'));
  const sum = (of: (step: Step) => number): number => waited.reduce((all, step) => all + of(step), 0);
  return {
    people: waited.at(-1)!.people,
    calls: {
      changing: sum(({ calls }) => calls.changing),
      reads: sum(({ calls }) => calls.reads),
      polls: sum(({ calls }) => calls.polls),
      refused: sum(({ calls }) => calls.refused),
    },
    seconds: sum(({ seconds }) => seconds),
  };
}
