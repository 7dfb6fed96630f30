/** What a tool told the model, parsed. */
export interface ToolAnswer {
  ok: boolean;
  data: unknown;
  count?: number;
  result_set?: string;
}

type Row = Record<string, unknown>;
type Call = [tool: string, input: Record<string, unknown>];

/**
 * How a question is answered with the tools, as a perfect model would: the calls of each turn, which may use what the turns
 * before brought, and the answer as the results state it. No figure is worked out here: a plan only picks.
 */
export interface QuestionPlan {
  /** Id of the question in `questions.json`. */
  readonly id: string;
  readonly turns: readonly ((answers: readonly ToolAnswer[]) => Call[])[];
  readonly answer: (answers: readonly ToolAnswer[]) => unknown;
}

export const plan = (
  id: string,
  turns: QuestionPlan['turns'] | Call,
  answer: QuestionPlan['answer'] = ([first]) => first!.count,
): QuestionPlan => ({
  id,
  turns: typeof turns[0] === 'string' ? [() => [turns as Call]] : (turns as QuestionPlan['turns']),
  answer,
});

/** The n-th answer's rows; of the newest answer unless told. */
export const rows = (answers: readonly ToolAnswer[], index = answers.length - 1): Row[] => answers[index]!.data as Row[];
export const row = (answers: readonly ToolAnswer[], index = answers.length - 1): Row => rows(answers, index)[0]!;
export const counted = (answers: readonly ToolAnswer[]): unknown => answers.at(-1)!.count;

/** Groups of the newest aggregate. */
export const groups = (answers: readonly ToolAnswer[]): Row[] => (answers.at(-1)!.data as { groups: Row[] }).groups;
/** The figures of an aggregate without groups. */
export const figures = (answers: readonly ToolAnswer[]): Row => answers.at(-1)!.data as Row;
/** Groups as one object: name, or key where there is none, to a measure. Records without the value stand in no group. */
export const byName =
  (measure: string) =>
  (answers: readonly ToolAnswer[]): Row =>
    Object.fromEntries(known(answers).map(group => [String(group.name ?? group.key), group[measure]]));
export const byKey =
  (measure: string) =>
  (answers: readonly ToolAnswer[]): Row =>
    Object.fromEntries(known(answers).map(group => [String(group.key), group[measure]]));
const known = (answers: readonly ToolAnswer[]): Row[] => groups(answers).filter(({ key }) => key !== null);
