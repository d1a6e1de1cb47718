import { Args, Query, Resolver } from '@nestjs/graphql';
import { Cost, Position, Public, badInput, graphqlError, logBytes, rootText } from '@graphql-api';
import { SealedLog, SizeBeyondTree, sha256 } from '@sealing';
import { SizeOutOfRange, proveConsistency, proveInclusion } from '@transparency-log';
import { Consistency, Inclusion } from './log.objects';

/** A proof reads a tile a level and hashes what is in it. */
const PROOF_COST = 10;

/** Proofs between sizes that the asker names. The log is public, so these are too: they are hashes of hashes. */
@Resolver()
export class LogResolver {
  constructor(private readonly log: SealedLog) {}

  @Public()
  @Cost(PROOF_COST)
  @Query(() => Consistency, { description: 'The proof that a later ledger continues an earlier one.' })
  async consistency(
    @Args('from', { type: () => Position }) from: number,
    @Args('to', { type: () => Position }) to: number,
  ): Promise<Consistency> {
    return this.within(async () => {
      const path = await proveConsistency(sha256, this.log.tiles, from, to);
      const [fromRoot, toRoot] = await Promise.all([rootText(this.log, from), rootText(this.log, to)]);
      return { from, to, fromRoot, toRoot, path: path.map(logBytes) };
    });
  }

  @Public()
  @Cost(PROOF_COST)
  @Query(() => Inclusion, { description: 'The proof that an event stands at a position of the ledger of this size.' })
  async inclusion(
    @Args('position', { type: () => Position }) position: number,
    @Args('size', { type: () => Position }) size: number,
  ): Promise<Inclusion> {
    return this.within(async () => {
      const path = await proveInclusion(sha256, this.log.tiles, position, size);
      return { position, size, root: await rootText(this.log, size), path: path.map(logBytes) };
    });
  }

  /** What the sizes of a question can be wrong in, each under its own reason. */
  private async within<T>(answer: () => Promise<T>): Promise<T> {
    try {
      return await answer();
    } catch (error) {
      if (error instanceof SizeBeyondTree) throw this.beyond(await this.log.treeSize());
      if (error instanceof SizeOutOfRange) throw outOfRange(error);
      throw error;
    }
  }

  private beyond(treeSize: number): Error {
    return badInput(`the tree has ${treeSize} leaves`, 'BEYOND_HEAD', { head: String(treeSize) });
  }
}

const outOfRange = ({ code, message }: SizeOutOfRange): Error => {
  switch (code) {
    case 'EMPTY_TREE':
    case 'INDEX_OUT_OF_RANGE':
    case 'SIZES_REVERSED':
      return badInput(message, code);
    case 'NOT_A_SIZE':
    case 'TILE_OUT_OF_RANGE':
      return graphqlError('BAD_USER_INPUT', message);
  }
};
