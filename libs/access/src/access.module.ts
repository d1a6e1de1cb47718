import { type DynamicModule, Module } from '@nestjs/common';
import { Vault } from '@vault';
import { Access } from './access';
import { AccessGuard } from './access.guard';
import { EveryRouteSaysWhoMay } from './every-route-says-who-may';
import { LocalIssuer } from './local-issuer';
import { OidcIssuer, type OidcOptions } from './oidc-issuer';
import { TokenController } from './token.controller';
import { Tokens, TokensOfAny } from './tokens';

export interface AccessOptions {
  /** 32 bytes: signs the tokens of the local issuer. Absent: there is no local issuer and no `POST /auth/token`. */
  readonly localKey?: Uint8Array;
  /** Absent: no other issuer is trusted. */
  readonly oidc?: OidcOptions;
}

/** Tokens, the guard, and sign-in where the local issuer is on. Needs `Vault`. */
@Module({})
export class AccessModule {
  static forRoot({ localKey, oidc }: AccessOptions): DynamicModule {
    const local = localKey ? new LocalIssuer(localKey) : null;
    const tokens = new TokensOfAny([...(local ? [local] : []), ...(oidc ? [new OidcIssuer(oidc)] : [])]);
    return {
      module: AccessModule,
      global: true,
      controllers: local ? [TokenController] : [],
      providers: [
        ...(local ? [{ provide: LocalIssuer, useValue: local }] : []),
        { provide: Tokens, useValue: tokens },
        { provide: Access, useFactory: (vault: Vault) => new Access(tokens, vault), inject: [Vault] },
        AccessGuard,
        EveryRouteSaysWhoMay,
      ],
      exports: [Tokens, Access, AccessGuard],
    };
  }
}
