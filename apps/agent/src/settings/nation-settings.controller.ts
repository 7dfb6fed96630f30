import { ChangeNationSettings, type NationSettings } from '@nat/contracts';
import { parseBody, type ServiceIdentity } from '@nat/service-kit';
import { CallerIdentity, FromServices } from '@nat/session';
import { Body, Controller, Get, Patch } from '@nestjs/common';
import { NationSettingsService } from './nation-settings.service';

/** Settings of the nation of the service token, for the gateway alone. */
@Controller('internal/nation-settings')
@FromServices('api-gateway')
export class NationSettingsController {
  constructor(private readonly settings: NationSettingsService) {}

  @Get()
  async read(@CallerIdentity() caller: ServiceIdentity): Promise<NationSettings> {
    return this.settings.read(caller);
  }

  @Patch()
  async change(@CallerIdentity() caller: ServiceIdentity, @Body() body: unknown): Promise<NationSettings> {
    return this.settings.change(caller, parseBody(ChangeNationSettings, body));
  }
}
