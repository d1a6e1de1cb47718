import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { actorOf } from '@access';
import type { CommandContext } from '../command-context';
import { Problem } from './problem';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The `Idempotency-Key`, which is the command id: 400 where it is missing or no uuid. */
export const commandIdOf = (request: Pick<Request, 'headers'>): string => {
  const key = request.headers['idempotency-key'];
  if (key === undefined || key === '') throw new Problem('IDEMPOTENCY_KEY_REQUIRED');
  const id = String(key).toLowerCase();
  if (!UUID.test(id)) throw new Problem('IDEMPOTENCY_KEY_INVALID');
  return id;
};

/** `@CommandId() commandId: string` */
export const CommandId = createParamDecorator((_: unknown, context: ExecutionContext): string =>
  commandIdOf(context.switchToHttp().getRequest<Request>()),
);

/** `@Context() context: CommandContext`: the command id, who acts under which role, and the channel. */
export const Context = createParamDecorator((_: unknown, context: ExecutionContext): CommandContext => {
  const request = context.switchToHttp().getRequest<Request>();
  return { commandId: commandIdOf(request), actor: actorOf(request), provenance: { channel: 'API' } };
});
