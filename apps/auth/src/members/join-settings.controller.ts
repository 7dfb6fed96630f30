import { JoinSettings } from '@nat/contracts';
import { parseBody, type ServiceIdentity } from '@nat/service-kit';
import { CallerIdentity, FromServices } from '@nat/session';
import { Body, Controller, Get, Patch } from '@nestjs/common';
import { JoinSettingsService } from './join-settings.service';

/** What auth keeps of the settings of the nation that the service token names. */
@Controller('internal/nation-settings')
@FromServices('api-gateway')
export class JoinSettingsController {
  constructor(private readonly settings: JoinSettingsService) {}

  @Get()
  read(@CallerIdentity() caller: ServiceIdentity): Promise<JoinSettings> {
    return this.settings.read(caller);
  }

  @Patch()
  change(@CallerIdentity() caller: ServiceIdentity, @Body() body: unknown): Promise<JoinSettings> {
    return this.settings.change(caller, parseBody(JoinSettings, body));
  }
}
