import { type AuditChain, AuditFilter, type AuditLogPage, AuditLogRequest } from '@nat/contracts';
import { parseBody, type ServiceIdentity } from '@nat/service-kit';
import { CallerIdentity, FromServices } from '@nat/session';
import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { Readable } from 'node:stream';
import { AuditService } from './audit.service';

/** The audit log of the nation of the service token, for the gateway alone. */
@Controller('internal/audit-log')
@FromServices('api-gateway')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get()
  list(@CallerIdentity() caller: ServiceIdentity, @Query() query: unknown): Promise<AuditLogPage> {
    return this.audit.list(caller, parseBody(AuditLogRequest, query));
  }

  /** Its length is not known ahead; one that breaks off ends without the last chunk, so nobody takes it for whole. */
  @Get('export')
  export(@CallerIdentity() caller: ServiceIdentity, @Query() query: unknown): StreamableFile {
    const pieces = this.audit.export(caller, parseBody(AuditFilter, query));
    return new StreamableFile(Readable.from(pieces, { highWaterMark: 1 }), {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="audit-log-${caller.nationSlug}.csv"`,
    });
  }

  @Get('chain')
  chain(@CallerIdentity() caller: ServiceIdentity): Promise<AuditChain> {
    return this.audit.check(caller);
  }
}
