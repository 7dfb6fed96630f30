import { AppError } from '@nat/service-kit';
import { All, Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Endpoint } from './endpoint.decorator';
import { endpoints } from './endpoints';
import { allowedMethods } from './allowed-methods';
import { openApiDocument } from './openapi';
import { type KeyDocument, SigningKeys } from './siblings/signing-keys';

@Controller()
export class SystemController {
  constructor(private readonly signingKeys: SigningKeys) {}

  @Endpoint(endpoints.getSigningKeys)
  keys(): Promise<KeyDocument> {
    return this.signingKeys.read();
  }

  @Endpoint(endpoints.getOpenApi)
  openApi(): Record<string, unknown> {
    return openApiDocument();
  }

  /** Everything that is in no table: a known address with another method is a 405, any other address a 404. */
  @All('*')
  nothing(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): never {
    const methods = allowedMethods(request.url);
    if (methods.length === 0) throw new AppError('not_found', 'There is nothing at this address.');
    void reply.header('allow', methods.join(', '));
    throw new AppError('method_not_allowed', 'This address does not take that method.');
  }
}
