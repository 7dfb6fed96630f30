import { NationBuilderError, type NationBuilderErrorKind } from '@nat/nationbuilder';
import { AppError } from '@nat/service-kit';
import type { z } from 'zod';
import type { ContentBlock } from '../model/model.port';
import { plainText, proseText } from '../tools/kit/clean-text';
import type { Effect, ToolResult, WriteTool } from '../tools/kit/define-tool';
import { holdsSuspiciousText } from '../tools/kit/suspicious-text';
import { ToolError } from '../tools/kit/tool-error';

/** What a call came to. */
export type ToolOutcome = { ok: true; result: ToolResult } | Refusal;

/** A call that did not do what it asked for, as the model reads it. */
export interface Refusal {
  ok: false;
  code: string;
  message: string;
  fields?: { path: string; message: string }[];
  /** What a held change would do. `untrusted`: as in the result of a read. */
  would?: { tier: string; untrusted?: true } & Omit<Effect, 'targets'>;
}

export function refused(code: string, message: string): Refusal {
  return { ok: false, code, message };
}

/** A change is never made without a decision. It is looked at and told, and nothing is written. */
export function held(tool: WriteTool, input: unknown, effect: Effect): Refusal {
  const { kind, count, sample, changes, reversible, recipients, notes } = effect;
  const tier = tool.tier?.(input, effect) ?? tool.effect;
  const message =
    'Nothing was changed. This needs an approval, which cannot be given here yet. Tell the person what it would do.';
  const told = { kind, count, sample, changes: changes.map(withoutQuotation), reversible, recipients, notes };
  const untrusted = holdsSuspiciousText([sample, notes, changes.map(({ before }) => before)]) && { untrusted: true as const };
  return { ok: false, code: 'approval_needed', message, would: { tier, ...told, ...untrusted } };
}

/** Somebody's own words stay with the person who decides: the model learns that some are there. */
function withoutQuotation({ quoted, ...change }: Effect['changes'][number]): Effect['changes'][number] {
  return quoted ? { ...change, before: '[text]' } : change;
}

/** Fields told of one refusal at most. */
const toldFields = 10;

export const notJson = refused('invalid_input', 'The input was not a JSON object.');

export function unfit(error: z.ZodError): Refusal {
  const fields = error.issues
    .slice(0, toldFields)
    .map(issue => ({ path: issue.path.map(String).join('.'), message: issue.message }));
  return { ok: false, code: 'invalid_input', message: 'The input does not fit the schema of the tool. Correct it.', fields };
}

const codeOf: Record<NationBuilderErrorKind, string> = {
  invalid: 'nb_invalid',
  forbidden: 'nb_unauthorized',
  not_found: 'not_found',
  rate_limited: 'nb_rate_limited',
  unavailable: 'nb_unavailable',
  unknown: 'nb_unknown',
  protocol: 'nb_unavailable',
};

/** A failure the model can read and the person can be told about. The end of the connection ends the query instead. */
export function failureOf(error: unknown): Refusal {
  if (error instanceof ToolError) return { ...refused(error.code, error.message), ...(error.fields && { fields: error.fields }) };
  if (error instanceof NationBuilderError) {
    const fields = error.failure.fields?.slice(0, toldFields).map(field => ({
      path: plainText(field.attribute ?? field.pointer) ?? '',
      message: proseText(field.message) ?? '',
    }));
    return { ok: false, code: codeOf[error.kind], message: proseText(error.detail) ?? '', ...(fields && { fields }) };
  }
  if (error instanceof AppError && error.code === 'dependency_unavailable') return refused('nb_unavailable', error.detail);
  throw error;
}

/** True for an answer that an identical call would get again: a result, or what a change would do. */
export function isLasting(outcome: ToolOutcome): boolean {
  return outcome.ok || outcome.code === 'approval_needed';
}

export function resultBlock(toolUseId: string, outcome: ToolOutcome): ContentBlock {
  const block = { type: 'tool_result', tool_use_id: toolUseId };
  if (outcome.ok) return { ...block, content: JSON.stringify({ ok: true, ...outcome.result.forModel }) };
  return { ...block, is_error: true, content: JSON.stringify(outcome) };
}
