import { type LogProblem, type Problem, type Verified, faults, isRuleFinding, rules } from '@verification';
import { exitCodes } from './failure';
import type { Trust } from './log-trust';
import { type Language, type Output, table } from './output';

/** So many problems are shown; the first is what matters. */
const SHOWN = 10;

const texts = {
  vi: {
    right: 'ĐÚNG',
    wrong: 'SAI',
    stopped: 'DỪNG GIỮA CHỪNG',
    again: 'chạy lại đúng lệnh này để đi tiếp',
    log: 'sổ',
    size: 'sự kiện',
    root: 'gốc',
    trust: 'tin theo',
    witnesses: 'nhân chứng',
    nobody: 'không có',
    rules: 'quy tắc chương trình',
    held: (count: number) => `${count} quy tắc đều đúng`,
    broken: (count: number) => `${count} chỗ sai`,
    position: 'vị trí',
    first: 'chỗ sai đầu tiên',
    unknown: 'loại sự kiện mà bộ kiểm tra này chưa biết (không xét)',
  },
  en: {
    right: 'RIGHT',
    wrong: 'WRONG',
    stopped: 'STOPPED MIDWAY',
    again: 'run the same command again to go on',
    log: 'log',
    size: 'events',
    root: 'root',
    trust: 'trusting',
    witnesses: 'witnesses',
    nobody: 'none',
    rules: 'rules of the programme',
    held: (count: number) => `all ${count} hold`,
    broken: (count: number) => `${count} breaches`,
    position: 'position',
    first: 'the first wrong place',
    unknown: 'kinds of event that this verifier does not know (not judged)',
  },
} as const;

export const problemText = (problem: Problem, language: Language): string => {
  const said = isRuleFinding(problem) ? rules[problem.rule] : faults[problem.fault];
  const name = isRuleFinding(problem) ? problem.rule : problem.fault;
  const where = problem.position === null ? '' : `${texts[language].position} ${problem.position}: `;
  const stream = isRuleFinding(problem) && problem.stream !== '' ? `  [${problem.stream}]` : '';
  return `${where}${name}: ${said[language]}${problem.detail ? ` (${problem.detail})` : ''}${stream}`;
};

const documentOf = (problem: Problem): object =>
  isRuleFinding(problem) ? problem : { ...problem, text: faults[problem.fault].en };

/** The head itself is not to be trusted: nothing was read. */
export const tellProblem = (output: Output, problem: LogProblem, trust: Pick<Trust, 'from'>): void => {
  const words = texts[output.language];
  if (output.json) output.document({ verdict: 'WRONG', trust: trust.from.en, problems: [documentOf(problem)] });
  else
    output.print(
      `${words.wrong}\n${problemText(problem, output.language)}\n${words.trust}: ${trust.from[output.language]}`,
    );
  process.exitCode = exitCodes.tampering;
};

export const tellLedger = (output: Output, verified: Verified, trust: Pick<Trust, 'from'>): void => {
  const { problems, progress, origin, size, root, checked, witnesses, rules: report } = verified;
  const verdict = problems.length > 0 ? 'WRONG' : progress ? 'STOPPED' : 'RIGHT';
  process.exitCode = { WRONG: exitCodes.tampering, STOPPED: exitCodes.partial, RIGHT: exitCodes.ok }[verdict];
  if (output.json)
    return output.document({
      verdict,
      origin,
      size: String(size),
      root,
      checked: String(checked),
      trust: trust.from.en,
      witnesses,
      rules: { checked: Object.keys(rules).length, found: report.found, unknownTypes: report.unknownTypes },
      problems: problems.map(documentOf),
    });
  const words = texts[output.language];
  const unknown = Object.entries(report.unknownTypes).map(([type, count]) => `${type} ×${count}`);
  const rows = [
    [words.log, origin],
    [words.size, checked === size ? String(size) : `${checked}/${size}`],
    [words.root, root],
    [words.trust, trust.from[output.language]],
    [words.witnesses, witnesses.map(({ name }) => name).join(', ') || words.nobody],
    [words.rules, report.found === 0 ? words.held(Object.keys(rules).length) : words.broken(report.found)],
    ...(unknown.length > 0 ? [[words.unknown, unknown.join(', ')]] : []),
  ];
  const head = { WRONG: words.wrong, STOPPED: `${words.stopped}: ${words.again}`, RIGHT: words.right }[verdict];
  const told = problems.slice(0, SHOWN).map((problem) => problemText(problem, output.language));
  output.print([head, table(['', ''], rows), ...(told.length > 0 ? [`${words.first}:`, ...told] : [])].join('\n'));
  return undefined;
};
