import type { Provider, Type } from '@nestjs/common';
import { SetMetadata } from '@nestjs/common';
import type { Projection } from '@projections';

/** What a noun's `read/index.ts` exports: applications compose rooms, and nothing else. */
export interface ReadRoom {
  readonly resolvers: readonly Type[];
  readonly providers?: readonly Provider[];
  readonly projections: readonly Projection[];
}

export const defineReadRoom = (room: ReadRoom): ReadRoom => room;

export const NODE_TYPE = 'graphql-api:node-type';

/** Marks a provider or resolver with `loadNodes` as the one that `node(id)` asks for things of this type. */
export const LoadsNode = (type: string) => SetMetadata(NODE_TYPE, type);
