import {
  type Confirmation,
  ConfirmationId,
  type ConfirmationsPage,
  ConfirmationsRequest,
  DecideRequest,
  type DecisionAnswer,
} from '@nat/contracts';
import { AppError, parseBody, type ServiceIdentity } from '@nat/service-kit';
import { CallerIdentity, FromServices } from '@nat/session';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ConfirmationsService } from './confirmations.service';

/** Held calls over HTTP, for the gateway alone. The person is in the service token, never in a body. */
@Controller('internal/confirmations')
@FromServices('api-gateway')
export class ConfirmationsController {
  constructor(private readonly confirmations: ConfirmationsService) {}

  @Get()
  async list(@CallerIdentity() caller: ServiceIdentity, @Query() query: unknown): Promise<ConfirmationsPage> {
    return this.confirmations.list(caller, parseBody(ConfirmationsRequest, query));
  }

  @Get(':confirmationId')
  async get(@CallerIdentity() caller: ServiceIdentity, @Param('confirmationId') id: string): Promise<Confirmation> {
    return this.confirmations.get(caller, idOf(id));
  }

  @Post(':confirmationId/decision')
  @HttpCode(200)
  async decide(
    @CallerIdentity() caller: ServiceIdentity,
    @Param('confirmationId') id: string,
    @Body() body: unknown,
  ): Promise<DecisionAnswer> {
    return this.confirmations.decide(caller, idOf(id), parseBody(DecideRequest, body));
  }
}

/** An id of another shape is answered exactly as one that nobody has. */
function idOf(text: string): string {
  const parsed = ConfirmationId.safeParse(text);
  if (!parsed.success) throw new AppError('not_found', 'There is no such confirmation.');
  return parsed.data;
}
