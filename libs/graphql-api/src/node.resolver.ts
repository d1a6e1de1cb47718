import type { OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Args, ID, Query, Resolver } from '@nestjs/graphql';
import { badInput } from './errors';
import { Node, parseNodeId, type NodeLoader } from './node';
import { Read, type BatchRead, type ReadContext } from './read-context';
import { NODE_TYPE } from './room';
import { AsOfArg, type AsOf } from './as-of';
import { MAX_PAGE } from './connection';

@Resolver()
export class NodeResolver implements OnModuleInit {
  private readonly loaders = new Map<string, BatchRead<string, object | null>>();

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    for (const { instance, metatype } of this.discovery.getProviders()) {
      const type = instance && metatype ? (Reflect.getMetadata(NODE_TYPE, metatype) as string | undefined) : undefined;
      if (type === undefined || this.loaders.get(type)) continue;
      const loader = instance as NodeLoader;
      this.loaders.set(type, (keys, read) => loader.loadNodes(keys, read));
    }
  }

  @Query(() => Node, {
    nullable: true,
    description: 'Anything by its node id; null where there is none, or it is not yours to see.',
  })
  node(
    @Args('id', { type: () => ID }) id: string,
    @AsOfArg() _asOf: AsOf | null,
    @Read() read: ReadContext,
  ): Promise<object | null> {
    return this.load(id, read);
  }

  @Query(() => [Node], {
    nullable: 'items',
    description: 'Up to 100 things by their node ids, in the order of the ids.',
  })
  nodes(
    @Args('ids', { type: () => [ID] }) ids: readonly string[],
    @AsOfArg() _asOf: AsOf | null,
    @Read() read: ReadContext,
  ): Promise<readonly (object | null)[]> {
    if (ids.length > MAX_PAGE) throw badInput(`nodes takes up to ${MAX_PAGE} ids`, 'PAGE_BOUNDS');
    return Promise.all(ids.map((id) => this.load(id, read)));
  }

  private async load(id: string, read: ReadContext): Promise<object | null> {
    const node = parseNodeId(id);
    const loader = node && this.loaders.get(node.type);
    if (!node || !loader) throw badInput('not a node id', 'WRONG_ID_TYPE');
    return read.load(loader, node.key);
  }
}
