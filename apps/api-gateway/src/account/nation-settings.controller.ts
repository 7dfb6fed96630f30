import { NationSettings } from '@nat/contracts';
import { AppError, type ServiceIdentity } from '@nat/service-kit';
import { Body, Controller, Param } from '@nestjs/common';
import { type Access, Caller } from '../access/access.guard';
import { bodyOf } from '../endpoint-input';
import { Endpoint } from '../endpoint.decorator';
import { endpoints } from '../endpoints';
import { Siblings } from '../siblings/siblings';

const path = '/internal/nation-settings';

@Controller()
export class NationSettingsController {
  constructor(private readonly siblings: Siblings) {}

  @Endpoint(endpoints.getNationSettings)
  get(@Caller() { identity }: Access, @Param('slug') slug: string): Promise<NationSettings> {
    requireSelected(identity, slug);
    return this.siblings.agent.call({ method: 'GET', path, identity, schema: NationSettings });
  }

  @Endpoint(endpoints.changeNationSettings)
  change(@Caller() { identity }: Access, @Param('slug') slug: string, @Body() given: unknown): Promise<NationSettings> {
    requireSelected(identity, slug);
    const body = bodyOf(endpoints.changeNationSettings, given);
    return this.siblings.agent.call({ method: 'PATCH', path, identity, body, schema: NationSettings });
  }
}

/** The role was proven for the selected nation, so no other one may stand in the path. */
function requireSelected({ nationSlug }: ServiceIdentity, slug: string): void {
  if (slug !== nationSlug) throw new AppError('nation_mismatch', 'The address names another nation than the one you selected.');
}
