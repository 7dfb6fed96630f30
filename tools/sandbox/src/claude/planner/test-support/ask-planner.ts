import type { ContentBlockParam, MessageParam, MessageRequest, ToolParam } from '../../api/request-schema';
import { planTurn } from '../plan-turn';
import { makeTools, testTools, type Input } from './tools';

export interface Asked {
  answer: string;
  /** Calls of each turn, in order. */
  turns: { name: string; input: Input }[][];
}

export interface AskOptions {
  tools?: ToolParam[];
  currentTime?: string;
  currency?: string;
  /** What the tab shows, such as `person 1`. */
  page?: string;
  /** Replaces what a tool gives back, once and for all or by its input. */
  results?: Record<string, object | ((input: Input) => unknown)>;
}

/** Plays a whole question with the planner: calls its tools until it answers. */
export function askPlanner(question: string, options: AskOptions = {}): Asked {
  return converse([question], options).at(-1)!;
}

/** Plays several questions of one conversation. */
export function converse(questions: string[], options: AskOptions = {}): Asked[] {
  const run = makeTools();
  const messages: MessageParam[] = [];
  return questions.map(question => {
    messages.push({ role: 'user', content: [textBlock(question), textBlock(contextOf(options))] });
    const turns: Asked['turns'] = [];
    for (let turn = 0; turn < 8; turn++) {
      const { content } = planTurn(requestOf(messages, options), Date.parse('2020-01-01T00:00:00Z'));
      const calls = content.flatMap(block =>
        block.type === 'tool_use' ? [{ name: block.name, input: block.input as Input }] : [],
      );
      if (calls.length === 0) {
        const answer = content.map(block => (block.type === 'text' ? block.text : '')).join('');
        messages.push({ role: 'assistant', content: [textBlock(answer)] });
        return { answer, turns };
      }
      turns.push(calls);
      messages.push(
        ...exchange(
          calls,
          messages.length,
          call => replaced(options.results?.[call.name], call.input) ?? { ok: true, ...(run[call.name]!(call.input) as object) },
        ),
      );
    }
    throw new Error('The planner does not come to an end.');
  });
}

/** A function that gives nothing leaves it to the tool. */
const replaced = (result: NonNullable<AskOptions['results']>[string] | undefined, input: Input): unknown =>
  typeof result === 'function' ? result(input) : result;

const contextOf = ({
  currentTime = '2026-11-21T09:00:00-05:00 (America/New_York)',
  currency = 'USD',
  page,
}: AskOptions): string =>
  [`Current time: ${currentTime}`, 'Nation: demo', `Currency: ${currency}`, ...(page ? [`Page: ${page}`] : [])].join('\n');

function requestOf(messages: MessageParam[], { tools = testTools }: AskOptions): MessageRequest {
  return { model: 'claude-haiku-4-5', max_tokens: 1_000, tools, messages: [...messages] };
}

const textBlock = (words: string) => ({ type: 'text' as const, text: words });

type Calls = Asked['turns'][number];

function exchange(calls: Calls, turn: number, answer: (call: Calls[number]) => unknown): MessageParam[] {
  const id = (index: number) => `toolu_${turn}_${index}`;
  const uses: ContentBlockParam[] = calls.map((call, index) => ({ type: 'tool_use', id: id(index), ...call }));
  const results: ContentBlockParam[] = calls.map((call, index) => ({
    type: 'tool_result',
    tool_use_id: id(index),
    content: JSON.stringify(answer(call)),
  }));
  return [
    { role: 'assistant', content: uses },
    { role: 'user', content: results },
  ];
}
