import { Command, InvalidArgumentError, Option } from 'commander';
import type { KnownAt } from './changes.action';
import { lazy } from './lazy';
import type { Language } from './output';
import { asRole, type Verb } from './verb';
import { wholeNumber } from './whole-number';

const CUTS = ['LOCALITY', 'PHASE', 'DONOR', 'CARRIER', 'CATEGORY'] as const;

const texts = {
  vi: {
    about: 'sổ nói khác đi ở đâu giữa hai thời điểm, và vì những sự kiện nào; hoặc số liệu nào của phễu khác đi (--by)',
    type: 'Device, Donation, Lot, Donor, Organisation, Beneficiary hoặc Grant',
    id: 'chỉ một thứ: số máy hoặc mã của nó',
    from: 'từ lúc: số sự kiện, ngày (hết ngày Việt Nam) hoặc thời điểm UTC, theo lúc ghi vào sổ',
    to: 'đến lúc; mặc định là bây giờ',
    by: 'tổng của phễu thay vì từng thứ',
    limit: 'nhiều nhất bao nhiêu thứ',
    one: 'cần một loại (Device, Donation, …) hoặc --by, và chỉ một',
    moment: 'Cần số sự kiện, ngày YYYY-MM-DD hoặc thời điểm UTC.',
    after:
      '\nVí dụ:\n  ledger changes Device SMT-7Q2K9D4XR --from 2021-12-31 --as AUDITOR\n  ledger changes --by LOCALITY --from 40000 --to 41000 --as AUDITOR --json',
  },
  en: {
    about:
      'where the ledger says something else between two moments, and by which events; or which figures of the funnel do (--by)',
    type: 'Device, Donation, Lot, Donor, Organisation, Beneficiary or Grant',
    id: 'only this one: its tag, code or id',
    from: 'since: a size, a day (to the end of it in Vietnam) or a UTC time, by when things were recorded',
    to: 'until; now, where it is not given',
    by: 'totals of the funnel instead of things',
    limit: 'at most so many things',
    one: 'a type (Device, Donation, …) or --by is needed, and only one',
    moment: 'Wanted: a size, a day YYYY-MM-DD or a UTC time.',
    after:
      '\nExamples:\n  ledger changes Device SMT-7Q2K9D4XR --from 2021-12-31 --as AUDITOR\n  ledger changes --by LOCALITY --from 40000 --to 41000 --as AUDITOR --json',
  },
} as const;

/** The last millisecond of a day in Vietnam (UTC+7). */
const endOf = (day: string): string => `${day}T16:59:59.999Z`;

const moment =
  (language: Language) =>
  (text: string): KnownAt => {
    if (/^(0|[1-9]\d*)$/.test(text)) return { size: text };
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return { recordedAt: endOf(text) };
    if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/.test(text)) return { recordedAt: text };
    throw new InvalidArgumentError(texts[language].moment);
  };

interface ChangesFlags {
  readonly from: KnownAt;
  readonly to?: KnownAt;
  readonly by?: string;
  readonly limit: string;
}

export const changesCommand: Verb = (language, output) => {
  const words = texts[language];
  return new Command('changes')
    .description(words.about)
    .argument('[type]', words.type)
    .argument('[id]', words.id)
    .requiredOption('--from <moment>', words.from, moment(language))
    .option('--to <moment>', words.to, moment(language))
    .addOption(new Option('--by <cut>', words.by).choices(CUTS))
    .option('--limit <n>', words.limit, wholeNumber(language, 1), '100')
    .addHelpText('after', words.after)
    .action(async (type: string | undefined, id: string | undefined, flags: ChangesFlags, command: Command) => {
      if ((type === undefined) === (flags.by === undefined)) command.error(`error: ${words.one}`, { exitCode: 2 });
      const options = { ...flags, as: asRole(command) };
      if (flags.by !== undefined) await lazy.changes().totals(output(), flags.by, options);
      else if (id !== undefined) await lazy.changes().thing(output(), type!, id, options);
      else await lazy.changes().things(output(), type!, options);
    });
};
