import { Controller } from '@nestjs/common';
import { NationConnected, UsageRecorded } from '@nat/contracts';
import { On } from '@nat/event-bus';
import { BillingService } from './billing.service';

/** All that billing reacts to. */
@Controller()
export class BillingConsumer {
  constructor(private readonly billing: BillingService) {}

  @On(UsageRecorded)
  async recordUsage(event: UsageRecorded): Promise<void> {
    await this.billing.recordUsage(event);
  }

  @On(NationConnected)
  async nationConnected(event: NationConnected): Promise<void> {
    await this.billing.nationConnected(event);
  }
}
