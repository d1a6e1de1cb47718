import type { Command } from 'commander';
import type { Language } from './output';

/** What commander says of a wrong call, in Vietnamese; what isn't here stays as it is. */
const errors: readonly (readonly [RegExp, string])[] = [
  [/^error: unknown option '(.+)'/, "lỗi: không có tùy chọn '$1'"],
  [/^error: unknown command '(.+)'/, "lỗi: không có lệnh '$1'"],
  [/^error: missing required argument '(.+)'/, "lỗi: thiếu tham số '$1'"],
  [/^error: required option '(.+)' not specified/, "lỗi: thiếu tùy chọn '$1'"],
  [/^error: option '(.+)' argument missing/, "lỗi: tùy chọn '$1' thiếu giá trị"],
  [
    /^error: option '(.+)' argument '(.*)' is invalid\. Allowed choices are (.+)\./,
    "lỗi: tùy chọn '$1' không nhận '$2', chỉ nhận: $3.",
  ],
  [/^error: option '(.+)' argument '(.*)' is invalid\./, "lỗi: tùy chọn '$1' không nhận '$2'."],
  [/^error: too many arguments.*/, 'lỗi: thừa tham số'],
  [/^error:/, 'lỗi:'],
  [/\(Did you mean (.+)\?\)/, '(có phải ý bạn là $1?)'],
];

const titles: Readonly<Record<string, string>> = {
  'Usage:': 'Cách dùng:',
  'Options:': 'Tùy chọn:',
  'Global Options:': 'Tùy chọn chung:',
  'Arguments:': 'Tham số:',
  'Commands:': 'Lệnh:',
};

export const usageErrorInVietnamese = (text: string): string =>
  errors.reduce((said, [pattern, words]) => said.replace(pattern, words), text);

/** Commander's own words in the language of the verbs. To be said before verbs are added: they inherit it. */
export const speak = (program: Command, language: Language): Command =>
  language === 'en'
    ? program.configureHelp({ showGlobalOptions: true })
    : program
        .configureHelp({ showGlobalOptions: true, styleTitle: (title) => titles[title] ?? title })
        .configureOutput({ outputError: (text, write) => write(usageErrorInVietnamese(text)) })
        .helpOption('-h, --help', 'xem cách dùng')
        .helpCommand('help [command]', 'xem cách dùng của một lệnh');
