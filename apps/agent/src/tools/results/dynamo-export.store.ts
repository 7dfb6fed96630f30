import type { Table } from '@nat/dynamo';
import type { Clock, Rng } from '@nat/service-kit';
import { pipeline, Readable } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';
import { exportKey, exportPartKey } from '../../conversation/agent-keys';
import type { Owner } from '../../conversation/query-row';
import type { SealedContent } from '../../sealed/sealed-content';
import { bounded, type ExportFile, ExportFiles, exportLifeMs, fileName } from './export-files';
import { ExportStore, type StoredExport } from './export.store';

/** Bytes of compressed text in one part: DynamoDB takes rows of 400 KB. */
const partBytes = 300_000;
/** Seconds after which the parts of an export that nobody finished are cleaned up; longer than any query writes. */
const partLifeSeconds = 3_600;

/** What the row of a whole export says, sealed. */
const Head = z.object({ name: z.string(), bytes: z.int(), parts: z.int() });
type Head = z.output<typeof Head>;

interface Ports {
  table: Table;
  sealed: SealedContent;
  clock: Clock;
  rng: Rng;
}

/**
 * Files in DynamoDB: compressed, cut into parts, each sealed for its place; then the row that says how many parts there are.
 * Whoever dies before that row leaves nothing that anybody could fetch.
 */
export class DynamoExportStore extends ExportStore {
  constructor(private readonly ports: Ports) {
    super();
  }

  of(owner: Owner): ExportFiles {
    return new DynamoExportFiles(this.ports, owner);
  }

  async find(owner: Owner, exportId: string): Promise<StoredExport | undefined> {
    const { table, sealed, clock } = this.ports;
    const key = exportKey(owner, exportId);
    const row = await table.get(key);
    if (!row || String(row.expires) <= clock.iso()) return undefined;
    const content = await sealed.open(owner, key, row.sealed);
    if (!content) return undefined;
    const { parts, ...facts } = Head.parse(JSON.parse(Buffer.from(content).toString()));
    const file = { id: exportId, ...facts, expiresAt: String(row.expires) };
    return { file, content: this.content(owner, exportId, parts) };
  }

  private content(owner: Owner, exportId: string, parts: number): AsyncIterable<Uint8Array> {
    const compressed = Readable.from(this.parts(owner, exportId, parts), { objectMode: false });
    return pipeline(compressed, createGunzip(), toldToReader);
  }

  private async *parts(owner: Owner, exportId: string, parts: number): AsyncGenerator<Uint8Array, void> {
    for (let part = 1; part <= parts; part++) {
      const key = exportPartKey(exportId, part);
      const row = await this.ports.table.get(key);
      const content = row && (await this.ports.sealed.open(owner, key, row.sealed));
      if (!content) throw new Error(`part ${part} of an export is gone`);
      yield content;
    }
  }
}

class DynamoExportFiles extends ExportFiles {
  constructor(
    private readonly ports: Ports,
    private readonly owner: Owner,
  ) {
    super();
  }

  async write(name: string, rows: number, pieces: AsyncIterable<string>): Promise<ExportFile> {
    const id = this.ports.rng.id('exp');
    const measured = { bytes: 0 };
    let parts = 0;
    const text = Readable.from(bounded(rows, pieces, measured), { objectMode: false });
    for await (const part of cut(pipeline(text, createGzip(), toldToReader)))
      await this.put(exportPartKey(id, ++parts), part, partLifeSeconds);
    const head: Head = { name: fileName(name), bytes: measured.bytes, parts };
    const { clock } = this.ports;
    const expires = new Date(clock.now() + exportLifeMs).toISOString();
    await this.put(exportKey(this.owner, id), Buffer.from(JSON.stringify(head)), exportLifeMs / 1000, expires);
    return { id, name: head.name, bytes: head.bytes, expiresAt: expires };
  }

  /** The id is ours alone, so what is written twice is written once. */
  private async put(key: { pk: string; sk: string }, content: Uint8Array, seconds: number, expires?: string): Promise<void> {
    const { table, sealed, clock } = this.ports;
    const expiresAt = Math.ceil(clock.now() / 1000) + seconds;
    const row = { ...key, expires, expiresAt, sealed: await sealed.seal(this.owner, key, content) };
    await table.repeatable(() => table.put(row));
  }
}

/** Whatever breaks in a pipeline destroys its last stream with the same error, so its reader hears of it. */
const toldToReader = (): void => undefined;

/** The stream in parts of at most {@link partBytes}; one more at its end, however short. */
async function* cut(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let part = Buffer.alloc(0);
  for await (const chunk of stream) {
    part = Buffer.concat([part, chunk]);
    for (; part.length > partBytes; part = part.subarray(partBytes)) yield part.subarray(0, partBytes);
  }
  yield part;
}
