import { Clock, Rng } from '@nat/service-kit';
import { type DynamicModule, Module } from '@nestjs/common';
import { AccountsStore } from '../accounts/accounts.store';
import { OneTimeStore } from '../one-time/one-time.store';
import { SessionsStore } from '../sessions/sessions.store';
import { PublicOrigin } from '../sign-in/email-sign-in.service';
import { CallbackPage } from './callback.page';
import { ConnectController } from './connect.controller';
import { ConnectPages } from './connect.pages';
import { ConnectReturns } from './connect-returns';
import { ConnectService } from './connect.service';

export interface ConnectAdapters {
  accounts: AccountsStore;
  sessions: SessionsStore;
  oneTime: OneTimeStore;
  clock: Clock;
  rng: Rng;
}

/** Connecting a nation or a person to NationBuilder, and the address NationBuilder answers to. */
@Module({})
export class ConnectModule {
  /** @param imports the modules that export sign-in and connections. */
  static forRoot(
    settings: { returns: ConnectReturns; publicOrigin: PublicOrigin },
    adapters: ConnectAdapters,
    imports: DynamicModule[],
  ): DynamicModule {
    return {
      module: ConnectModule,
      imports,
      controllers: [ConnectController],
      providers: [
        { provide: ConnectReturns, useValue: settings.returns },
        { provide: PublicOrigin, useValue: settings.publicOrigin },
        { provide: AccountsStore, useValue: adapters.accounts },
        { provide: SessionsStore, useValue: adapters.sessions },
        { provide: OneTimeStore, useValue: adapters.oneTime },
        { provide: Clock, useValue: adapters.clock },
        { provide: Rng, useValue: adapters.rng },
        ConnectService,
        ConnectPages,
        CallbackPage,
      ],
      exports: [ConnectPages, CallbackPage],
    };
  }
}
