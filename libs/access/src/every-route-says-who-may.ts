import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { GUARDS_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { AccessGuard, PERMITS } from './access.guard';

/** A guarded route that forgot `@Permits` lets nobody in; better that the process doesn't start than that somebody finds out later. */
@Injectable()
export class EveryRouteSaysWhoMay implements OnApplicationBootstrap {
  constructor(private readonly modules: ModulesContainer) {}

  onApplicationBootstrap(): void {
    const scanner = new MetadataScanner();
    for (const { controllers } of this.modules.values()) {
      for (const { metatype } of controllers.values()) {
        const guards = (metatype && Reflect.getMetadata(GUARDS_METADATA, metatype)) as readonly unknown[] | undefined;
        if (!guards?.includes(AccessGuard)) continue;
        const prototype = (metatype as { readonly prototype: Record<string, object> }).prototype;
        for (const name of scanner.getAllMethodNames(prototype)) {
          const route = prototype[name]!;
          if (Reflect.hasMetadata(PATH_METADATA, route) && !Reflect.hasMetadata(PERMITS, route))
            throw new Error(`${metatype!.name}.${name} says nothing of who may`);
        }
      }
    }
  }
}
