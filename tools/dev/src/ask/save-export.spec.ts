import { NatClient } from '@nat/client';
import { problem } from '@nat/contracts';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saveExports } from './save-export';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'nat-save-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A gateway that has this answer to every file that is asked for. */
const gateway = (answer: () => Response): NatClient =>
  new NatClient({ baseUrl: 'http://127.0.0.1', fetch: async () => answer() });
const named = (body: string | ReadableStream<Uint8Array>, name = 'people.csv'): Response =>
  new Response(body, { headers: { 'content-disposition': `attachment; filename="${name}"` } });

it('saves each file once, under its name, and tells where', async () => {
  const saved = await saveExports(
    gateway(() => named('id\n7\n')),
    ['exp_1', 'exp_1'],
    join(folder, 'new', 'place'),
  );
  expect(saved).toEqual([{ exportId: 'exp_1', file: join(folder, 'new', 'place', 'people.csv') }]);
  expect(readFileSync(saved[0]!.file!, 'utf8')).toBe('id\n7\n');
});

it('writes over nothing', async () => {
  writeFileSync(join(folder, 'people.csv'), 'mine');
  const saved = await saveExports(
    gateway(() => named('id\n')),
    ['exp_1', 'exp_2'],
    folder,
  );
  expect(saved.map(({ file }) => file)).toEqual(['people-2.csv', 'people-3.csv'].map(name => join(folder, name)));
  expect(readFileSync(join(folder, 'people.csv'), 'utf8')).toBe('mine');
});

it('leaves no part of a file that broke off', async () => {
  const broken = () => {
    const pieces = [new TextEncoder().encode('id\n')];
    return new ReadableStream<Uint8Array>({
      pull: stream => {
        const piece = pieces.pop();
        if (piece) stream.enqueue(piece);
        else stream.error(new Error('terminated'));
      },
    });
  };
  const [saved] = await saveExports(
    gateway(() => named(broken())),
    ['exp_1'],
    folder,
  );
  expect(saved).toEqual({ exportId: 'exp_1', problem: 'It could not be saved: terminated' });
  expect(readdirSync(folder)).toEqual([]);
});

it('tells why a file is not there, in the server’s words', async () => {
  const refusal = problem('not_found', 'There is no such file.', 'req_1');
  const [saved] = await saveExports(
    gateway(() => Response.json(refusal, { status: 404 })),
    ['exp_1'],
    folder,
  );
  expect(saved).toEqual({ exportId: 'exp_1', problem: 'There is no such file.' });
});
