import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Change, Journal } from './journal';

const folders: string[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'journal-'));
  folders.push(folder);
  return folder;
};
const contents = (journal: Journal): Record<string, unknown> => Object.fromEntries(journal.under(''));
const reopened = (folder: string): Record<string, unknown> => {
  const journal = new Journal(folder);
  const found = contents(journal);
  journal.close();
  return found;
};

afterAll(() => folders.forEach(folder => rmSync(folder, { recursive: true })));

const change = fc.oneof(
  fc.tuple(
    fc.constantFrom('a', 'b', 'c'),
    fc.jsonValue().filter(value => value !== null),
  ),
  fc.tuple(fc.constantFrom('a', 'b', 'c')),
) as fc.Arbitrary<Change>;

describe('Journal', () => {
  it('holds after any sequence of writes and reopenings what a map would hold', () => {
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 8 }), batches => {
        const folder = newFolder();
        const model = new Map<string, unknown>();
        for (const batch of batches) {
          const journal = new Journal(folder);
          journal.write(...batch);
          for (const [key, value] of batch)
            if (value === undefined) model.delete(key);
            else model.set(key, value);
          journal.close();
        }
        expect(reopened(folder)).toEqual(JSON.parse(JSON.stringify(Object.fromEntries(model))));
      }),
      { numRuns: 50 },
    );
  });

  it('applies a torn last line not at all, wherever it was torn', () => {
    const folder = newFolder();
    const journal = new Journal(folder);
    journal.write(['kept', 1]);
    const whole = statSync(join(folder, 'state.jsonl')).size;
    journal.write(['a', 'é'], ['b', 2]);
    journal.close();
    const torn = readFileSync(join(folder, 'state.jsonl'));
    for (let bytes = whole; bytes < torn.length; bytes++) {
      const copy = newFolder();
      appendFileSync(join(copy, 'state.jsonl'), torn);
      truncateSync(join(copy, 'state.jsonl'), bytes);
      expect(reopened(copy)).toEqual({ kept: 1 });
    }
  });

  it('refuses a line that is damaged in the middle, and names it', () => {
    const folder = newFolder();
    appendFileSync(join(folder, 'state.jsonl'), '[["a",1]]\n[["b"\n[["c",3]]\n');
    expect(() => new Journal(folder)).toThrow(/line 2 is damaged/);
  });

  it('does not grow with what was overwritten', () => {
    const folder = newFolder();
    const journal = new Journal(folder);
    const text = 'x'.repeat(100_000);
    for (let i = 0; i < 300; i++) journal.write(['same', text + i]);
    journal.close();
    expect(statSync(join(folder, 'state.jsonl')).size).toBeLessThan(10 * 1024 * 1024);
    expect(reopened(folder)).toEqual({ same: `${text}299` });
  });

  it('keeps its file from other users', () => {
    const folder = newFolder();
    new Journal(folder).close();
    expect(statSync(join(folder, 'state.jsonl')).mode & 0o077).toBe(0);
  });
});
