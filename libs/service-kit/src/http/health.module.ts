import { Controller, type DynamicModule, Get, Inject, Module } from '@nestjs/common';
import { AppError } from '../errors/app-error';

/** Each check rejects while what it names cannot be used. */
export type HealthChecks = Record<string, () => Promise<void>>;
const HEALTH_CHECKS = Symbol('nat:health-checks');

@Controller('health')
export class HealthController {
  constructor(@Inject(HEALTH_CHECKS) private readonly checks: HealthChecks) {}

  /** The process runs. */
  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** The process can do its work: every dependency it cannot do without answers. */
  @Get('ready')
  async ready(): Promise<{ status: 'ok'; checks: string[] }> {
    const names = Object.keys(this.checks);
    const results = await Promise.allSettled(names.map(name => this.checks[name]!()));
    const failing = names.filter((_, index) => results[index]!.status === 'rejected');
    if (failing.length > 0) {
      throw new AppError('dependency_unavailable', `Not ready: ${failing.join(', ')} cannot be reached.`, { retryAfter: 1 });
    }
    return { status: 'ok', checks: names };
  }
}

@Module({})
export class HealthModule {
  static forRoot({ checks }: { checks: HealthChecks }): DynamicModule {
    return { module: HealthModule, controllers: [HealthController], providers: [{ provide: HEALTH_CHECKS, useValue: checks }] };
  }
}
