import { type DynamicModule, Module } from '@nestjs/common';
import { Vault } from './vault.port';

/** The vault of the process; which one is whoever starts it's choice (`createPostgresVault` of `@vault/postgres`). */
@Module({})
export class VaultModule {
  static forRoot({ vault }: { readonly vault: Vault }): DynamicModule {
    return {
      module: VaultModule,
      global: true,
      providers: [{ provide: Vault, useValue: vault }],
      exports: [Vault],
    };
  }
}
