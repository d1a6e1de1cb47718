import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

/** Where @nestjs/cqrs keeps what a handler handles; it doesn't export these names (the spec notices if they change). */
const HANDLED = ['__commandHandler__', '__queryHandler__'] as const;

/** Nest overrides the first handler of a command or query by the second, with a warning; a process that has two of them does not start. */
@Injectable()
export class OneHandlerEach implements OnApplicationBootstrap {
  constructor(private readonly modules: ModulesContainer) {}

  onApplicationBootstrap(): void {
    const handlers = new Map<unknown, string>();
    for (const { providers } of this.modules.values()) {
      for (const { instance, metatype } of providers.values()) {
        const type = ((instance as object | null)?.constructor ?? metatype) as { readonly name: string } | null;
        const handled = type && HANDLED.map((key) => Reflect.getMetadata(key, type) as unknown).find(Boolean);
        if (!type || !handled) continue;
        const first = handlers.get(handled);
        if (first) throw new Error(`${(handled as { name: string }).name} has two handlers: ${first} and ${type.name}`);
        handlers.set(handled, type.name);
      }
    }
  }
}
