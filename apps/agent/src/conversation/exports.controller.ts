import { ExportId } from '@nat/contracts';
import { AppError, type ServiceIdentity } from '@nat/service-kit';
import { CallerIdentity, FromServices } from '@nat/session';
import { Controller, Get, Param, StreamableFile } from '@nestjs/common';
import { Readable } from 'node:stream';
import { ExportStore } from '../tools/results/export.store';

/** The files of a person, for the gateway alone. */
@Controller('internal/exports')
@FromServices('api-gateway')
export class ExportsController {
  constructor(private readonly exports: ExportStore) {}

  /** The file as text/csv. One that breaks off half way ends short of its `content-length`: nobody takes it for whole. */
  @Get(':exportId')
  async read(@CallerIdentity() caller: ServiceIdentity, @Param('exportId') id: string): Promise<StreamableFile> {
    const found = ExportId.safeParse(id).success ? await this.exports.find(caller, id) : undefined;
    if (!found) throw new AppError('not_found', 'There is no such file. Files can be fetched for 15 minutes.');
    const { name, bytes } = found.file;
    return new StreamableFile(Readable.from(found.content), {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="${name}"`,
      length: bytes,
    });
  }
}
