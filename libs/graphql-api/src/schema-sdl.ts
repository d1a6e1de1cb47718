import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import type { EventDefinition } from '@kernel';
import { changesResolvers } from './changes';
import { Count } from './connection';
import { undeclared } from './declared';
import { eventTypes } from './event-types';
import { NodeResolver } from './node.resolver';
import type { ReadRoom } from './room';
import { shellSchema } from './shell-schema';

/** The schema as text, sorted, without a database and without listening. Throws where the rooms together leave something unsaid. */
export const printSchemaSdl = async (
  rooms: readonly ReadRoom[],
  events: readonly EventDefinition[],
): Promise<string> => {
  const app = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: ['error'] });
  try {
    const resolvers = [NodeResolver, ...changesResolvers, ...rooms.flatMap((room) => room.resolvers)];
    const built = await app.get(GraphQLSchemaFactory).create(resolvers, { orphanedTypes: [Count] });
    const schema = shellSchema(built, { moreTypes: (each) => eventTypes(events, each), publicEntries: false });
    const forgotten = undeclared(schema, rooms, events);
    if (forgotten.length > 0) throw new Error(forgotten.join('\n'));
    return `${printSchema(lexicographicSortSchema(schema))}\n`;
  } finally {
    await app.close();
  }
};
