import type { ProblemCode, ToolTier } from '@nat/contracts';
import type { CapName } from './caps';

/** Every sentence the server itself says to a person. Plain, no codes, no blame; what was and what was not done. */

/** Ends a query that used up what one question may use. */
export const capSentence: Record<CapName, string> = {
  turns: 'I stopped here because this question took more steps than one question may. Ask a narrower one to go on.',
  tool_calls: 'I stopped here because this question took more look-ups than one question may. Ask a narrower one to go on.',
  invalid_inputs: 'I could not put the look-up together after several tries. Nothing was changed. Try asking in another way.',
  working_time: 'I stopped here because this question took longer than two minutes. What is above is what I have so far.',
  output_tokens: 'I stopped here because the answer became too long. Ask for a part of it, or for a summary.',
  cost: 'I stopped here because this question took more work than one question may. Ask a narrower one to go on.',
};

export const truncatedSentence =
  'The answer was cut off here because it became too long. Ask for a part of it, or for a summary.';
export const refusalSentence = 'I cannot help with this request. Nothing was changed.';
/** Stands in the history for an answer that never came, so that the next question has an unbroken conversation before it. */
export const interruptedSentence = 'This question was not answered: the work on it was interrupted.';
/** The result of a tool call that was asked for and never ran. */
export const notRunSentence = 'This call did not run: the query ended first.';
export const historyTrimmedSentence = 'Earlier questions of this conversation were left out because it has become long.';
export const emptyAnswerSentence = 'I have no answer to this. Try asking in another way.';

export const untrustedContentSentence =
  'Some of these records hold text that reads like an instruction. Nat takes it as data and does not follow it.';

/** Title of a call that cannot be made; what it asked for is not repeated. */
export function callTitle(tier: ToolTier = 'read'): string {
  return tier === 'read' ? 'A look-up that cannot be made' : 'A change that cannot be made';
}

/** What people read about a change that goes on without its query. */
export function backgroundSummary(targets: number): string {
  return `goes on in the background: ${targets === 1 ? '1 record' : `${targets.toLocaleString('en-US')} records`}`;
}

/** What people and the model are told of a change that will not be made. */
export const notApproved = {
  denied: 'The person does not want this change. Nothing was changed. Do not ask for it again in another way.',
  expired: 'Nobody approved this change in time. Nothing was changed.',
  superseded: 'This change was not made: the conversation went on before it was approved.',
  changed: 'This change was not made: what it is about changed before it was approved.',
} as const;

const failedCall: Record<string, string> = {
  nb_unauthorized: 'the connected NationBuilder user may not do this',
  not_found: 'no such record',
  nb_rate_limited: 'NationBuilder is busy',
  nb_unavailable: 'NationBuilder does not answer',
  limit_reached: 'left out: limit of one question reached',
  denied: 'not approved: nothing was changed',
  expired: 'not approved in time: nothing was changed',
  superseded: 'not made: the conversation went on',
  not_approved: 'not approved any more: nothing was changed',
  not_done: 'nothing was changed',
  already_done: 'asked for already',
  use_bulk: 'too many single changes: they belong into one',
  read_only: 'changes are switched off for this nation',
  tool_group_disabled: 'this kind of change is switched off for this nation',
  not_run: 'not begun',
  not_undoable: 'cannot be taken back',
  changed_since: 'changed since by somebody else: left as it is',
  role_required: 'not allowed for your role',
  ambiguous: 'more than one fits',
  do_not_contact: 'asked not to be contacted',
  nobody_left: 'nobody is left to reach',
  too_many: 'too many for one change',
  result_set_unknown: 'the selection is not kept any more',
  too_many_records: 'too many records for one selection',
  export_too_large: 'too much for one file',
};

/** What people read about a call that failed, by the code of its refusal. */
export function failedCallSummary(code: string): string {
  return Object.hasOwn(failedCall, code) ? failedCall[code]! : 'could not be looked up that way';
}

/** Said where something was changed before the failure. */
const somethingChanged = 'What was changed before is in the activity list, with its exact account.';

/** What `query.failed` says, by code. @param changed whether a change was begun. */
export function failureText(code: ProblemCode, changed: boolean): string {
  const text = failureSentence[code] ?? failureSentence.internal_error!;
  if (!changed) return text;
  return text.includes('Nothing was changed')
    ? text.replace(/Nothing was changed; ([a-z])/, (_, first: string) => `${somethingChanged} ${first.toUpperCase()}`)
    : `${text} ${somethingChanged}`;
}

const failureSentence: Partial<Record<ProblemCode, string>> = {
  model_overloaded: 'The language model is too busy at the moment. Nothing was changed; try again shortly.',
  model_unavailable: 'The language model does not answer at the moment. Nothing was changed; try again shortly.',
  interrupted: 'The work on this question was interrupted. Nothing was changed; ask again.',
  nation_reauth_required: 'The connection to NationBuilder has ended. An admin of the nation needs to connect it again.',
  internal_error: 'Something went wrong on our side. Nothing was changed; try again, and tell us if it stays so.',
};
