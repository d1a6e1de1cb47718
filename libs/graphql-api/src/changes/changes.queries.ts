import { Injectable } from '@nestjs/common';
import { isObjectType, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { ReadTables } from '@projections';
import type { Connection, PageArgs } from '../connection';
import { badInput } from '../errors';
import { naturalId, nodeId, parseNodeId } from '../node';
import { readPage } from '../page';
import { groupedBy, type BatchRead, type ReadContext } from '../read-context';
import { Things } from '../things';
import { readsAll } from '../viewer';
import type { FieldChange, ThingChange } from './changes.objects';
import { differing, historiesOf, shownOf, type FieldValue, type Shown, type ShownVersion } from './shown';
import { changedKeys, isKeyOf, versionsOn, versionsSql, type VersionRow, type Versions } from './versions';

/** A type of which versions are kept, in the schema of the request. */
export interface VersionedType {
  readonly type: GraphQLObjectType;
  readonly versions: Versions;
}

/** What two sizes of the ledger show of things, and what they showed in between. */
@Injectable()
export class ThingChanges {
  private readonly batches = new Map<Versions, BatchRead<string, readonly VersionRow[]>>();

  constructor(
    private readonly tables: ReadTables,
    private readonly things: Things,
  ) {}

  typeNamed(name: string, schema: GraphQLSchema): VersionedType {
    const type = schema.getType(name);
    const versions = this.things.versionsOf(name);
    if (!versions || !isObjectType(type)) {
      const types = this.things.versionedTypes().join(', ');
      throw badInput(`${name} is no type that is Versioned; these are: ${types}`, 'WRONG_ID_TYPE');
    }
    return { type, versions };
  }

  /** The thing that an `id` names: a node id, or the natural id with its type. */
  named(id: string, type: string | null, schema: GraphQLSchema): VersionedType & { readonly key: string } {
    const name = type ?? parseNodeId(id)?.type;
    if (name === undefined) throw badInput('not a node id: a natural id needs its type', 'WRONG_ID_TYPE');
    return { ...this.typeNamed(name, schema), key: naturalId(name, id) };
  }

  /** Every version of a thing that the viewer may see, the first one first; since the earlier size, where two are compared. */
  async versions({ type, versions }: VersionedType, key: string, read: ReadContext): Promise<readonly ShownVersion[]> {
    if (!isKeyOf(versions, key)) return [];
    const rows = await read.load(this.batchOf(versions), key);
    return rows.map((row) => ({
      position: row.from_position,
      shown: shownOf(type, versions.shown(row as never, read.viewer)),
    }));
  }

  /** Null where the viewer sees it at neither size. */
  async change(of: VersionedType, key: string, read: ReadContext): Promise<ThingChange | null> {
    const { name } = of.type;
    const since = sinceOf(read);
    const [before, after, versions] = await Promise.all([
      this.things.load(name, key, since),
      this.things.load(name, key, read),
      this.versions(of, key, read),
    ]);
    if (!before && !after) return null;
    const shown = (thing: object | null): Shown | null => thing && shownOf(of.type, thing);
    const fields = fieldChanges(shown(before), shown(after), historiesOf(versions), since.size);
    const kind = !before ? 'ADDED' : !after ? 'REMOVED' : fields.length > 0 ? 'CHANGED' : 'UNCHANGED';
    return { id: nodeId(name, key), type: name, key, kind, fields };
  }

  /** By key. Also what differs in nothing that is shown. */
  changed(of: VersionedType, page: PageArgs, read: ReadContext): Promise<Connection<ThingChange>> {
    const since = sinceOf(read);
    const { sql, values } = changedKeys(of.versions, read, since, readsAll(read.viewer));
    const list = {
      name: 'changes.things',
      filter: { type: of.type.name, since: since.size },
      select: 'c.key',
      from: `(${sql}) c`,
      where: [],
      values,
      order: [{ sql: 'c.key', name: 'key', type: 'text' as const }],
    };
    return readPage<{ readonly key: string }, ThingChange>(this.tables, read, page, list, async (rows) => {
      const changes = await Promise.all(rows.map(({ key }) => this.change(of, key, read)));
      return changes.map((change, index) => {
        if (!change) throw new Error(`${of.type.name} ${rows[index]!.key} is listed and can't be seen`);
        return change;
      });
    });
  }

  /** A batch is known by identity. */
  private batchOf(versions: Versions): BatchRead<string, readonly VersionRow[]> {
    const known = this.batches.get(versions);
    if (known) return known;
    const batch: BatchRead<string, readonly VersionRow[]> = async (keys, read) => {
      const { size, occurredOn } = read;
      const { sql, values } = versionsSql(versions, keys, read);
      const rows = await this.tables.query<VersionRow>(sql, values);
      const ofThings = groupedBy(keys, rows, (row) => row.version_of);
      return occurredOn === null ? ofThings : ofThings.map((each) => versionsOn(occurredOn, visibleAt(size, each)));
    };
    this.batches.set(versions, batch);
    return batch;
  }
}

/** What ended beyond the size had not ended at it. */
const visibleAt = (size: number, rows: readonly VersionRow[]): readonly VersionRow[] =>
  rows.map((row) => (row.to_position !== null && row.to_position >= size ? { ...row, to_position: null } : row));

const fieldChanges = (
  before: Shown | null,
  after: Shown | null,
  histories: ReadonlyMap<string, readonly FieldValue[]>,
  since: number,
): readonly FieldChange[] =>
  differing(before, after).map((field) => ({
    field,
    before: before?.get(field) ?? null,
    after: after?.get(field) ?? null,
    versions: (histories.get(field) ?? []).filter(({ position }) => position >= since),
  }));

export const sinceOf = ({ since }: ReadContext): ReadContext => {
  if (!since) throw new Error('the field compares two sizes and is not marked with @Between()');
  return since;
};
