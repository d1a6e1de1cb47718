import type { OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Args, Query, Resolver } from '@nestjs/graphql';
import {
  AsOfArg,
  LoadsNode,
  type NodeLoader,
  PageArgs,
  Read,
  type AsOf,
  type Connection,
  type Feed,
  type ReadContext,
  feedsOf,
  nodeId,
  readFeeds,
} from '@graphql-api';
import type { DerivedException, ExceptionQuery } from '@programme/shared';
import { ExceptionConnection, ExceptionFilter, ExceptionObject } from './exception.objects';
import { FlaggedExceptions, type FlaggedException } from './flagged-exceptions.queries';

type AnyException = FlaggedException | DerivedException;

const flaggedOf = ({ row }: FlaggedException): ExceptionObject => ({
  id: nodeId('Exception', row.event_id),
  eventId: row.event_id,
  derived: false,
  state: row.state,
  code: row.code,
  flags: row.flags,
  stream: row.stream,
  type: row.type,
  position: row.raised_position,
  occurredOn: row.occurred_on,
  raisedAt: row.raised_at,
  resolvedAt: row.resolved_at,
  resolvedBy: row.resolved_by,
  reason: row.reason,
  count: null,
  bytes: null,
  amountVnd: null,
});

const derivedOf = (derived: DerivedException): ExceptionObject => ({
  id: nodeId('Exception', derived.key),
  eventId: null,
  derived: true,
  state: derived.state,
  code: derived.code,
  flags: [derived.code],
  stream: derived.stream,
  type: null,
  position: null,
  occurredOn: derived.day,
  raisedAt: null,
  resolvedAt: derived.acceptedAt,
  resolvedBy: derived.acceptedBy,
  reason: null,
  count: derived.count,
  bytes: derived.bytes,
  amountVnd: derived.amountVnd,
});

const exceptionOf = (one: AnyException): ExceptionObject => ('row' in one ? flaggedOf(one) : derivedOf(one));

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

@LoadsNode('Exception')
@Resolver(() => ExceptionObject)
export class ExceptionResolver implements NodeLoader, OnModuleInit {
  private derived: readonly Feed<DerivedException, ExceptionQuery>[] = [];

  constructor(
    private readonly flagged: FlaggedExceptions,
    private readonly discovery: DiscoveryService,
  ) {}

  onModuleInit(): void {
    this.derived = feedsOf(this.discovery, 'exceptions');
  }

  @Query(() => ExceptionConnection, {
    description:
      'What should be looked at, by the day that it is about; of a day flagged facts first, in ledger order.',
  })
  exceptions(
    @Args('filter', { type: () => ExceptionFilter, nullable: true }) filter: ExceptionFilter | null,
    @AsOfArg() _asOf: AsOf | null,
    @Args() page: PageArgs,
    @Read() read: ReadContext,
  ): Promise<Connection<ExceptionObject>> {
    const feeds: readonly Feed<AnyException, ExceptionQuery>[] = [this.flagged, ...this.derived];
    return readFeeds(feeds, read, page, { name: 'exceptions', filter: filter ?? {}, toNode: exceptionOf });
  }

  async loadNodes(ids: readonly string[], read: ReadContext): Promise<readonly (ExceptionObject | null)[]> {
    const keys = ids.filter((id) => !UUID.test(id));
    const facts = ids.filter((id) => UUID.test(id));
    const answers = await Promise.all([
      facts.length === 0 ? [] : this.flagged.byKeys(facts, read),
      ...(keys.length === 0 ? [] : this.derived.map((feed) => feed.byKeys(keys, read))),
    ]);
    const found = new Map<string, ExceptionObject>();
    for (const one of answers.flat()) if (one) found.set('row' in one ? one.row.event_id : one.key, exceptionOf(one));
    return ids.map((id) => found.get(id) ?? null);
  }
}
