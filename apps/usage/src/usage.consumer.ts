import { Controller } from '@nestjs/common';
import { QueryCanceled, QueryCompleted, QueryFailed, SubscriptionUpdated } from '@nat/contracts';
import { On } from '@nat/event-bus';
import { UsageService } from './usage.service';

/** All that usage reacts to. */
@Controller()
export class UsageConsumer {
  constructor(private readonly usage: UsageService) {}

  @On(QueryCompleted)
  async settleCompleted(event: QueryCompleted): Promise<void> {
    await this.usage.settle(event);
  }

  @On(QueryFailed)
  async settleFailed(event: QueryFailed): Promise<void> {
    await this.usage.settle(event);
  }

  @On(QueryCanceled)
  async settleCanceled(event: QueryCanceled): Promise<void> {
    await this.usage.settle(event);
  }

  @On(SubscriptionUpdated)
  async updateLimits(event: SubscriptionUpdated): Promise<void> {
    await this.usage.updateLimits(event);
  }
}
