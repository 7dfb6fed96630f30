import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { type Clock, type HealthChecks, HealthModule, type Rng } from '@nat/service-kit';
import { SessionModule } from '@nat/session';
import { PlanCache } from './limits/plan-cache';
import { AdmissionService } from './reservations/admission.service';
import { RateGate } from './reservations/rate-gate';
import { ReservationSweeper } from './reservations/reservation-sweeper';
import { serviceName, UsageConfig } from './usage.config';
import { UsageConsumer } from './usage.consumer';
import { UsageController } from './usage.controller';
import { UsageService } from './usage.service';

/** What touches the world beyond HTTP, in the form of production or of tests. */
export interface UsageAdapters {
  /** Provides `UsageStore`. */
  store: Provider;
  /** The event bus module: clock, chance, outbox and relay come from it. */
  bus: DynamicModule;
  checks: HealthChecks;
  clock: Clock;
  rng: Rng;
}

@Module({})
export class UsageModule {
  static forRoot(config: UsageConfig, { store, bus, checks, clock, rng }: UsageAdapters): DynamicModule {
    return {
      module: UsageModule,
      imports: [bus, SessionModule.forRoot({ service: serviceName, config, clock, rng }), HealthModule.forRoot({ checks })],
      controllers: [UsageController, UsageConsumer],
      providers: [store, PlanCache, RateGate, AdmissionService, UsageService, ReservationSweeper],
    };
  }
}
