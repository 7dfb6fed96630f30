import { NationBuilderError, type NationBuilderErrorKind } from '@nat/nationbuilder';
import { AppError } from '@nat/service-kit';
import type { z } from 'zod';
import type { ContentBlock } from '../model/model.port';
import { plainText, proseText } from '../tools/kit/clean-text';
import type { ToolResult } from '../tools/kit/define-tool';
import { ToolError } from '../tools/kit/tool-error';
import type { LookedAt } from './looked-at';

/** What a call came to. */
export type ToolOutcome = Done | Refusal | Held;

/** A call that did what it asked for, or, of a change, as much of it as its account says. */
export interface Done {
  ok: true;
  result: ToolResult;
  /** Of a change: its entry in the ledger. */
  action?: ActionTold;
}

/** The entry of a change in the ledger. */
export interface ActionTold {
  actionId: string;
  undoable: boolean;
  /** It goes on without the query. */
  background: boolean;
}

/** A call that did not do what it asked for, as the model reads it. */
export interface Refusal {
  ok: false;
  code: string;
  message: string;
  fields?: { path: string; message: string }[];
  /** A person's own words why not. */
  reason?: string;
  /** Of a change that was begun all the same: its entry in the ledger. */
  action?: ActionTold;
}

/** A change that waits for its person. */
export interface Held {
  ok: 'held';
  call: LookedAt;
}

export function refused(code: string, message: string): Refusal {
  return { ok: false, code, message };
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

export function resultBlock(toolUseId: string, outcome: Done | Refusal): ContentBlock {
  const block = { type: 'tool_result', tool_use_id: toolUseId };
  const { action } = outcome;
  const ledger = action && { action_id: action.actionId, undoable: action.undoable };
  if (outcome.ok) return { ...block, content: JSON.stringify({ ok: true, ...outcome.result.forModel, ...ledger }) };
  const { action: _action, ...told } = outcome;
  return { ...block, is_error: true, content: JSON.stringify({ ...told, ...ledger }) };
}
