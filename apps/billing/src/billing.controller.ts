import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import {
  ChangeSubscription,
  type LedgerAnswer,
  LedgerRequest,
  type PlansAnswer,
  roleAtLeast,
  StartSubscription,
  type SubscriptionAnswer,
} from '@nat/contracts';
import { AppError, parseBody, type ServiceIdentity } from '@nat/service-kit';
import { CallerIdentity, FromServices } from '@nat/session';
import { z } from 'zod';
import { BillingService } from './billing.service';
import { subscriptionAnswer } from './subscriptions/subscription';
import { SubscriptionsService } from './subscriptions/subscriptions.service';

const PlansRequest = z.strictObject({ catalog: z.string().default('nat') });

/** Nation, user and role are claims of the service token, never of a body. Money is the admins' matter. */
@Controller('internal')
@FromServices('api-gateway')
export class BillingController {
  constructor(
    private readonly billing: BillingService,
    private readonly subscriptions: SubscriptionsService,
  ) {}

  @Get('plans')
  plans(@Query() query: unknown): PlansAnswer {
    return this.billing.plans(parseBody(PlansRequest, query).catalog);
  }

  @Get('subscription')
  async get(@CallerIdentity() identity: ServiceIdentity): Promise<SubscriptionAnswer> {
    return subscriptionAnswer(await this.subscriptions.get(admin(identity).nationSlug));
  }

  @Post('subscription')
  async start(@CallerIdentity() identity: ServiceIdentity, @Body() body: unknown): Promise<SubscriptionAnswer> {
    return subscriptionAnswer(await this.subscriptions.start(admin(identity), parseBody(StartSubscription, body).plan));
  }

  @Patch('subscription')
  async change(@CallerIdentity() identity: ServiceIdentity, @Body() body: unknown): Promise<SubscriptionAnswer> {
    return subscriptionAnswer(await this.subscriptions.change(admin(identity), parseBody(ChangeSubscription, body).plan));
  }

  @Get('ledger')
  ledger(@CallerIdentity() identity: ServiceIdentity, @Query() query: unknown): Promise<LedgerAnswer> {
    return this.billing.ledger(admin(identity).nationSlug, parseBody(LedgerRequest, query));
  }
}

function admin(identity: ServiceIdentity): ServiceIdentity {
  if (roleAtLeast(identity.role, 'admin')) return identity;
  throw new AppError('role_required', 'Only admins and the owner of the nation may see or change its subscription.');
}
