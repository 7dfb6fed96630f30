import { type DynamicModule, Module } from '@nestjs/common';
import { type AuthPorts, portsOf } from '../ports';
import { PublicOrigin } from '../sign-in/email-sign-in.service';
import { CallbackPage } from './callback.page';
import { ConnectController } from './connect.controller';
import { ConnectPages } from './connect.pages';
import { ConnectReturns } from './connect-returns';
import { ConnectService } from './connect.service';

/** Connecting a nation or a person to NationBuilder, and the address NationBuilder answers to. */
@Module({})
export class ConnectModule {
  /** @param imports the modules that export sign-in and connections. */
  static forRoot(
    settings: { returns: ConnectReturns; publicOrigin: PublicOrigin },
    ports: AuthPorts,
    imports: DynamicModule[],
  ): DynamicModule {
    return {
      module: ConnectModule,
      imports,
      controllers: [ConnectController],
      providers: [
        { provide: ConnectReturns, useValue: settings.returns },
        { provide: PublicOrigin, useValue: settings.publicOrigin },
        ...portsOf(ports),
        ConnectService,
        ConnectPages,
        CallbackPage,
      ],
      exports: [ConnectPages, CallbackPage],
    };
  }
}
