import { anEntry } from '../../test/audit-chains';
import { auditCsv } from './audit-csv';
import { positionOf, type StoredEntry } from './audit.store';

it('reads no further than it is read, so a file of any length takes the memory of a page', async () => {
  let read = 0;
  const endless = async function* (): AsyncGenerator<StoredEntry> {
    for (;;) {
      const entry = anEntry(read++);
      yield { entry, waiting: true, position: positionOf(entry) };
    }
  };
  const pieces = auditCsv(endless(), {});
  const lines: number[] = [];
  for (let piece = 0; piece < 4; piece++) lines.push(String((await pieces.next()).value).split('\r\n').length - 1);
  expect(lines).toEqual([1, 500, 500, 500]);
  expect(read).toBe(1_500);
  await pieces.return(undefined);
});
