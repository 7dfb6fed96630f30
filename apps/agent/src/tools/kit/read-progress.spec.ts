import type { ToolProgress } from './define-tool';
import { tellRead } from './read-progress';

function told(read: number, total: number | undefined): ToolProgress[] {
  const all: ToolProgress[] = [];
  tellRead(read, total, { progress: progress => all.push(progress) });
  return all;
}

it('tells how many of all records were read', () => {
  expect(told(1_200, 10_000)).toEqual([{ done: 1_200, alreadySo: 0, failed: 0, total: 10_000, reading: true }]);
});

it('never tells of more records than there are: some came in meanwhile', () => {
  expect(told(10_003, 10_000)).toMatchObject([{ done: 10_000, total: 10_000 }]);
});

it.each([
  ['of a reading that is over at once', 900, 1_000],
  ['while nobody knows how many there are', 900, undefined],
])('says nothing %s', (_, read, total) => {
  expect(told(read, total)).toEqual([]);
});

it('says nothing to nobody', () => {
  expect(() => tellRead(1, 10_000, {})).not.toThrow();
});
