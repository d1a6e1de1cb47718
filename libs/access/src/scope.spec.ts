import type { Actor } from '@kernel';
import { inScope, unitOf } from './scope';

const actor = (role: string, unit: string | null): Actor => ({ id: 'a', role, unit });

describe('scope', () => {
  it.each([
    ['SCHOOL_OFFICER', '31-TEST-001', { organisation: '31-TEST-001' }, true],
    ['SCHOOL_OFFICER', '31-TEST-001', { organisation: '31-TEST-002' }, false],
    ['SCHOOL_OFFICER', null, { organisation: '31-TEST-001' }, false],
    ['CARRIER_AGENT', 'VIETTEL', { carrier: 'VIETTEL' }, true],
    ['CARRIER_AGENT', 'viettel', { carrier: 'VIETTEL' }, true],
    ['CARRIER_AGENT', 'VIETTEL', { carrier: 'MOBIFONE' }, false],
    ['CARRIER_AGENT', null, { carrier: 'MOBIFONE' }, false],
    ['PROVINCE_ALLOCATOR', '31', { provinceCode: '31' }, true],
    ['PROVINCE_ALLOCATOR', '31', { provinceCode: '01', organisation: '01-TEST-001' }, false],
    ['DATA_ENTRY', null, { provinceCode: '01', carrier: 'ITEL' }, true],
    ['POLICY', null, { organisation: '31-TEST-001' }, true],
  ])('%s of %s and %j: %s', (role, unit, whose, expected) => expect(inScope(actor(role, unit), whose)).toBe(expected));

  it('takes the organisation of those who act for one, and the unit of others', () => {
    const places = { unit: '31', organisation: 'X' };
    expect(unitOf('SCHOOL_OFFICER', places)).toBe('X');
    expect(unitOf('PROVINCE_ALLOCATOR', places)).toBe('31');
    expect(unitOf('SCHOOL_OFFICER', { unit: '31', organisation: null })).toBe('31');
    expect(unitOf('DATA_ENTRY', { unit: null, organisation: null })).toBeNull();
  });
});
