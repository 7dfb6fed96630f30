import type { NationSlug } from '@nat/contracts';
import { ManualClock, SystemRng } from '@nat/service-kit';
import type { Owner } from '../src/conversation/query-row';
import { ToolError } from '../src/tools/kit/tool-error';
import { exportByteCap, exportLifeMs, exportRowCap } from '../src/tools/results/export-files';
import type { ExportStore, StoredExport } from '../src/tools/results/export.store';

const rng = new SystemRng();

export async function* inPieces(...pieces: string[]): AsyncGenerator<string, void> {
  yield* pieces;
}

export async function textOf({ content }: StoredExport): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** The promises of {@link ExportStore}, for each of its forms. `open` answers a process of its own over the same rows. */
export function describeExports(name: string, make: (clock: ManualClock) => Promise<() => ExportStore>): void {
  describe(name, () => {
    let clock: ManualClock;
    let open: () => ExportStore;
    let owner: Owner;

    beforeEach(async () => {
      clock = new ManualClock('2026-11-20T10:00:00.000Z');
      open = await make(clock);
      owner = { nationSlug: `n${rng.hex(6)}` as NationSlug, userId: rng.id('usr') };
    });

    it('gives a file back as it was written, in another process', async () => {
      const file = await open()
        .of(owner)
        .write('people-2026-11-20.csv', 2, inPieces('id,name\n', '1,Zoë\n', '', '2,王\n'));
      expect(file).toMatchObject({ name: 'people-2026-11-20.csv', expiresAt: '2026-11-20T10:15:00.000Z' });
      const found = (await open().find(owner, file.id))!;
      expect(found.file).toEqual(file);
      const text = await textOf(found);
      expect(text).toBe('id,name\n1,Zoë\n2,王\n');
      expect(file.bytes).toBe(Buffer.byteLength(text));
    });

    it('gives back a long file that does not compress, also when read twice at once', async () => {
      const pieces = Array.from({ length: 40 }, () => `${Buffer.from(rng.bytes(30_000)).toString('base64')}\n`);
      const { id, bytes } = await open()
        .of(owner)
        .write('long.csv', 40, inPieces(...pieces));
      expect(bytes).toBe(40 * 40_001);
      const texts = await Promise.all([1, 2].map(async () => textOf((await open().find(owner, id))!)));
      for (const text of texts) expect(text === pieces.join('')).toBe(true);
    });

    it('has an empty file too', async () => {
      const { id } = await open().of(owner).write('none.csv', 0, inPieces());
      expect(await textOf((await open().find(owner, id))!)).toBe('');
    });

    it('tells nothing to another person or another nation, and knows no other id', async () => {
      const { id } = await open().of(owner).write('a.csv', 1, inPieces('1\n'));
      const strangers = [
        { ...owner, userId: rng.id('usr') },
        { ...owner, nationSlug: 'other' as NationSlug },
      ];
      for (const stranger of strangers) expect(await open().find(stranger, id)).toBeUndefined();
      for (const unknown of [rng.id('exp'), '', '__proto__']) expect(await open().find(owner, unknown)).toBeUndefined();
    });

    it('forgets it after a quarter of an hour, whether or not it was cleaned up', async () => {
      const { id } = await open().of(owner).write('a.csv', 1, inPieces('1\n'));
      await clock.advance(exportLifeMs - 1);
      expect(await open().find(owner, id)).toBeDefined();
      await clock.advance(1);
      expect(await open().find(owner, id)).toBeUndefined();
    });

    it.each([
      ['too many rows', exportRowCap + 1, () => inPieces('1\n')],
      ['too many bytes', 1, () => inPieces('x'.repeat(exportByteCap), 'x')],
    ])('refuses %s, with words the model can act on', async (_, rows, pieces) => {
      const error: unknown = await open()
        .of(owner)
        .write('a.csv', rows, pieces())
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ToolError);
      expect(error).toMatchObject({ code: 'export_too_large' });
    });

    it('passes on what breaks the rows off', async () => {
      const broken = async function* () {
        yield 'id\n';
        throw new Error('the nation is gone');
      };
      await expect(open().of(owner).write('a.csv', 9, broken())).rejects.toThrow('the nation is gone');
    });

    it.each([
      ['../../etc/passwd', 'etc-passwd.csv'],
      ['a"\r\nx: y.csv', 'a-x-y.csv'],
      ['Übersicht.CSV', 'Ubersicht.csv'],
      ['.csv', 'export.csv'],
      ['x'.repeat(200), `${'x'.repeat(80)}.csv`],
    ])('names the file %j %j', async (given, expected) => {
      expect((await open().of(owner).write(given, 0, inPieces())).name).toBe(expected);
    });
  });
}
