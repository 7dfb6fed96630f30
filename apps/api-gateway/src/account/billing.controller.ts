import { PlansAnswer, SubscriptionAnswer } from '@nat/contracts';
import { Body, Controller } from '@nestjs/common';
import { type Access, Caller } from '../access/access.guard';
import { bodyOf } from '../endpoint-input';
import { Endpoint } from '../endpoint.decorator';
import { endpoints } from '../endpoints';
import { Siblings } from '../siblings/siblings';

const path = '/internal/subscription';

@Controller()
export class BillingController {
  constructor(private readonly siblings: Siblings) {}

  @Endpoint(endpoints.listPlans)
  plans(): Promise<PlansAnswer> {
    return this.siblings.billing.call({ method: 'GET', path: '/internal/plans', schema: PlansAnswer });
  }

  @Endpoint(endpoints.getSubscription)
  get(@Caller() { identity }: Access): Promise<SubscriptionAnswer> {
    return this.siblings.billing.call({ method: 'GET', path, identity, schema: SubscriptionAnswer });
  }

  @Endpoint(endpoints.startSubscription)
  start(@Caller() { identity }: Access, @Body() given: unknown): Promise<SubscriptionAnswer> {
    const body = bodyOf(endpoints.startSubscription, given);
    return this.siblings.billing.call({ method: 'POST', path, identity, body, schema: SubscriptionAnswer });
  }

  @Endpoint(endpoints.changeSubscription)
  change(@Caller() { identity }: Access, @Body() given: unknown): Promise<SubscriptionAnswer> {
    const body = bodyOf(endpoints.changeSubscription, given);
    return this.siblings.billing.call({ method: 'PATCH', path, identity, body, schema: SubscriptionAnswer });
  }
}
