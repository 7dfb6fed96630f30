import { Clock } from '@nat/service-kit';
import { type DynamicModule, Module } from '@nestjs/common';
import { AuditChainer } from './audit-chainer';
import { AuditController } from './audit.controller';
import { AuditReactions } from './audit-reactions';
import { AuditService } from './audit.service';
import { AuditStore } from './audit.store';

/** Reading the audit log, chaining it, and what other services tell that belongs in it. Writing it is `addAudit`, anywhere. */
@Module({})
export class AuditModule {
  /** @param clock what the log's times are; the chainer's second is that of the event bus, as the relay's is. */
  static forRoot({ store, clock }: { store: AuditStore; clock: Clock }): DynamicModule {
    return {
      module: AuditModule,
      // Any part may have something to note that changes nothing else.
      global: true,
      controllers: [AuditController],
      providers: [
        { provide: AuditStore, useValue: store },
        { provide: AuditService, useFactory: () => new AuditService(store, clock) },
        { provide: AuditChainer, inject: [Clock], useFactory: (ofBus: Clock) => new AuditChainer(store, ofBus) },
        {
          provide: AuditReactions,
          inject: [AuditChainer],
          useFactory: (chainer: AuditChainer) => new AuditReactions(store, chainer, clock),
        },
      ],
      exports: [AuditStore, AuditChainer, AuditReactions],
    };
  }
}
