import { ApiError, invalidRequest } from './errors';
import { checkConversation } from './conversation-rules';
import { findModel, type ModelFacts } from './models';
import { measurePrompt, type MeasuredPrompt } from './prompt';
import {
  countTokensRequest,
  messageRequest,
  olderMessageRequest,
  type MessageRequest,
  type PromptRequest,
} from './request-schema';
import { parseBody } from './schema-issues';
import { checkTools } from './tool-rules';

type Headers = Record<string, string | string[] | undefined>;

const currentVersion = '2026-10-21';
const versions = [currentVersion, '2023-06-01', '2023-01-01'];

/**
 * Throws 401 unless the request carries the key; any key will do when none is configured. Returns the key. SDK 1.x sends it as
 * `Authorization: Bearer`, earlier ones and plain HTTP callers as `x-api-key`.
 */
export function checkKey(headers: Headers, expected: string | undefined): string {
  const bearer = headers['authorization'];
  const key = headers['x-api-key'] ?? (typeof bearer === 'string' ? bearer.match(/^Bearer (.+)$/i)?.[1] : undefined);
  if (typeof key !== 'string' || key === '') throw new ApiError(401, 'authentication_error', 'x-api-key header is required');
  if (expected !== undefined && key !== expected) throw new ApiError(401, 'authentication_error', 'invalid x-api-key');
  return key;
}

/** Throws 400 unless the request names an API version that exists. */
export function checkVersion(headers: Headers): string {
  const version = headers['anthropic-version'];
  if (version === undefined) throw invalidRequest('anthropic-version: header is required');
  if (!versions.includes(version as string)) {
    throw invalidRequest(`anthropic-version: "${String(version)}" is not a valid version for this API`);
  }
  return version as string;
}

/** A request that the vendor would answer, with all that answering needs. */
export interface AcceptedRequest<Request extends PromptRequest = MessageRequest> {
  request: Request;
  model: ModelFacts;
  prompt: MeasuredPrompt;
}

/** @param isPaused whether a turn, by its key, is one that the double has paused. */
export function acceptMessage(body: unknown, version: string, isPaused: (key: string) => boolean): AcceptedRequest {
  const request = parseBody(version === currentVersion ? messageRequest : olderMessageRequest, body);
  const accepted = accept(request, isPaused);
  checkLimits(request, accepted.model);
  return accepted;
}

export function acceptCount(body: unknown): AcceptedRequest<PromptRequest> {
  return accept(parseBody(countTokensRequest, body), () => false);
}

function accept<Request extends PromptRequest>(request: Request, isPaused: (key: string) => boolean): AcceptedRequest<Request> {
  const model = findModel(request.model);
  checkTools(request);
  checkThinking(request, model);
  checkConversation(request, model, isPaused);
  const prompt = measurePrompt(request, model.charactersPerToken);
  if (prompt.tokens > model.contextWindow) {
    throw invalidRequest(`prompt is too long: ${prompt.tokens} tokens > ${model.contextWindow} maximum`);
  }
  return { request, model, prompt };
}

function checkThinking({ thinking, output_config }: PromptRequest, model: ModelFacts): void {
  if (output_config?.effort && !model.effort) throw invalidRequest('This model does not support the effort parameter.');
  const manual = thinking?.type === 'enabled';
  const adaptive = thinking?.type === 'adaptive' || thinking?.type === 'between_tools';
  if ((manual && model.thinking === 'adaptive') || (adaptive && model.thinking === 'manual')) {
    throw invalidRequest(`thinking.type: \`${thinking.type}\` is not supported for this model.`);
  }
}

function checkLimits(request: MessageRequest, model: ModelFacts): void {
  const { max_tokens: maxTokens, thinking, stop_sequences: stops } = request;
  if (maxTokens > model.maxOutput) {
    throw invalidRequest(
      `max_tokens: ${maxTokens} > ${model.maxOutput}, which is the maximum allowed number of output tokens for ${model.id}`,
    );
  }
  if (thinking?.type === 'enabled' && thinking.budget_tokens >= maxTokens) {
    throw invalidRequest('`max_tokens` must be greater than `thinking.budget_tokens`.');
  }
  if (stops?.some(stop => stop.trim() === '')) {
    throw invalidRequest('stop_sequences: each stop sequence must contain non-whitespace');
  }
}
