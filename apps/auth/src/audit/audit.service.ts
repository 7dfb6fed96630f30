import {
  type AuditChain,
  type AuditFilter,
  type AuditLogPage,
  type AuditLogRequest,
  type NationSlug,
  roleAtLeast,
} from '@nat/contracts';
import { AppError, type Clock, decodeCursor, type ServiceIdentity } from '@nat/service-kit';
import { auditCsv } from './audit-csv';
import { auditPage, pageSizeOf, rangeOf } from './audit-page';
import { AuditStore, positionForm } from './audit.store';
import { ChainCheck } from './chain-check';

/** The audit log, for owner and admins of the nation it tells of. Everybody else gets `role_required`. */
export class AuditService {
  /** Checks in progress: a long log is not read a hundred times at once. */
  private readonly checks = new Map<NationSlug, Promise<AuditChain>>();

  constructor(
    private readonly store: AuditStore,
    private readonly clock: Clock,
  ) {}

  /** A page, newest first. Throws `cursor_invalid` for a cursor of another caller or of other filters. */
  async list(caller: ServiceIdentity, { limit, cursor, ...filter }: AuditLogRequest): Promise<AuditLogPage> {
    requireAdmin(caller);
    const { nationSlug, userId } = caller;
    const scope = { owner: { nationSlug, userId }, list: 'audit-log', filters: filter };
    const before = decodeCursor(scope, cursor, positionForm);
    const pageSize = pageSizeOf(filter, limit);
    const log = this.store.read(nationSlug, { ...rangeOf(filter), before, now: this.now(), pageSize });
    return auditPage(log, { filter, limit, scope });
  }

  /** Everything that matches, newest first, as CSV text piece by piece. */
  export(caller: ServiceIdentity, filter: AuditFilter): AsyncIterable<string> {
    requireAdmin(caller);
    return auditCsv(this.store.read(caller.nationSlug, { ...rangeOf(filter), now: this.now() }), filter);
  }

  /** Compares the whole log with its chain, reading each entry once. Whoever asks while it does gets the same answer. */
  check(caller: ServiceIdentity): Promise<AuditChain> {
    requireAdmin(caller);
    const { nationSlug } = caller;
    const running = this.checks.get(nationSlug) ?? this.compare(nationSlug).finally(() => this.checks.delete(nationSlug));
    this.checks.set(nationSlug, running);
    return running;
  }

  private async compare(nationSlug: NationSlug): Promise<AuditChain> {
    const now = this.now();
    const check = new ChainCheck(nationSlug, await this.store.head(nationSlug), now);
    for await (const stored of this.store.read(nationSlug, { now })) check.add(stored);
    return check.verdict(await this.store.head(nationSlug));
  }

  /** Epoch seconds. */
  private now(): number {
    return this.clock.now() / 1_000;
  }
}

function requireAdmin({ role }: ServiceIdentity): void {
  if (!roleAtLeast(role, 'admin')) throw new AppError('role_required', 'The audit log is for owner and admins of the nation.');
}
