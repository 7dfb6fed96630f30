import { z } from 'zod';

/**
 * The shape of a Messages request, strict at every level as the vendor's: an unknown field is refused by its path. Source: the
 * types of @anthropic-ai/sdk 1.10.0. Left out: blocks and tools that the vendor executes itself (search, code, containers).
 */
const cacheControl = z.strictObject({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() }).nullish();
const anyObject = z.record(z.string(), z.unknown());

const text = z.strictObject({
  type: z.literal('text'),
  text: z.string(),
  cache_control: cacheControl,
  citations: z.array(z.unknown()).nullish(),
});
const image = z.strictObject({ type: z.literal('image'), source: anyObject, cache_control: cacheControl });
const document = z.strictObject({
  type: z.literal('document'),
  source: anyObject,
  title: z.string().nullish(),
  context: z.string().nullish(),
  citations: anyObject.nullish(),
  cache_control: cacheControl,
});
const thinkingBlock = z.strictObject({ type: z.literal('thinking'), thinking: z.string(), signature: z.string() });
const redactedThinking = z.strictObject({ type: z.literal('redacted_thinking'), data: z.string() });
const toolUse = z.strictObject({
  type: z.literal('tool_use'),
  id: z.string().regex(/^[a-zA-Z0-9_-]+$/),
  name: z.string().min(1).max(200),
  input: anyObject,
  caller: anyObject.optional(),
  toolset_name: z.string().nullish(),
  cache_control: cacheControl,
});
const toolResult = z.strictObject({
  type: z.literal('tool_result'),
  tool_use_id: z.string().regex(/^[a-zA-Z0-9_-]+$/),
  content: z.union([z.string(), z.array(z.discriminatedUnion('type', [text, image, document]))]).optional(),
  is_error: z.boolean().optional(),
  toolset_name: z.string().nullish(),
  cache_control: cacheControl,
});
const block = z.discriminatedUnion('type', [text, image, document, thinkingBlock, redactedThinking, toolUse, toolResult]);
const message = z.strictObject({
  role: z.enum(['user', 'assistant', 'system']),
  content: z.union([z.string(), z.array(block)]),
});

const tool = z.strictObject({
  type: z.literal('custom').nullish(),
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/),
  description: z.string().optional(),
  input_schema: z.looseObject({
    type: z.literal('object'),
    properties: anyObject.nullish(),
    required: z.array(z.string()).nullish(),
  }),
  strict: z.boolean().optional(),
  eager_input_streaming: z.boolean().nullish(),
  defer_loading: z.boolean().optional(),
  input_examples: z.array(anyObject).optional(),
  allowed_callers: z.array(z.string()).optional(),
  cache_control: cacheControl,
});

const parallel = { disable_parallel_tool_use: z.boolean().optional() };
const toolChoice = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('auto'), ...parallel }),
  z.strictObject({ type: z.literal('any'), ...parallel }),
  z.strictObject({ type: z.literal('tool'), name: z.string(), ...parallel }),
  z.strictObject({ type: z.literal('none') }),
]);

const display = { display: z.enum(['summarized', 'omitted']).nullish() };
const thinking = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('enabled'), budget_tokens: z.int().min(1024), ...display }),
  z.strictObject({ type: z.literal('adaptive'), ...display }),
  z.strictObject({ type: z.literal('between_tools') }),
  z.strictObject({ type: z.literal('disabled') }),
]);

const outputConfig = z.strictObject({
  effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).nullish(),
  format: z.strictObject({ type: z.literal('json_schema'), schema: anyObject }).nullish(),
});

const promptFields = {
  model: z.string().min(1).max(256),
  messages: z.array(message).min(1).max(100_000),
  system: z.union([z.string(), z.array(text)]).optional(),
  tools: z.array(tool).optional(),
  tool_choice: toolChoice.optional(),
  thinking: thinking.optional(),
  output_config: outputConfig.optional(),
  cache_control: cacheControl,
  speed: z.enum(['standard', 'fast']).nullish(),
};

/** Body of `POST /v1/messages/count_tokens`. */
export const countTokensRequest = z.strictObject(promptFields);

/** Body of `POST /v1/messages` under `anthropic-version: 2026-10-21`, which knows no sampling parameters. */
export const messageRequest = z.strictObject({
  ...promptFields,
  max_tokens: z.int().min(0),
  stream: z.boolean().optional(),
  stop_sequences: z.array(z.string().min(1)).nullish(),
  metadata: z.strictObject({ user_id: z.string().max(512).nullish() }).nullish(),
  service_tier: z.enum(['auto', 'standard_only']).optional(),
  inference_geo: z.string().nullish(),
  diagnostics: z.strictObject({ previous_message_id: z.string().nullish() }).nullish(),
  container: z.null().optional(),
});

/** The same under the versions before 2026-10-21. */
export const olderMessageRequest = messageRequest.extend({
  temperature: z.number().min(0).max(1).optional(),
  top_p: z.number().min(0).max(1).optional(),
  top_k: z.int().min(0).optional(),
});

export type PromptRequest = z.infer<typeof countTokensRequest>;
export type MessageRequest = z.infer<typeof messageRequest>;
export type MessageParam = z.infer<typeof message>;
export type ContentBlockParam = z.infer<typeof block>;
export type ToolParam = z.infer<typeof tool>;
