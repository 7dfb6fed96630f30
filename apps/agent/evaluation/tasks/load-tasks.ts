import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { prettifyError } from 'zod';
import { standsIn } from '../score/told';
import { withoutReferences } from './references';
import { type Expectation, type Task, TaskFile, type Turn } from './task';

const folder = new URL('..', import.meta.url);

/** All tasks of `evaluation/*.tasks.json`. @throws Error that names the file and the place when one does not fit the schema. */
export function loadTasks(): Task[] {
  const files = readdirSync(fileURLToPath(folder)).filter(name => name.endsWith('.tasks.json'));
  return files.toSorted().flatMap(name => tasksOf(name, readFileSync(new URL(name, folder), 'utf8')));
}

/** The tasks of one file. */
export function tasksOf(name: string, text: string): Task[] {
  const read = TaskFile.safeParse(JSON.parse(text));
  if (!read.success) throw new Error(`${name}:\n${prettifyError(read.error)}`);
  for (const task of read.data.tasks) {
    const given = figuresGiven(task);
    if (given.length > 0) throw new Error(`${name}: the plan of ${task.id} says ${given.join(', ')} itself, not the tools`);
  }
  return read.data.tasks;
}

/** Figures that an answer has to hold and that its plan says of its own: looking for them would find them whatever Nat did. */
function figuresGiven({ messages, expect, misled }: Task): string[] {
  const { plan, misled: other } = messages.at(-1)!;
  const given = (turns: readonly Turn[], expected: Expectation | undefined): string[] => {
    const own = turns.map(({ say = '' }) => withoutReferences(say));
    const figures = (expected?.answer.includes ?? []).flat().filter(text => /\d/.test(text));
    return figures.filter(figure => own.some(said => standsIn(figure, said)));
  };
  return [...given(plan, expect), ...given(other ?? plan, misled)];
}
