import { Injectable, type OnModuleInit, type Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { TypeMetadataStorage } from '@nestjs/graphql';
import type { Versions } from './changes/versions';
import type { NodeLoader } from './node';
import type { BatchRead, ReadContext } from './read-context';
import { NODE_TYPE } from './room';

/**
 * The object type of this name, of whichever room brings it: `@ResolveField(objectNamed('Donor'), { nullable: true })`. Rooms show each
 * other's things and import nothing of each other. Asked for when the schema is built, and all rooms are there.
 */
export const objectNamed = (name: string) => (): Type => {
  const found = TypeMetadataStorage.getObjectTypesMetadata().find((type) => type.name === name);
  if (!found) throw new Error(`no read room brings the object type ${name}`);
  return found.target as Type;
};

/** Things by the name of their type and their key, of whichever room loads them: what a field of `objectNamed` answers with. */
@Injectable()
export class Things implements OnModuleInit {
  private readonly loaders = new Map<string, BatchRead<string, object | null>>();

  private readonly versions = new Map<string, Versions>();

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    for (const { instance, metatype } of this.discovery.getProviders()) {
      const type = instance && metatype ? (Reflect.getMetadata(NODE_TYPE, metatype) as string | undefined) : undefined;
      if (type === undefined || this.loaders.get(type)) continue;
      const loader = instance as NodeLoader;
      this.loaders.set(type, (keys, read) => loader.loadNodes(keys, read));
      if (loader.versions) this.versions.set(type, loader.versions);
    }
  }

  /** How the versions of a type are read; undefined of a type that keeps none. */
  versionsOf(type: string): Versions | undefined {
    return this.versions.get(type);
  }

  /** Names of the types of which versions are kept. */
  versionedTypes(): readonly string[] {
    return [...this.versions.keys()].toSorted();
  }

  isLoaded(type: string): boolean {
    return this.loaders.has(type);
  }

  /** Null where there is none, or it is not the viewer's to see. All of a tick go together. */
  load(type: string, key: string, read: ReadContext): Promise<object | null> {
    const loader = this.loaders.get(type);
    if (!loader) throw new Error(`no read room loads ${type}`);
    return read.load(loader, key);
  }
}
