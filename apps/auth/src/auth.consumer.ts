import { Controller } from '@nestjs/common';
import {
  ActionExecuted,
  ActionUndone,
  ConfirmationDecided,
  ConfirmationRequested,
  PromptInjectionSuspected,
  SubscriptionUpdated,
} from '@nat/contracts';
import { On } from '@nat/event-bus';
import { AuditReactions } from './audit/audit-reactions';

/** All that auth reacts to. */
@Controller()
export class AuthConsumer {
  constructor(private readonly audit: AuditReactions) {}

  @On(ConfirmationRequested)
  async confirmationRequested(event: ConfirmationRequested): Promise<void> {
    await this.audit.record(event);
  }

  @On(ConfirmationDecided)
  async confirmationDecided(event: ConfirmationDecided): Promise<void> {
    await this.audit.record(event);
  }

  @On(ActionExecuted)
  async actionExecuted(event: ActionExecuted): Promise<void> {
    await this.audit.record(event);
  }

  @On(ActionUndone)
  async actionUndone(event: ActionUndone): Promise<void> {
    await this.audit.record(event);
  }

  @On(PromptInjectionSuspected)
  async promptInjectionSuspected(event: PromptInjectionSuspected): Promise<void> {
    await this.audit.record(event);
  }

  @On(SubscriptionUpdated)
  async subscriptionUpdated(event: SubscriptionUpdated): Promise<void> {
    await this.audit.recordSubscription(event);
  }
}
