import { Controller, Inject } from '@nestjs/common';
import {
  ActionExecuted,
  ActionUndone,
  ConfirmationDecided,
  ConfirmationRequested,
  MemberRemoved,
  NationSlug,
  PromptInjectionSuspected,
  SubscriptionUpdated,
} from '@nat/contracts';
import { On } from '@nat/event-bus';
import { AuditReactions } from './audit/audit-reactions';
import { ConnectionsService } from './connections/connections.service';

/** All that auth reacts to. */
@Controller()
export class AuthConsumer {
  constructor(
    private readonly audit: AuditReactions,
    @Inject(ConnectionsService) private readonly connections: Pick<ConnectionsService, 'disconnectFormerMember'>,
  ) {}

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

  /** Its own event: whatever happens to the request that removed somebody, their grant does not outlast their membership. */
  @On(MemberRemoved)
  async memberRemoved({ nationslug, userid, data: { memberId } }: MemberRemoved): Promise<void> {
    await this.connections.disconnectFormerMember(
      { nationSlug: NationSlug.parse(nationslug), userId: memberId },
      userid ?? memberId,
    );
  }

  @On(SubscriptionUpdated)
  async subscriptionUpdated(event: SubscriptionUpdated): Promise<void> {
    await this.audit.recordSubscription(event);
  }
}
