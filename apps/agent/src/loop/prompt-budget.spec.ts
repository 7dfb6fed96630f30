import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { catalog } from '../tools/catalog';
import { ToolRegistry } from '../tools/kit/tool-registry';
import { readTools } from '../tools/reads';
import { promptPrefix } from './prompt';
import { systemPrompt } from './system-prompt';

/** Tokens as o200k counts them; Claude counts a little otherwise, so bounds leave room. */
const tokens = (text: string): number => encode(text).length;
const reads = new ToolRegistry(readTools).definitions;

// Compared as objects, so that a failure prints the figure.
const below = (name: string, figure: number, bound: number): void =>
  expect({ [name]: figure, fits: figure <= bound }).toEqual({ [name]: figure, fits: true });

it('tells all tools and the system prompt in at most 13,000 tokens', () => {
  below('all tools and system prompt', tokens(promptPrefix(catalog.definitions, '5m')), 13_000);
});

it('tells what can be looked up in at most 8,000 tokens, 5,600 of them tools and 2,400 the system prompt', () => {
  below('reads', tokens(JSON.stringify(reads)), 5_600);
  below('system prompt', tokens(systemPrompt), 2_400);
});

it.each([
  ['Haiku 4.5', 4_096],
  ['Haiku 5.5', 512],
])('is long enough for the prompt cache of %s even without a change being possible', (_model, minimum) => {
  const figure = tokens(promptPrefix(reads, '5m'));
  expect({ figure, cached: figure > minimum }).toEqual({ figure, cached: true });
});
