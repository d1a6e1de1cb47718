/** Domain 4.B. The order is that in which a role is looked for when several permit a command. */
export const roles = [
  'DATA_ENTRY',
  'SCHOOL_OFFICER',
  'PROVINCE_ALLOCATOR',
  'APPROVER_1',
  'APPROVER_2',
  'CARRIER_AGENT',
  'DONOR_VIEWER',
  'AUDITOR',
  'DPO',
  'ADMIN',
] as const;

export type Role = (typeof roles)[number];

export const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text);

/** Roles that have business commands (contract 4). */
const WITH_COMMANDS: ReadonlySet<Role> = new Set([
  'DATA_ENTRY',
  'SCHOOL_OFFICER',
  'PROVINCE_ALLOCATOR',
  'APPROVER_1',
  'APPROVER_2',
  'CARRIER_AGENT',
]);

/** Whether a person may hold both (contract 4): who watches, who runs the machines and who allocates are different people. */
const areCompatible = (one: Role, other: Role): boolean => {
  const pair = new Set([one, other]);
  if (pair.has('AUDITOR')) return false;
  if (pair.has('ADMIN')) return !WITH_COMMANDS.has(one) && !WITH_COMMANDS.has(other);
  return !(pair.has('PROVINCE_ALLOCATOR') && pair.has('SCHOOL_OFFICER'));
};

/** The first two roles of the set that may not be held together; null where all may. */
export const incompatiblePair = (held: readonly Role[]): readonly [Role, Role] | null => {
  for (const [i, one] of held.entries())
    for (const other of held.slice(i + 1)) if (one !== other && !areCompatible(one, other)) return [one, other];
  return null;
};
