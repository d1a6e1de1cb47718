import { setTimeout as wait } from 'node:timers/promises';
import { getNamedType, isObjectType, type GraphQLNamedType, type GraphQLSchema } from 'graphql';
import type { AsOf, KnownAt } from './as-of';
import { decodeCursor } from './cursor';
import { badInput, graphqlError } from './errors';
import { parseNodeId } from './node';
import { concreteTypes, shellOf, type PlannedField, type PlannedOperation } from './operation';
import { WAIT_MILLISECONDS, type ProjectionSizes, type Scratch } from '@projections';
import type { RecordedSizes } from './ports';
import type { RootMoment } from './read-context';
import type { SealedLog } from '@sealing';

/** A projection that follows is a few milliseconds behind: asking more often would slow it. */
const ASK_AGAIN_MILLISECONDS = 20;

/** The log's tree stands beside the projections: an answer can be cited only where its root is known. */
const LOG = 'log';

type LedgerSizes = Awaited<ReturnType<ProjectionSizes['read']>>;

export interface RequestSizes {
  readonly head: number;
  /** What fields without a size of their own are read at. */
  readonly size: number;
  /** By response key of root fields that have a moment of their own: an `asOf`, a cursor's, or an earlier size to compare with. */
  readonly own: ReadonlyMap<string, RootMoment>;
}

/** The names of the projections that a field and everything below it read. */
export const projectionsOf = (schema: GraphQLSchema, root: PlannedField): ReadonlySet<string> => {
  const names = new Set<string>();
  const add = (thing: { readonly extensions: unknown } | null | undefined): void => {
    for (const name of (thing && shellOf(thing).readsFrom) ?? []) names.add(name);
  };
  const visit = (field: PlannedField): void => {
    add(field.field);
    add(field.parent);
    for (const type of namedTypes(field)) add(schema.getType(type));
    // Only what is selected is read, but a thing's own table is read whatever is selected of it.
    if (field.type.name !== 'Node') for (const type of concreteTypes(schema, listed(field.type))) add(type);
    field.children.forEach(visit);
  };
  visit(root);
  return names;
};

/** A connection reads its things' tables, also where nothing but their number is selected. */
const listed = (type: GraphQLNamedType): GraphQLNamedType =>
  isObjectType(type) && shellOf(type).connection ? getNamedType(type.getFields().nodes!.type) : type;

/** `node(id)` and the fields of `changes` read what their arguments name, and not every table there is. */
const namedTypes = ({ args }: PlannedField): readonly string[] => [
  ...[args.id, ...(Array.isArray(args.ids) ? args.ids : [])].flatMap((id) =>
    typeof id === 'string' ? (parseNodeId(id)?.type ?? []) : [],
  ),
  ...(typeof args.type === 'string' ? [args.type] : []),
];

/** Sizes of the cursors anywhere below a root field: page 2 is read at page 1's size. */
const cursorSizes = (field: PlannedField): readonly number[] => [
  ...[field.args.after, field.args.before].flatMap((text) => (typeof text === 'string' ? decodeCursor(text).size : [])),
  ...field.children.flatMap(cursorSizes),
];

interface Root {
  readonly field: PlannedField;
  readonly projections: ReadonlySet<string>;
  readonly asOf: AsOf | null;
  /** Of a field that compares two sizes, the earlier one. */
  readonly since: KnownAt | null;
  readonly cursorSize: number | null;
}

const rootOf = (schema: GraphQLSchema, field: PlannedField): Root => {
  const sizes = new Set(cursorSizes(field));
  if (sizes.size > 1)
    throw graphqlError('CURSOR_MISMATCH', 'one field has cursors of different sizes of the ledger', {
      field: field.responseKey,
    });
  const [cursorSize = null] = sizes;
  return {
    field,
    projections: projectionsOf(schema, field),
    ...(shellOf(field.field).between
      ? { asOf: knownAt(field.args.to), since: knownAt(field.args.from) }
      : { asOf: (field.args.asOf as AsOf | null | undefined) ?? null, since: null }),
    cursorSize,
  };
};

const knownAt = (given: unknown): KnownAt | null => (given as KnownAt | null | undefined) ?? null;

export class SizePlanner {
  constructor(
    private readonly sizes: Pick<ProjectionSizes, 'read'>,
    private readonly recorded: RecordedSizes,
    private readonly log: Pick<SealedLog, 'treeSize'>,
    /** The projections that can tell what had happened by a day. */
    private readonly bitemporal: ReadonlySet<string>,
    /** The only ones that can be asked; null: all. */
    private readonly only: ReadonlySet<string> | null = null,
  ) {}

  /** In a scratch the ledger ends at its size. */
  within({ size, projections }: Pick<Scratch, 'size' | 'projections'>): SizePlanner {
    const there = { head: size, projections: new Map(projections.map((name) => [name, { size, fault: null }])) };
    const { recorded, log, bitemporal } = this;
    return new SizePlanner({ read: async () => there }, recorded, log, bitemporal, new Set(projections));
  }

  /** One size for the request, and for each root field that names its own. `atLeast` is what the client waits for. */
  async plan(schema: GraphQLSchema, operation: PlannedOperation, atLeast: number): Promise<RequestSizes> {
    const deadline = performance.now() + WAIT_MILLISECONDS;
    const roots = operation.roots.filter(({ name }) => !name.startsWith('__')).map((field) => rootOf(schema, field));
    roots.forEach((root) => this.assertByDay(root));
    roots.forEach((root) => this.assertThere(root));
    const free = roots.filter(({ asOf, cursorSize }) => !hasSize(asOf) && cursorSize === null);
    const names = new Set([LOG, ...free.flatMap(({ projections }) => [...projections])]);
    const first = await this.read();
    // What a scratch has not now it never has.
    if (this.only) withinHead(atLeast, first);
    const since = await this.sinceSizes(roots, first, deadline);
    const compared = free.map(({ field }) => since.get(field.responseKey) ?? 0);
    let state = await this.reached(first, names, Math.max(atLeast, targetOf(first, names), ...compared), deadline);
    const own = new Map<string, RootMoment>();
    for (const root of roots.filter((each) => !free.includes(each))) {
      const size = await this.ownSize(root, state, deadline);
      state = await this.reached(state, new Set([LOG, ...root.projections]), size, deadline);
      own.set(root.field.responseKey, { size, occurredOn: root.asOf?.occurredOn ?? null });
    }
    const fault = [...names].find((name) => state.projections.get(name)?.fault);
    if (fault !== undefined) throw faulted(fault, state);
    const shared = smallest(state, names);
    for (const { asOf, field } of free)
      if (asOf?.occurredOn != null) own.set(field.responseKey, { size: shared, occurredOn: asOf.occurredOn });
    for (const [key, earlier] of since) own.set(key, betweenSizes(key, own.get(key)?.size ?? shared, earlier));
    return { head: state.head, size: shared, own };
  }

  /** By response key, the earlier sizes of fields that compare two. */
  private async sinceSizes(
    roots: readonly Root[],
    state: LedgerSizes,
    deadline: number,
  ): Promise<ReadonlyMap<string, number>> {
    const sizes = new Map<string, number>();
    for (const { field, since } of roots)
      if (hasSize(since)) sizes.set(field.responseKey, await this.sizeAt(since, state, deadline));
      else if (since !== null) throw badInput('from names a size, a time of recording, or both');
    return sizes;
  }

  /** Refused rather than answered of other days: what is derived from many streams, and tables that keep no days. */
  private assertByDay({ field, projections, asOf }: Root): void {
    if (asOf?.occurredOn == null) return;
    const [without] = [...projections].filter((name) => !this.bitemporal.has(name));
    if (without === undefined && (projections.size > 0 || shellOf(field.field).byDay)) return;
    throw badInput(`${field.responseKey} can't be read as of a day on which things happened`, 'NOT_BY_DAY', {
      field: field.responseKey,
      ...(without === undefined ? {} : { projection: without }),
    });
  }

  /** Refused rather than answered of nothing: a scratch may have some projections only. */
  private assertThere({ field, projections, asOf, since }: Root): void {
    const { only, recorded } = this;
    const byTime = [asOf, since].some((moment) => moment?.recordedAt != null);
    const missing = only && [...projections, ...(byTime ? [recorded.projection] : [])].find((name) => !only.has(name));
    if (missing != null)
      throw badInput(`${field.responseKey} reads what is not in the scratch`, 'NOT_IN_SCRATCH', {
        field: field.responseKey,
        projection: missing,
      });
  }

  private async ownSize({ field, asOf, cursorSize }: Root, state: LedgerSizes, deadline: number): Promise<number> {
    const size = hasSize(asOf) ? await this.sizeAt(asOf, state, deadline) : null;
    if (size !== null && cursorSize !== null && size !== cursorSize)
      throw graphqlError('CURSOR_MISMATCH', 'the cursor belongs to another size of the ledger', {
        field: field.responseKey,
      });
    return withinHead(size ?? cursorSize!, state);
  }

  private async sizeAt({ size, recordedAt }: KnownAt, state: LedgerSizes, deadline: number): Promise<number> {
    if (size != null) withinHead(size, state);
    if (recordedAt == null) return size!;
    const names = new Set([this.recorded.projection]);
    const known = await this.reached(state, names, targetOf(state, names), deadline);
    const later = await this.recorded.firstAfter(recordedAt, smallest(known, names));
    // Where it has stopped, the event that is looked for may stand beyond.
    if (later === null && known.projections.get(this.recorded.projection)?.fault)
      throw faulted(this.recorded.projection, known);
    const prefix = later ?? smallest(known, names);
    return size == null ? prefix : Math.min(size, prefix);
  }

  /** Waits until the projections are made of `size` events; one that has stopped before will not get there. */
  private async reached(
    from: LedgerSizes,
    names: ReadonlySet<string>,
    size: number,
    deadline: number,
  ): Promise<LedgerSizes> {
    let state = from;
    for (;;) {
      const behind = [...names].filter((name) => sizeOf(state, name) < size);
      if (behind.length === 0 && state.head >= size) return state;
      const stopped = behind.find((name) => state.projections.get(name)?.fault);
      if (stopped !== undefined) throw faulted(stopped, state);
      if (performance.now() >= deadline)
        throw graphqlError('PROJECTION_STALE', `not at size ${size} within ${WAIT_MILLISECONDS / 1000} s`, {
          projections: behind,
          size: String(size),
        });
      await wait(ASK_AGAIN_MILLISECONDS);
      state = await this.read();
    }
  }

  private async read(): Promise<LedgerSizes> {
    const [{ head, projections }, treeSize] = await Promise.all([this.sizes.read(), this.log.treeSize()]);
    return { head, projections: new Map([...projections, [LOG, { size: treeSize, fault: null }]]) };
  }
}

const withinHead = (size: number, { head }: LedgerSizes): number => {
  if (size <= head) return size;
  throw badInput(`size is ${size}, and the ledger has ${head} events`, 'BEYOND_HEAD', { head: String(head) });
};

const betweenSizes = (field: string, size: number, since: number): RootMoment => {
  if (since <= size) return { size, occurredOn: null, since };
  throw badInput(`from is ${since} events and to is ${size}: the earlier one comes first`, 'SIZES_REVERSED', { field });
};

const hasSize = <A extends KnownAt>(asOf: A | null): asOf is A =>
  asOf !== null && (asOf.size != null || asOf.recordedAt != null);

/** A projection that nobody has started yet is made of nothing. */
const sizeOf = (state: LedgerSizes, name: string): number => state.projections.get(name)?.size ?? 0;

/** What is being built answers once it is built: of the little it has before, nobody would know that it is little. */
const targetOf = (state: LedgerSizes, names: ReadonlySet<string>): number =>
  Math.max(0, ...[...names].map((name) => state.projections.get(name)?.target ?? 0));

const smallest = (state: LedgerSizes, names: ReadonlySet<string>): number =>
  Math.min(state.head, ...[...names].map((name) => sizeOf(state, name)));

const faulted = (projection: string, state: LedgerSizes) =>
  graphqlError('PROJECTION_FAULTED', `the projection ${projection} has stopped`, {
    projection,
    position: String(state.projections.get(projection)?.fault?.position),
  });
