/** What a tool gave back. A result that is not of the agreed form is a failure with its text as message. */
export type ToolOutcome = Result | Failure;

export interface Result {
  ok: true;
  data: unknown;
  /** Of all matches; of a change: of all its targets. */
  count?: number;
  resultSet?: string;
  truncated: boolean;
  /** The change that was carried out, or that goes on in the background. */
  action?: { id: string; undoable?: boolean };
}

export interface Failure {
  ok: false;
  code?: string;
  message: string;
  /** Why a person said no. */
  reason?: string;
  /** Given where the change waits for an approval. */
  held?: HeldChange;
  /** The change was begun all the same. */
  begun?: true;
}

/** What a change would do that waits for an approval. */
export interface HeldChange {
  kind: string;
  count: number;
  sample: string[];
  notes: string[];
}

type Fields = Record<string, unknown>;

/** Reads the text of a tool's result. */
export function readOutcome(text: string, isError: boolean | undefined): ToolOutcome {
  const result = fieldsOf(parsed(text));
  if (result?.['ok'] === true && !isError) return readResult(result);
  const { code, message, reason, would, action_id: begun } = result ?? {};
  return {
    ok: false,
    ...(typeof code === 'string' && { code }),
    message: typeof message === 'string' && message !== '' ? message : result ? 'it failed' : text || 'it failed',
    ...(typeof reason === 'string' && reason.trim() !== '' && { reason }),
    ...(typeof begun === 'string' && { begun: true as const }),
    ...(code === 'approval_needed' && { held: heldChange(fieldsOf(would) ?? {}) }),
  };
}

function readResult(result: Fields): Result {
  const { data, count, result_set: resultSet, truncated } = result;
  // An action that goes on in the background names itself in its data, one that has ended beside it.
  const { action_id: id, undoable } = { ...fieldsOf(data), ...result };
  return {
    ok: true,
    data,
    truncated: truncated === true,
    ...(typeof count === 'number' && { count }),
    ...(typeof resultSet === 'string' && { resultSet }),
    ...(typeof id === 'string' && { action: { id, ...(typeof undoable === 'boolean' && { undoable }) } }),
  };
}

function heldChange({ kind, count, sample, notes }: Fields): HeldChange {
  const labels = (Array.isArray(sample) ? sample : []).map((item: unknown) => fieldsOf(item)?.['label']);
  return {
    kind: typeof kind === 'string' ? kind : 'record',
    count: typeof count === 'number' ? count : 0,
    sample: labels.filter(label => typeof label === 'string'),
    notes: (Array.isArray(notes) ? notes : []).filter(note => typeof note === 'string'),
  };
}

/** The fields of an object; undefined for anything else. */
export const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null ? (value as Fields) : undefined;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
