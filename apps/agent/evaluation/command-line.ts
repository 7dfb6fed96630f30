import { parseArgs } from 'node:util';
import { z } from 'zod';
import { pricedModels } from '../src/loop/cost';
import { tableCategories } from './score/verdict';

export const usage = `npm run evaluate -- [options]
  --category <name>   one category: ${tableCategories.join(', ')}
  --task <id>         one task or question, with a transcript
  --model <model>     planned (the plan is given; what you get without), double (the plan, told by the Claude double),
                      planner (the Claude double plans by itself), or a real model, with ANTHROPIC_API_KEY in the
                      environment: ${pricedModels.join(', ')}
  --repeats <n>       how often each is run; 3 with a real model, else 1
  --report            keep the report of the whole set under apps/agent/evaluation/reports; that of a real model is
                      kept anyway
  --json              the reports as JSON, in a list`;

const Options = z.object({
  category: z.enum(tableCategories as [string, ...string[]]).optional(),
  task: z.string().optional(),
  model: z.enum(['planned', 'double', 'planner', ...pricedModels]).default('planned'),
  repeats: z.coerce.number().int().min(1).max(20).optional(),
  report: z.boolean().default(false),
  json: z.boolean().default(false),
});
export type Options = z.output<typeof Options> & { repeats: number };

/** @throws Error that tells what cannot be understood, for a person. */
export function readOptions(parameters: readonly string[], environment: Record<string, string | undefined>): Options {
  const flag = { type: 'boolean' } as const;
  const text = { type: 'string' } as const;
  const options = { category: text, task: text, model: text, repeats: text, report: flag, json: flag };
  const { values } = parseArgs({ args: [...parameters], options });
  const read = Options.safeParse(values);
  if (!read.success) throw new Error(`${z.prettifyError(read.error)}\n\n${usage}`);
  const { data } = read;
  if (data.report && !isWhole(data))
    throw new Error('--report is of the whole set: without --category and --task. A report of a part would take its place.');
  const real = isRealModel(data.model);
  if (real && !environment.ANTHROPIC_API_KEY)
    throw new Error(`${data.model} needs ANTHROPIC_API_KEY in the environment. Without a key: --model double.`);
  return { ...data, repeats: data.repeats ?? (real ? 3 : 1) };
}

/** Everything is run, and not one category or task. */
export function isWhole({ category, task }: Pick<Options, 'category' | 'task'>): boolean {
  return category === undefined && task === undefined;
}

export function isRealModel(model: string): boolean {
  return pricedModels.includes(model);
}
