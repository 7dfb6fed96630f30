import { ApiError } from './errors';

/** What the double has to know of a model: its names, limits, and which parameters it refuses. Counts are tokens. */
export interface ModelFacts {
  readonly id: string;
  /** Undated name that also selects this model. Answers always carry `id`, as the vendor's do. */
  readonly alias?: string;
  readonly displayName: string;
  readonly line: 'haiku' | 'sonnet';
  readonly createdAt: string;
  readonly contextWindow: number;
  readonly maxOutput: number;
  /** What a token holds on average, in UTF-16 units: tokens of the double are lengths divided by this. */
  readonly charactersPerToken: number;
  /** A shorter prefix is silently not cached. */
  readonly cacheMinimum: number;
  /** Manual budgets (`thinking.type: enabled`) or adaptive thinking, which is then also the default. */
  readonly thinking: 'manual' | 'adaptive';
  readonly prefill: boolean;
  readonly effort: boolean;
}

const sizes = { contextWindow: 200_000, maxOutput: 64_000 } as const;
const fourFive = { ...sizes, charactersPerToken: 4, thinking: 'manual', prefill: true, effort: false } as const;
const fiveFive = { ...sizes, charactersPerToken: 3.1, thinking: 'adaptive', prefill: false, effort: true } as const;

/**
 * Cache minimums of the two Haiku models: design cards agent.md section 2 and local-backends.md section 5; Sonnet 4.5: vendor
 * documentation. Sizes of the 5.5 models and the minimum of Sonnet 5.5 are assumptions. Tokens of the 5.5 models are smaller in
 * the relation in which agent.md section 3 estimates one prompt on both: 15,500 to 20,000, unconfirmed.
 */
export const models: readonly ModelFacts[] = [
  {
    ...fiveFive,
    id: 'claude-haiku-5-5',
    displayName: 'Claude Haiku 5.5',
    line: 'haiku',
    createdAt: '2026-09-15T00:00:00Z',
    cacheMinimum: 512,
  },
  {
    ...fiveFive,
    id: 'claude-sonnet-5-5',
    displayName: 'Claude Sonnet 5.5',
    line: 'sonnet',
    createdAt: '2026-08-20T00:00:00Z',
    cacheMinimum: 1_024,
  },
  {
    ...fourFive,
    id: 'claude-haiku-4-5-20251001',
    alias: 'claude-haiku-4-5',
    displayName: 'Claude Haiku 4.5',
    line: 'haiku',
    createdAt: '2025-10-15T00:00:00Z',
    cacheMinimum: 4_096,
  },
  {
    ...fourFive,
    id: 'claude-sonnet-4-5-20250929',
    alias: 'claude-sonnet-4-5',
    displayName: 'Claude Sonnet 4.5',
    line: 'sonnet',
    createdAt: '2025-09-29T00:00:00Z',
    cacheMinimum: 1_024,
  },
];

/** The model of that id or alias; 404 `not_found_error` otherwise. */
export function findModel(name: string): ModelFacts {
  const model = models.find(candidate => candidate.id === name || candidate.alias === name);
  if (!model) throw new ApiError(404, 'not_found_error', `model: ${name}`);
  return model;
}

const supported = (yes: boolean) => ({ supported: yes });

/** The model as `GET /v1/models` shows it. */
export function modelInfo(model: ModelFacts) {
  const adaptive = model.thinking === 'adaptive';
  return {
    type: 'model',
    id: model.id,
    display_name: model.displayName,
    created_at: model.createdAt,
    deprecated_at: null,
    retires_at: null,
    lifecycle: 'active',
    line: model.line,
    max_input_tokens: model.contextWindow,
    max_tokens: model.maxOutput,
    capabilities: {
      ...Object.fromEntries(['batch', 'citations', 'code_execution', 'pdf_input'].map(name => [name, supported(false)])),
      image_input: supported(true),
      structured_outputs: supported(true),
      context_management: {
        supported: false,
        clear_thinking_20251015: null,
        clear_tool_uses_20250919: null,
        compact_20260112: null,
      },
      effort: {
        ...Object.fromEntries(['low', 'medium', 'high', 'xhigh', 'max'].map(level => [level, supported(model.effort)])),
        supported: model.effort,
      },
      server_tools: { supported: false, code_execution: supported(false), web_search: supported(false) },
      thinking: {
        supported: true,
        types: {
          adaptive: supported(adaptive),
          between_tools: supported(adaptive),
          disabled: supported(true),
          enabled: supported(!adaptive),
        },
      },
    },
  };
}
