import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { askPlanner } from './test-support/ask-planner';
import wordings from './wordings.json';

interface Question {
  id: string;
  category: string;
  question: string;
}
const root = join(__dirname, '../../../../..');
const questions = JSON.parse(readFileSync(join(root, 'apps/agent/evaluation/questions.json'), 'utf8')) as Question[];
const others = wordings as Record<string, string[]>;

/** What a question makes the planner look up: every call, apart from how many rows it shows, conditions in any order. */
function lookUps(question: string): string[] {
  const { turns, answer } = askPlanner(question);
  if (answer.includes('I did not understand')) return [];
  return turns.flat().map(({ name, input }) => {
    const all = (input['all'] as unknown[] | undefined)?.map(condition => JSON.stringify(condition)).toSorted();
    return JSON.stringify([name, { ...input, all, limit: undefined, sort: undefined }]);
  });
}

/** The other wordings of a question that come to the same look-ups. */
function understood({ id, question }: Question): string[] {
  const wanted = JSON.stringify(lookUps(question));
  return wanted === '[]' ? [] : (others[id] ?? []).filter(wording => JSON.stringify(lookUps(wording)) === wanted);
}
const known = new Map<string, string[]>();

it.each(questions)('$category: $question', question => {
  // given a question of the evaluation, and at least three other wordings of it
  const wordingsOfIt = others[question.id]!;
  expect(wordingsOfIt.length).toBeGreaterThanOrEqual(3);
  // then all of them come to the same look-ups
  known.set(question.id, understood(question));
  expect(known.get(question.id)).toEqual(wordingsOfIt);
});

it('understands at least 30 of the 80 questions in three or more other wordings each', () => {
  const count = questions.filter(question => (known.get(question.id) ?? understood(question)).length >= 3).length;
  process.stdout.write(`The planner understands ${count} of ${questions.length} questions in at least 3 other wordings each.\n`);
  expect(count).toBeGreaterThanOrEqual(30);
});
