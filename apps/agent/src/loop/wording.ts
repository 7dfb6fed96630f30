import type { ProblemCode } from '@nat/contracts';
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

/** What `query.failed` says, by code. */
export const failureSentence: Partial<Record<ProblemCode, string>> = {
  model_overloaded: 'The language model is too busy at the moment. Nothing was changed; try again shortly.',
  model_unavailable: 'The language model does not answer at the moment. Nothing was changed; try again shortly.',
  interrupted: 'The work on this question was interrupted. Nothing was changed; ask again.',
  nation_reauth_required: 'The connection to NationBuilder has ended. An admin of the nation needs to connect it again.',
  internal_error: 'Something went wrong on our side. Nothing was changed; try again, and tell us if it stays so.',
};
