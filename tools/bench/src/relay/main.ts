import { randomUUID } from 'node:crypto';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { services } from '../../../dev/src/settings';
import type { Target } from './ask';
import { type Contender, type Load, measure } from './measure';
import { ProcessUnderTest } from './process-under-test';
import { goalsOf, table } from './report';
import { startStackUnderTest } from './stack';

const { values: options } = parseArgs({
  options: {
    samples: { type: 'string', default: '300' },
    tokens: { type: 'string', default: '400' },
    cadence: { type: 'string', default: '5' },
    streams: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '5' },
    'no-stack': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
  },
});

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const stops: (() => Promise<void>)[] = [];

async function started(file: string, settings: Record<string, string>): Promise<ProcessUnderTest> {
  const child = await ProcessUnderTest.start(file, settings);
  stops.push(() => child.stop());
  return child;
}

function messagesApi(url: string): Target {
  const body = (question: string) => ({
    model: 'claude-haiku-4-5',
    max_tokens: 1024,
    stream: true,
    messages: [{ role: 'user', content: question }],
  });
  return { url: `${url}/v1/messages`, body, firstWord: 'text_delta' };
}

function queriesApi(url: string, token: string): Target {
  return {
    url: `${url}/v1/queries`,
    headers: () => ({ authorization: `Bearer ${token}`, accept: 'text/event-stream', 'idempotency-key': randomUUID() }),
    body: question => ({ text: question }),
    firstWord: 'event: message.delta',
  };
}

async function contenders(): Promise<Contender[]> {
  const model = await started('fake-model.ts', {});
  const between = async (name: string, file: string): Promise<Contender> => {
    const tested = await started(file, { UPSTREAM: model.url });
    return { name, target: messagesApi(tested.url), processes: [tested] };
  };
  const list: Contender[] = [
    { name: 'direct', target: messagesApi(model.url), processes: [] },
    await between('pass-through', 'contenders/pipe.ts'),
    await between('http-proxy', 'contenders/http-proxy.ts'),
    await between('@fastify/http-proxy', 'contenders/fastify-http-proxy.ts'),
    await between('relay alone', 'contenders/relay.ts'),
  ];
  if (options['no-stack']) return list;
  say('starting the whole of Nat');
  const stack = await startStackUnderTest(model.url, [services]);
  stops.push(() => stack.stop());
  return [...list, { name: 'whole path', target: queriesApi(stack.url, stack.token), processes: stack.processes }];
}

async function main(): Promise<number> {
  const load: Load = {
    samples: Number(options.samples),
    tokens: Number(options.tokens),
    cadenceMs: Number(options.cadence),
    streams: Number(options.streams),
    rounds: Number(options.rounds),
  };
  const results = await measure(await contenders(), load, say);
  const goals = goalsOf(results);
  const machine = { node: process.version, processors: cpus().length, model: cpus()[0]?.model };
  process.stdout.write(`${options.json ? JSON.stringify({ machine, load, results, goals }) : table(results, goals)}\n`);
  return options.check && goals.some(({ met }) => !met) ? 1 : 0;
}

try {
  process.exitCode = await main();
} finally {
  for (const stop of stops.reverse()) await stop();
}
