import { Field, ID, InterfaceType } from '@nestjs/graphql';
import { badInput } from './errors';
import type { ReadContext } from './read-context';
import type { Versions } from './changes/versions';

const VERSION = 'v1:';

/** An id that is unique over all types, and opaque: base64url of `v1:Type:key`. */
export const nodeId = (type: string, key: string): string =>
  Buffer.from(`${VERSION}${type}:${key}`, 'utf8').toString('base64url');

/** Type and key of a node id; null for what is none, as a natural id. */
export const parseNodeId = (id: string): { readonly type: string; readonly key: string } | null => {
  if (!/^[A-Za-z0-9_-]+$/.test(id)) return null;
  const parts = /^v1:([A-Za-z]+):(.+)$/s.exec(Buffer.from(id, 'base64url').toString('utf8'));
  return parts ? { type: parts[1]!, key: parts[2]! } : null;
};

/** Arguments named `id` take the natural id or the node id (contract 3); a node id of another type is refused. */
export const naturalId = (type: string, id: string): string => {
  const node = parseNodeId(id);
  if (!node) return id;
  if (node.type !== type) throw badInput(`the id is of ${node.type}, not of ${type}`, 'WRONG_ID_TYPE');
  return node.key;
};

interface Typed {
  readonly id: string;
  readonly __typename?: string;
}

@InterfaceType('Node', {
  description: 'Anything with an id that is unique over all types (Relay).',
  // The id says the type, so a resolver may return plain rows.
  resolveType: (value: Typed) => value.__typename ?? parseNodeId(value.id)?.type,
})
export abstract class Node {
  @Field(() => ID, { description: 'Opaque; `node(id)` finds the thing again.' })
  readonly id!: string;
}

/** Finds things of one type by their keys, at the context's size and within the viewer's scope; null where there is none. */
export interface NodeLoader {
  loadNodes(keys: readonly string[], read: ReadContext): Promise<readonly (object | null)[]>;
  /** Of a type that is `Versioned`: how its versions are read. */
  readonly versions?: Versions;
}
