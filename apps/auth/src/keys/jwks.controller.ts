import { Controller, Get, Header } from '@nestjs/common';
import type { PublicSigningKey } from '@nat/session';
import { SigningKeys } from './signing-keys';

/** Public: whoever verifies our tokens reads the keys here. */
@Controller('.well-known')
export class JwksController {
  constructor(private readonly keys: SigningKeys) {}

  @Get('jwks.json')
  @Header('cache-control', 'public, max-age=300')
  published(): Promise<{ keys: PublicSigningKey[] }> {
    return this.keys.published();
  }
}
