import type { Draft } from '../api/reply';
import type { MessageRequest } from '../api/request-schema';
import { abilities } from './abilities';
import { readConversation } from './conversation';
import { forcedCalls } from './forced-call';
import { offerToUndo } from './orders/told-change';
import { advance, keyOf, PlanKit, type PlannedCall } from './plan';
import { readQuestion } from './read-question';

/**
 * The next turn of a model made of rules: reads the newest question clause by clause, asks the offered tools for what is not
 * known yet (all clauses at once), and answers when everything is. Every figure and name comes out of tool results.
 */
export function planTurn(request: MessageRequest, fallbackNow: number): Draft {
  const conversation = readConversation(request, fallbackNow);
  const kit = new PlanKit(request.tools ?? [], conversation);
  const steps = readQuestion(conversation, kit).map(start => advance(start, conversation.calls));
  const missing = inOrder(unique(steps.flatMap(step => ('missing' in step ? step.missing : []))));
  const forced = forcedCalls(request, missing);
  if (forced) return { content: calls(forced, request) };
  if (missing.length > 0 && request.tool_choice?.type !== 'none') return { content: calls(missing, request) };
  const answers = steps.map(step => ('answer' in step ? step.answer : 'I could not finish looking this up.'));
  const text = answers.length > 0 ? together(answers) : `What would you like to know? ${abilities(kit)}`;
  return { content: [{ type: 'text', text }] };
}

/** Each answer once. What one part of a question did not change, another may have. */
function together(answers: string[]): string {
  const different = [...new Set(answers)];
  const text = different.join('\n\n');
  return oneOffer(different.length > 1 ? text.replaceAll('Nothing was changed.', 'That part was not done.') : text);
}

/** "Undo that" takes back the last change: after several it is offered once, at the end. */
function oneOffer(text: string): string {
  if (text.indexOf(offerToUndo) === text.lastIndexOf(offerToUndo)) return text;
  return `${text.replaceAll(` ${offerToUndo}`, '')}\n\nSay “undo that” to take back the last change, or “undo all of that”.`;
}

function calls(missing: PlannedCall[], request: MessageRequest): Draft['content'] {
  const { tool_choice: choice } = request;
  const single = choice !== undefined && 'disable_parallel_tool_use' in choice && choice.disable_parallel_tool_use;
  return missing.slice(0, single ? 1 : undefined).map(({ name, input }) => ({ type: 'tool_use', name, input }));
}

/** Look-ups first: the changes of a question come together in one turn, after everything about them is known. */
function inOrder(missing: PlannedCall[]): PlannedCall[] {
  const lookUps = missing.filter(call => !call.changes);
  return lookUps.length > 0 ? lookUps : missing;
}

function unique(missing: PlannedCall[]): PlannedCall[] {
  return [...new Map(missing.map(call => [keyOf(call), call])).values()];
}
