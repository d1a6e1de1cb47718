import { StartRefused } from '@embedded-postgres';
import { readSettings, settingRows, unknownSettings } from './settings';

const refused = (environment: Record<string, string>): StartRefused => {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof StartRefused) return error;
    throw error;
  }
  throw new Error('these settings were accepted');
};

describe('settings', () => {
  it('need nothing: each has its default', () =>
    expect(readSettings({})).toMatchObject({ PORT: 3000, LEDGER_DATA_DIR: '.ledger', LEDGER_DEMO: 'on' }));

  it('take an empty variable for an absent one', () => expect(readSettings({ PORT: '' }).PORT).toBe(3000));

  it('are read as what they are', () =>
    expect(readSettings({ PORT: '8080', LEDGER_DEMO: 'off', DATABASE_URL: 'postgres://u@h/d' })).toMatchObject({
      PORT: 8080,
      LEDGER_DEMO: 'off',
      DATABASE_URL: 'postgres://u@h/d',
    }));

  it.each([
    ['PORT', 'http'],
    ['PORT', '65536'],
    ['LEDGER_DEMO', 'yes'],
    ['LEDGER_EVENT_STORE', 'files'],
    ['KURRENTDB_URL', 'http://127.0.0.1:2113'],
    ['LEDGER_URL', 'localhost:3000'],
    ['LEDGER_MASTER_KEY', 'c2hvcnQ='],
  ])('refuse %s=%s in one line that names it', (name, value) => {
    const { code, texts } = refused({ [name]: value });
    expect(code).toBe('BAD_SETTING');
    for (const line of [texts.vi, texts.en]) {
      expect(line).toContain(name);
      expect(line).not.toContain('\n');
    }
  });

  it('never print a secret', () => {
    expect(refused({ DATABASE_URL: 'mysql://u:hidden@h/d' }).texts.en).not.toContain('hidden');
    expect(refused({ LEDGER_MASTER_KEY: 'hidden' }).texts.vi).not.toContain('hidden');
  });

  it('notice a name that is none of theirs', () =>
    expect(unknownSettings({ LEDGER_DEMOS: 'off', LEDGER_DEMO: 'off', PATH: '' })).toEqual(['LEDGER_DEMOS']));

  it('are all explained in both languages', () => {
    const rows = settingRows();
    expect(rows.map(({ name }) => name)).toContain('LEDGER_PUBLIC_ENTRIES');
    for (const { vi, en } of rows) expect([vi, en].every((line) => /\w.*\.$/u.test(line))).toBe(true);
  });
});
