import { commandsByRole, permittingRole, type CommandName } from './commands-by-role';
import { type Role, incompatiblePair, roles } from './roles';

describe('roles', () => {
  it.each([
    ['ADMIN', 'DATA_ENTRY'],
    ['ADMIN', 'CARRIER_AGENT'],
    ['PROVINCE_ALLOCATOR', 'SCHOOL_OFFICER'],
    ['AUDITOR', 'DPO'],
    ['AUDITOR', 'ADMIN'],
    ['AUDITOR', 'DONOR_VIEWER'],
  ] as const)('%s is not held together with %s', (one, other) => {
    expect(incompatiblePair([one, other])).toEqual([one, other]);
    expect(incompatiblePair([other, 'DPO', one])).not.toBeNull();
  });

  it.each([
    [['DATA_ENTRY', 'APPROVER_1', 'SCHOOL_OFFICER']],
    [['ADMIN', 'DPO']],
    [['AUDITOR', 'AUDITOR']],
    [[]],
  ] as const)('%s are held together', (held) => expect(incompatiblePair(held)).toBeNull());

  it('that have commands are never those of the administrator, the auditor, the protection officer or a donor', () => {
    const readers: readonly Role[] = ['AUDITOR', 'DPO', 'DONOR_VIEWER'];
    const business = (Object.keys(commandsByRole) as CommandName[]).filter((name) => !name.startsWith('Read'));
    for (const command of business) expect(permittingRole(command, readers)).toBeNull();
    const ofAdmin = business.filter((command) => permittingRole(command, ['ADMIN']) !== null);
    expect(ofAdmin).toEqual(['RebuildProjection', 'SkipProjectionEvent', 'RetryParkedKey']);
  });

  it('act in the order in which they are held', () => {
    expect(permittingRole('ApproveAssignment', ['APPROVER_2', 'APPROVER_1'])).toBe('APPROVER_2');
    expect(permittingRole('ApproveAssignment', ['DATA_ENTRY', 'APPROVER_1'])).toBe('APPROVER_1');
    expect(permittingRole('ApproveAssignment', ['PROVINCE_ALLOCATOR'])).toBeNull();
  });

  it('never let one role both propose and approve, hand over and approve, import and close', () => {
    const allowing = (command: CommandName) => roles.filter((role) => permittingRole(command, [role]));
    const apart: readonly (readonly [CommandName, CommandName])[] = [
      ['ProposeAssignment', 'ApproveAssignment'],
      ['RecordHandover', 'ApproveAssignment'],
      ['ImportF8', 'CloseCarrierDay'],
      ['ProposeAssignment', 'RecordHandover'],
    ];
    for (const [one, other] of apart)
      expect(allowing(one).filter((role) => allowing(other).includes(role))).toEqual([]);
  });
});
