import type { MessageRun, TaskRun } from '../run/run-task';
import { callText } from './judge';

const longest = 900;

/** A run in words: what was said, called, told, asked and changed. For whoever writes or repairs a task. */
export function transcript({ messages, changes, mails }: TaskRun): string {
  return [
    ...messages.flatMap(messageLines),
    ...changes.map(({ type, id, change, before, after }) => `${change} ${type} ${id}: ${cut({ before, after })}`),
    `${changes.length} records changed, ${mails} mails`,
  ].join('\n');
}

function messageLines({ text, calls, confirmations, answer, notices, end, modelCalls }: MessageRun): string[] {
  return [
    `> ${text}`,
    ...calls.flatMap(call => [`  ${callText(call)}${call.undoable ? ' [undoable]' : ''}`, `    ${cut(call.result)}`]),
    ...confirmations.map(({ tool, tier, title, status, effect }) => `  ${tier} ${tool} "${title}" ${status}: ${cut(effect)}`),
    ...notices.map(notice => `  notice ${notice}`),
    ...modelCalls.flatMap(({ failure }) => (failure ? [`  the model failed: ${failure}`] : [])),
    `< ${answer}`,
    `  (${end})`,
  ];
}

function cut(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > longest ? `${text.slice(0, longest)} … ${text.length} characters` : text;
}
