import { OutboxRelay } from '@nat/event-bus';
import type { SecretVault } from '@nat/secrets';
import { Clock, type Rng } from '@nat/service-kit';
import { type DynamicModule, Module } from '@nestjs/common';
import { AccountsStore } from '../accounts/accounts.store';
import { ConnectionSweeper } from './connection-sweeper';
import { ConnectionsController } from './connections.controller';
import { ConnectionsService } from './connections.service';
import { ConnectionsStore } from './connections.store';
import { NationOAuth } from './nation-oauth';
import { TokenRefresher } from './token-refresher';
import { TokenSecrets } from './token-secrets';

export interface ConnectionsAdapters {
  accounts: AccountsStore;
  store: ConnectionsStore;
  vault: SecretVault;
  oauth: NationOAuth;
  clock: Clock;
  rng: Rng;
}

/** Connections to NationBuilder, the renewal of their tokens, and the sweep that never lets them run out. */
@Module({})
export class ConnectionsModule {
  /** `clock` is what the connections' times are; the sweeps follow that of the event bus, as its relay does. */
  static forRoot({ accounts, store, vault, oauth, clock, rng }: ConnectionsAdapters): DynamicModule {
    const secrets = new TokenSecrets(vault);
    return {
      module: ConnectionsModule,
      controllers: [ConnectionsController],
      providers: [
        {
          provide: TokenRefresher,
          inject: [OutboxRelay],
          useFactory: (relay: OutboxRelay) => new TokenRefresher({ store, secrets, oauth, relay, clock, rng }),
        },
        {
          provide: ConnectionsService,
          inject: [TokenRefresher, OutboxRelay],
          useFactory: (refresher: TokenRefresher, relay: OutboxRelay) =>
            new ConnectionsService({ accounts, store, secrets, oauth, refresher, relay, clock, rng }),
        },
        {
          provide: ConnectionSweeper,
          inject: [TokenRefresher, ConnectionsService, Clock],
          useFactory: (refresher: TokenRefresher, { disconnections }: ConnectionsService, sweeps: Clock) =>
            new ConnectionSweeper({ store, refresher, disconnections, clock, sweeps, rng }),
        },
      ],
      exports: [ConnectionsService],
    };
  }
}
