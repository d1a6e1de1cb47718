import { Module } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Test } from '@nestjs/testing';
import { EventCodec } from '@event-store';
import { createInMemoryEventStore } from '@event-store/in-memory';
import { CommandHandlingModule } from './command-handling.module';
import { Clock, Ledger, Randomness } from './ledger.port';

class Move extends Command<string> {}
class Look extends Query<string> {}

const answering = (answer: string) => ({ execute: (): Promise<string> => Promise.resolve(answer) });

@CommandHandler(Move)
class MoveHandler {
  readonly execute = answering('moved').execute;
}
@CommandHandler(Move)
class OtherMoveHandler {
  readonly execute = answering('moved twice').execute;
}
@QueryHandler(Look)
class LookHandler {
  readonly execute = answering('seen').execute;
}
@QueryHandler(Look)
class OtherLookHandler {
  readonly execute = answering('seen twice').execute;
}

const start = async (...providers: readonly (new () => object)[]) => {
  @Module({ providers: [...providers] })
  class SpecModule {}
  const { store } = createInMemoryEventStore();
  const options = { store, codec: new EventCodec([]) };
  const built = await Test.createTestingModule({
    imports: [CommandHandlingModule.forRoot(options), SpecModule],
  }).compile();
  return built.init();
};

describe('the command handling module', () => {
  it('starts with one handler for each command and query, and knows ledger, clock and randomness', async () => {
    const app = await start(MoveHandler, LookHandler);
    expect(await app.get(CommandBus).execute(new Move())).toBe('moved');
    expect(app.get(Ledger)).toBeInstanceOf(Ledger);
    expect(app.get(Clock).now()).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
    expect(app.get(Randomness).bytes(32, 'a')).not.toEqual(app.get(Randomness).bytes(32, 'a'));
    expect(app.get(Randomness).uuid('a')).not.toBe(app.get(Randomness).uuid('a'));
    await app.close();
  });

  it.each([
    ['Move has two handlers: MoveHandler and OtherMoveHandler', [MoveHandler, OtherMoveHandler]],
    ['Look has two handlers: LookHandler and OtherLookHandler', [LookHandler, OtherLookHandler]],
  ])('does not start where %s', (message, providers) => expect(start(...providers)).rejects.toThrow(message));
});
