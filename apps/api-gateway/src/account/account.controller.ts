import { Me, UsageAnswer } from '@nat/contracts';
import { Controller } from '@nestjs/common';
import { type Access, Caller, Person, type SignedIn } from '../access/access.guard';
import { Endpoint } from '../endpoint.decorator';
import { endpoints } from '../endpoints';
import { Siblings } from '../siblings/siblings';

@Controller()
export class AccountController {
  constructor(private readonly siblings: Siblings) {}

  @Endpoint(endpoints.getUsage)
  usage(@Caller() { identity }: Access): Promise<UsageAnswer> {
    return this.siblings.usage.call({ method: 'GET', path: '/internal/usage', identity, schema: UsageAnswer });
  }

  @Endpoint(endpoints.getMe)
  me(@Person() { person }: SignedIn): Promise<Me> {
    return this.siblings.auth.call({ method: 'GET', path: '/internal/me', identity: person, schema: Me });
  }
}
