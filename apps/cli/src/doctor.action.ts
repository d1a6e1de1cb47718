import { examine } from '@hosting/doctor';
import { readSettings } from '@hosting/settings';
import { exitCodes } from './failure';
import { type Output, table } from './output';

const MARKS = { ok: '✓', note: '·', problem: '✗' } as const;

export const doctor = async (output: Output): Promise<void> => {
  const findings = await examine(readSettings(process.env));
  if (output.json) output.document(findings.map(({ check, state, en }) => ({ check, state, detail: en })));
  else
    output.print(
      table(
        ['', '', ''],
        findings.map((found) => [MARKS[found.state], found.check, found[output.language]]),
      ),
    );
  if (findings.some(({ state }) => state === 'problem')) process.exitCode = exitCodes.failed;
};
