import type { Actor } from '@kernel';
import { Vault } from '@vault';
import { AccessRefused } from './access-refused';
import type { Claims } from './claims';
import { type CommandName, isApproval, permittingRole } from './commands-by-role';
import type { Role } from './roles';
import { unitOf } from './scope';
import { Tokens, bearerOf } from './tokens';

/** Who asks, under all the roles they hold. */
export interface Visitor {
  /** Random id, never a login. */
  readonly actorId: string;
  readonly claims: Claims;
}

/** They read everything that is not in the vault (contract 4). */
const READ_ALL: ReadonlySet<Role> = new Set(['AUDITOR', 'ADMIN']);

export const mayReadEverything = ({ claims }: Visitor): boolean => claims.roles.some((role) => READ_ALL.has(role));

/** Tokens → visitors → actors. */
export class Access {
  constructor(
    private readonly tokens: Tokens,
    private readonly vault: Vault,
  ) {}

  /** Null without a token. Throws `AccessRefused` UNAUTHENTICATED where the one given doesn't hold. */
  async visitor(authorization: string | undefined): Promise<Visitor | null> {
    if (authorization === undefined || authorization === '') return null;
    const token = bearerOf(authorization);
    const claims = token === null ? null : await this.tokens.verify(token);
    if (!claims) throw new AccessRefused('UNAUTHENTICATED');
    return { actorId: await this.vault.actorIdOf(claims.subject), claims };
  }

  /** Throws `AccessRefused`. The role is the first held one that permits the command (contract 1). */
  actor(visitor: Visitor | null, command: CommandName): Actor {
    if (!visitor) throw new AccessRefused('UNAUTHENTICATED');
    const { actorId, claims } = visitor;
    const role = permittingRole(command, claims.roles);
    if (!role && claims.roles.includes('ADMIN') && isApproval(command)) throw new AccessRefused('SEPARATION_OF_DUTIES');
    if (!role) throw new AccessRefused('FORBIDDEN_ROLE');
    return { id: actorId, role, unit: unitOf(role, claims) };
  }
}
