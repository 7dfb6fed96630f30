import type { Draft } from '../api/reply';
import type { MessageRequest } from '../api/request-schema';
import { orderVerbs, splitClauses } from './clauses';
import { readConversation, type Conversation } from './conversation';
import { forcedCalls } from './forced-call';
import type { Intent, Reading } from './intent';
import { contactMethods } from './intents/contact-methods';
import { donationTotals, personTotal } from './intents/donation-totals';
import { topDonors, whoGave } from './intents/donors';
import { findDuplicates } from './intents/duplicates';
import { eventDate, listEvents } from './intents/events';
import { exportPeople } from './intents/export';
import { listLists, listSize } from './intents/lists';
import { peopleByStep, stuckJourneys } from './intents/paths';
import { askPeople } from './intents/people';
import { findPerson } from './intents/person';
import { askRanking } from './intents/rankings';
import { askAmountOfThat, askRecords } from './intents/records';
import { surveyAnswers } from './intents/survey-answers';
import { listTags, taggedPeople } from './intents/tags';
import { orders } from './orders/orders';
import { advance, CannotAnswer, keyOf, PlanKit, type FindsPerson, type Plan, type PlannedCall } from './plan';
import { listed, named } from './wording';

const questions: readonly Intent[] = [
  exportPeople,
  taggedPeople,
  listTags,
  listSize,
  listLists,
  listEvents,
  topDonors,
  whoGave,
  personTotal,
  donationTotals,
  findDuplicates,
  stuckJourneys,
  peopleByStep,
  contactMethods,
  surveyAnswers,
  askRanking,
  askRecords,
  askPeople,
  askAmountOfThat,
  eventDate,
  findPerson,
];

/** Every kind of question and order, narrow before wide: the first intent that reads a clause has it. */
export const intents: readonly Intent[] = [...orders, ...questions];

/**
 * The next turn of a model made of rules: reads the newest question clause by clause, asks the offered tools for what is not
 * known yet (all clauses at once), and answers when everything is. Every figure and name comes out of tool results.
 */
export function planTurn(request: MessageRequest, fallbackNow: number): Draft {
  const conversation = readConversation(request, fallbackNow);
  const kit = new PlanKit(request.tools ?? [], conversation);
  const steps = readClauses(conversation, kit).map(start => advance(start, conversation.calls));
  const missing = inOrder(unique(steps.flatMap(step => ('missing' in step ? step.missing : []))));
  const forced = forcedCalls(request, missing);
  if (forced) return { content: calls(forced, request) };
  if (missing.length > 0 && request.tool_choice?.type !== 'none') return { content: calls(missing, request) };
  const answers = steps.map(step => ('answer' in step ? step.answer : 'I could not finish looking this up.'));
  const text = answers.length > 0 ? [...new Set(answers)].join('\n\n') : `What would you like to know? ${abilities(kit)}`;
  return { content: [{ type: 'text', text }] };
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

/** What cannot be read is said once, with what can be asked instead. */
function readClauses({ question }: Conversation, kit: PlanKit): (() => Plan)[] {
  const clauses = splitClauses(question);
  const unread: string[] = [];
  let mentioned: FindsPerson | undefined;
  const plans = clauses.flatMap((clause, index) => {
    const plan = readClause(clause, kit.after(clauses.slice(0, index), mentioned), clauses[index - 1]);
    if (!plan) unread.push(clause);
    mentioned = plan?.about ?? mentioned;
    return plan ? [plan] : [];
  });
  return unread.length > 0 ? [...plans, says(misunderstood(unread, kit))] : plans;
}

/** Longer ones are not questions, and patterns are slow on them. */
const longestClause = 300;

function readClause(clause: string, kit: PlanKit, earlier: string | undefined): Reading | undefined {
  if (clause.length > longestClause) return undefined;
  if (/^(?:help|what can you do|what can i ask(?: you)?|who are you)$/i.test(clause)) return says(abilities(kit));
  for (const intent of intents) {
    const plan = intent.read(clause, kit, earlier);
    if (plan) return plan;
  }
  return undefined;
}

const order = new RegExp(`^(?:${orderVerbs})\\b`, 'i');

function misunderstood(clauses: string[], kit: PlanKit): string {
  const quoted = listed(clauses.map(clause => `“${named(clause)}”`));
  const unchanged = clauses.some(clause => order.test(clause)) ? ' Nothing was changed.' : '';
  return `I did not understand ${quoted}.${unchanged} ${abilities(kit)}`;
}

const shownExamples = { orders: 8, questions: 12 };

/** What this is, what it can do with the tools at hand, and what brings the rest. */
function abilities(kit: PlanKit): string {
  const examples = [...examplesOf(orders, kit, shownExamples.orders), ...examplesOf(questions, kit, shownExamples.questions)];
  if (examples.length === 0) return `${whatIAm} I answer by looking things up with tools, and none that I know is offered to me.`;
  return `${whatIAm} I understand questions and orders such as:\n${examples.map(example => `- ${example}`).join('\n')}\n${whatBringsMore}`;
}

/** One of each kind before a second of any. */
function examplesOf(kinds: readonly Intent[], kit: PlanKit, shown: number): string[] {
  const able = kinds.filter(({ needs }) => needs.every(tool => kit.offers(tool)));
  return [...able.flatMap(({ examples }) => examples.slice(0, 1)), ...able.flatMap(({ examples }) => examples.slice(1))].slice(
    0,
    shown,
  );
}

const whatIAm = 'I am a simple stand-in for a language model: rules, for trying Nat without a key.';
const whatBringsMore = 'A key for the real model (ANTHROPIC_API_KEY) brings answers to questions in any words.';

/** A plan that needs nothing looked up. */
const says = (sentence: string) => () => {
  throw new CannotAnswer(sentence);
};
