import { readTraceCode, traceCode } from '.';

const hmac = Uint8Array.from({ length: 32 }, (_, index) => index * 7);

describe('a trace code', () => {
  it('is the donation code and 26 characters of its keyed hash, for ever', () =>
    expect(traceCode('UH-TEST-02', hmac)).toBe('UH-TEST-02.003GW58W4CN32E1Z8S6N8PV2D5'));
  it('differs where the hash does in any of its first 130 bits', () => {
    const codes = Array.from({ length: 17 }, (_, byte) => {
      const other = Uint8Array.from(hmac);
      other[byte] = other[byte]! ^ 0x80;
      return traceCode('UH-TEST-02', other);
    });
    expect(new Set([...codes, traceCode('UH-TEST-02', hmac)]).size).toBe(18);
  });
  it('is read as people write it', () => {
    const code = traceCode('UH-TEST-02', hmac);
    expect(readTraceCode(` ${code.toLowerCase().replaceAll('0', 'o')} `).code.slice(-26)).toBe(code.slice(-26));
    expect(readTraceCode(code)).toEqual({ donationCode: 'UH-TEST-02', code });
    expect(readTraceCode('UH-TEST-02')).toEqual({ donationCode: 'UH-TEST-02', code: 'UH-TEST-02.' });
    expect(readTraceCode('')).toEqual({ donationCode: '', code: '.' });
  });
});
