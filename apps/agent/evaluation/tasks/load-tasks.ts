import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { prettifyError } from 'zod';
import { type Task, TaskFile } from './task';

const folder = new URL('..', import.meta.url);

/** All tasks of `evaluation/*.tasks.json`. @throws Error that names the file and the place when one does not fit the schema. */
export function loadTasks(): Task[] {
  const files = readdirSync(fileURLToPath(folder)).filter(name => name.endsWith('.tasks.json'));
  return files.toSorted().flatMap(name => tasksOf(name, readFileSync(new URL(name, folder), 'utf8')));
}

/** The tasks of one file. */
export function tasksOf(name: string, text: string): Task[] {
  const read = TaskFile.safeParse(JSON.parse(text));
  if (read.success) return read.data.tasks;
  throw new Error(`${name}:\n${prettifyError(read.error)}`);
}
