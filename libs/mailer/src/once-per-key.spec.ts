import { NoAnswer } from '@nat/service-kit';
import { OncePerKey } from './once-per-key';

let done: string[];
let once: OncePerKey;
beforeEach(() => {
  done = [];
  once = new OncePerKey(3);
});
const doing = (key: string) => once.do(key, async () => void done.push(key));

it('remembers as many keys as it has room for, the newest', async () => {
  for (const key of ['a', 'b', 'c', 'd']) await doing(key);
  for (const key of ['b', 'c', 'd']) await doing(key);
  expect(done).toEqual(['a', 'b', 'c', 'd']);
  await doing('a');
  expect(done).toEqual(['a', 'b', 'c', 'd', 'a']);
});

it('shares work that is under way, failure included, and lets it be tried again', async () => {
  const failing = () => once.do('a', async () => Promise.reject(new Error(`try ${done.push('a')}`)));
  const outcomes = await Promise.allSettled([failing(), failing()]);
  expect(outcomes.map(outcome => outcome.status)).toEqual(['rejected', 'rejected']);
  expect(done).toHaveLength(1);
  await doing('a');
  expect(done).toHaveLength(2);
});

it('does not try again what may have been done', async () => {
  const unsure = new NoAnswer('mail', 'lost', { mayBeDone: true });
  await expect(once.do('a', () => Promise.reject(unsure))).rejects.toBe(unsure);
  await expect(doing('a')).rejects.toBe(unsure);
  expect(done).toEqual([]);
});
