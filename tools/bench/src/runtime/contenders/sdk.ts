import Anthropic from '@anthropic-ai/sdk';
import { serveAs, setting } from '../../relay/child';
import { messagesRequest, readPrompt } from '../messages-request';
import { served } from './serve';

/** The least a program can do with the vendor's SDK: its stream of events, and the text of each passed on as it comes. */
serveAs(() => {
  const client = new Anthropic({ apiKey: 'bench', baseURL: setting('UPSTREAM'), maxRetries: 0 });
  const prompt = readPrompt(setting('PROMPT'));
  return served(async (body, response) => {
    const { question } = body as { question: string };
    const stream = await client.messages.create(messagesRequest(prompt, question) as never, { stream: true } as never);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for await (const event of stream as unknown as AsyncIterable<Anthropic.RawMessageStreamEvent>) {
      if (event.type !== 'content_block_delta' || event.delta.type !== 'text_delta') continue;
      response.write(`data: ${JSON.stringify(event.delta)}\n\n`);
    }
    response.end('data: [DONE]\n\n');
  });
});
