import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Actor } from '@kernel';
import { Access, type Visitor } from './access';
import type { CommandName } from './commands-by-role';

/** Metadata of a route: the command it sends. */
export const PERMITS = 'so-song:permits';

/** `@Permits('PledgeDonation')` on a route: the command it sends, which says who may. A route without it lets nobody in. */
export const Permits = (command: CommandName): MethodDecorator => SetMetadata(PERMITS, command);

interface RequestWithAccess {
  readonly headers: { readonly authorization?: string };
  visitor?: Visitor;
  actor?: Actor;
}

/** 401 without a valid token, 403 without a role that permits the route's command. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly access: Access,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const command = this.reflector.get<CommandName | undefined>(PERMITS, context.getHandler());
    if (!command) throw new Error(`${context.getClass().name}.${context.getHandler().name} says nothing of who may`);
    const request = context.switchToHttp().getRequest<RequestWithAccess>();
    const visitor = await this.access.visitor(request.headers.authorization);
    request.actor = this.access.actor(visitor, command);
    request.visitor = visitor!;
    return true;
  }
}

/** Who acts, as the guard found it. */
export const actorOf = (request: object): Actor => {
  const { actor } = request as RequestWithAccess;
  if (!actor) throw new Error('a route asks who acts and has no AccessGuard');
  return actor;
};

/** Who asks, with all held roles. */
export const visitorOf = (request: object): Visitor => {
  const { visitor } = request as RequestWithAccess;
  if (!visitor) throw new Error('a route asks who visits and has no AccessGuard');
  return visitor;
};
