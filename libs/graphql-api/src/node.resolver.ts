import { Args, ID, Query, Resolver } from '@nestjs/graphql';
import { badInput } from './errors';
import { Node, parseNodeId } from './node';
import { Read, type ReadContext } from './read-context';
import { Things } from './things';
import { AsOfArg, type AsOf } from './as-of';
import { MAX_PAGE } from './connection';

@Resolver()
export class NodeResolver {
  constructor(private readonly things: Things) {}

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
    if (!node || !this.things.isLoaded(node.type)) throw badInput('not a node id', 'WRONG_ID_TYPE');
    return this.things.load(node.type, node.key, read);
  }
}
