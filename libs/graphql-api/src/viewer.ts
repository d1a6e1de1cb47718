/** Who asks. `units` and `organisations` are codes; a carrier's agent has the carrier's code among `organisations`. */
export interface Viewer {
  /** Random id, never a login; null without a token. */
  readonly actorId: string | null;
  readonly roles: readonly string[];
  readonly units: readonly string[];
  readonly organisations: readonly string[];
}

export const ANONYMOUS: Viewer = { actorId: null, roles: [], units: [], organisations: [] };

/** They read everything that is not in the vault (contract 4). */
const READ_ALL: ReadonlySet<string> = new Set(['AUDITOR', 'ADMIN']);

export const readsAll = ({ roles }: Viewer): boolean => roles.some((role) => READ_ALL.has(role));
export const isAnonymous = ({ actorId }: Viewer): boolean => actorId === null;
const APPROVERS: ReadonlySet<string> = new Set(['APPROVER_1', 'APPROVER_2']);

/** Decides on what others recorded, and therefore reads what it is to decide on. */
export const approves = ({ roles }: Viewer): boolean => roles.some((role) => APPROVERS.has(role));
/** Has a unit or an organisation whose things it may read. */
export const isScoped = ({ units, organisations }: Viewer): boolean => units.length + organisations.length > 0;

/** Columns of a query that say whose a thing is. */
export interface ScopeColumns {
  /** Columns that hold codes of administrative units. */
  readonly units?: readonly string[];
  /** Columns that hold codes of schools, donors, carriers, warehouses. */
  readonly organisations?: readonly string[];
}

/**
 * The SQL condition that keeps what the viewer may see: everything, the things of its own units and organisations, or nothing.
 * Pushes its values to `values`, so it is called where the condition stands. Out of scope looks as if it weren't there (contract 4).
 */
export const scopeSql = (viewer: Viewer, columns: ScopeColumns, values: unknown[]): string => {
  if (readsAll(viewer)) return 'true';
  const conditions: string[] = [];
  const add = (names: readonly string[] = [], codes: readonly string[]): void => {
    if (names.length === 0 || codes.length === 0) return;
    values.push(codes);
    for (const name of names) conditions.push(`${name} = any ($${values.length}::text[])`);
  };
  add(columns.units, viewer.units);
  add(columns.organisations, viewer.organisations);
  return conditions.length === 0 ? 'false' : `(${conditions.join(' or ')})`;
};
