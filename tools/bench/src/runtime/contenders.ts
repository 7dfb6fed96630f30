import type { Clock } from '@nat/service-kit';
import { SystemClock, SystemRng } from '@nat/service-kit';
import { generateServiceKeys, PrivateServiceKey, ServiceTokens } from '@nat/session';
import { randomUUID } from 'node:crypto';
import { ada, aQueryId, runRequest } from '../../../../apps/agent/test/agent-process';
import type { Target } from '../relay/ask';
import type { Contender } from '../relay/measure';
import { ProcessUnderTest } from '../relay/process-under-test';
import { startStackUnderTest } from '../relay/stack';
import { messagesRequest, type Prompt } from './messages-request';
import { names } from './names';

export interface World {
  model: ProcessUnderTest;
  prompt: Prompt;
  /** Where the prompt is written. */
  promptFile: string;
  /** Starts a file of this folder as a process that ends with the bench. */
  start: (file: string, settings: Record<string, string>) => Promise<ProcessUnderTest>;
  onStop: (stop: () => Promise<void>) => void;
}

/** Everybody beside the direct call and the peers: each takes the same prompt and question to the same model. */
export async function peers({ model, prompt, promptFile, start }: World): Promise<Contender[]> {
  const settings = { UPSTREAM: model.url, PROMPT: promptFile, NODE_ENV: 'production' };
  const sdk = await start('contenders/sdk.ts', settings);
  const aiSdk = await start('contenders/ai-sdk.ts', settings);
  const portkey = await start('contenders/portkey.ts', { ...settings, TRUSTED_CUSTOM_HOSTS: '127.0.0.1' });
  const routed = { 'x-portkey-provider': 'anthropic', 'x-portkey-custom-host': `${model.url}/v1`, authorization: 'Bearer bench' };
  const body = (question: string): unknown => messagesRequest(prompt, question);
  const message = (text: string) => ({ id: randomUUID(), role: 'user', parts: [{ type: 'text', text }] });
  return [
    { name: names.direct, target: { url: `${model.url}/v1/messages`, body, firstWord: 'text_delta' }, processes: [] },
    { name: names.sdk, target: { url: sdk.url, body: question => ({ question }), firstWord: 'text_delta' }, processes: [sdk] },
    {
      name: names.aiSdk,
      target: { url: aiSdk.url, body: question => ({ messages: [message(question)] }), firstWord: '"text-delta"' },
      processes: [aiSdk],
    },
    {
      name: names.portkey,
      target: { url: `${portkey.url}/v1/messages`, headers: () => routed, body, firstWord: 'text_delta' },
      processes: [portkey],
    },
  ];
}

/** The agent alone, and behind the gateway's relay in a second agent's place: what is not needed is not between. */
export async function natAlone({ model, start }: World): Promise<Contender[]> {
  const clock = new SystemClock();
  const keys = await generateServiceKeys(['api-gateway', 'agent', 'usage']);
  const siblings = await start('contenders/siblings.ts', {});
  const settings = { UPSTREAM: model.url, SIBLINGS: siblings.url, KEYS: JSON.stringify(keys) };
  const agent = await start('contenders/agent.ts', settings);
  const behind = await start('contenders/agent.ts', settings);
  const relay = await start('../relay/contenders/relay.ts', { UPSTREAM: behind.url });
  const gateway = new ServiceTokens({
    service: 'api-gateway',
    privateKeyJwk: PrivateServiceKey.parse(JSON.parse(keys.privateKeys['api-gateway'])),
    clock,
    rng: new SystemRng(),
  });
  return [
    { name: names.loop, target: internalQueries(agent.url, gateway, clock), processes: [agent] },
    { name: names.relayed, target: internalQueries(relay.url, gateway, clock), processes: [relay, behind] },
  ];
}

function internalQueries(url: string, gateway: ServiceTokens, clock: Clock): Target {
  return {
    url: `${url}/internal/queries`,
    headers: async () => ({ authorization: `Bearer ${await gateway.token('agent', ada)}`, accept: 'text/event-stream' }),
    body: text => runRequest(aQueryId(), { text }, clock),
    firstWord: 'event: message.delta',
  };
}

/** Gateway and agent as they run in production, each in its process; the other services share one that is not counted. */
export async function natWhole({ model, onStop }: World): Promise<Contender> {
  const stack = await startStackUnderTest(model.url, [['usage', 'billing', 'auth'], ['agent'], ['api-gateway']]);
  onStop(() => stack.stop());
  const target: Target = {
    url: `${stack.url}/v1/queries`,
    headers: () => ({
      authorization: `Bearer ${stack.token}`,
      accept: 'text/event-stream',
      'idempotency-key': randomUUID(),
    }),
    body: text => ({ text }),
    firstWord: 'event: message.delta',
  };
  return { name: names.whole, target, processes: stack.processes.slice(1) };
}
