import { createAnthropic } from '@ai-sdk/anthropic';
import { convertToModelMessages, jsonSchema, streamText, tool, type UIMessage } from 'ai';
import { serveAs, setting } from '../../relay/child';
import { maxTokens, modelName, readPrompt } from '../messages-request';
import { served } from './serve';

/** The AI SDK as its documentation shows it for a chat: `streamText`, answered as a stream of UI messages. */
serveAs(() => {
  const anthropic = createAnthropic({ apiKey: 'bench', baseURL: `${setting('UPSTREAM')}/v1` });
  const prompt = readPrompt(setting('PROMPT'));
  const tools = Object.fromEntries(
    prompt.tools.map(({ name, description, input_schema: schema }) => [
      name,
      tool({ description, inputSchema: jsonSchema(schema) }),
    ]),
  );
  return served(async (body, response) => {
    const messages = await convertToModelMessages((body as { messages: UIMessage[] }).messages);
    const model = anthropic(modelName);
    const result = streamText({ model, system: prompt.system, tools, messages, maxOutputTokens: maxTokens, maxRetries: 0 });
    await result.pipeUIMessageStreamToResponse(response);
  });
});
