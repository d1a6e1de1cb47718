import 'reflect-metadata';
import { Command, CommanderError, Option } from 'commander';
import { changesCommand } from './changes.command';
import { checkpointCommand } from './checkpoint.command';
import { doctorCommand } from './doctor.command';
import { eventsCommand } from './events.command';
import { exportCommand } from './export.command';
import { exitCodes, Failure } from './failure';
import { importCommand } from './import.command';
import { createOutput, type Language, type Output } from './output';
import { projectionsCommand } from './projections.command';
import { proofCommand } from './proof.command';
import { receiptCommand } from './receipt.command';
import { restoreCommand } from './restore.command';
import { startCommand } from './start.command';
import { traceCommand } from './trace.command';
import { verifyCommand } from './verify.command';
import { speak } from './usage-words';

/** Each verb loads what it needs inside its action: `--help` must not wait for a server framework. */
const verbs = [
  startCommand,
  doctorCommand,
  importCommand,
  eventsCommand,
  traceCommand,
  changesCommand,
  verifyCommand,
  exportCommand,
  receiptCommand,
  checkpointCommand,
  proofCommand,
  projectionsCommand,
  restoreCommand,
];

const texts = {
  vi: {
    about: 'Sổ Sóng: sổ cái mở của chương trình «Sóng và máy tính cho em».',
    json: 'trả lời bằng JSON (một văn bản, hoặc mỗi dòng một văn bản)',
    lang: 'ngôn ngữ: vi hoặc en',
    colour: 'không dùng màu',
    as: 'vai trò xin từ nơi cấp token tại chỗ (thay cho LEDGER_TOKEN)',
    failed: 'lỗi',
  },
  en: {
    about: 'Sổ Sóng: the open ledger of the programme «Sóng và máy tính cho em».',
    json: 'answer in JSON (one document, or one a line)',
    lang: 'language: vi or en',
    colour: 'no colour',
    as: 'role to ask the local issuer for (instead of LEDGER_TOKEN)',
    failed: 'error',
  },
} as const;

/** Descriptions are in the language asked for, so it is looked up before anything is parsed. */
const languageIn = (argv: readonly string[]): Language => {
  const at = argv.findIndex((word) => word === '--lang' || word.startsWith('--lang='));
  const given = argv[at]?.startsWith('--lang=') ? argv[at].slice('--lang='.length) : argv[at + 1];
  return at >= 0 && given === 'en' ? 'en' : 'vi';
};

const programOf = (language: Language, output: () => Output): Command => {
  const words = texts[language];
  const program = new Command('ledger')
    .description(words.about)
    .option('--json', words.json, false)
    .addOption(new Option('--lang <language>', words.lang).choices(['vi', 'en']).default('vi'))
    .option('--no-color', words.colour)
    .option('--as <role>', words.as)
    .showHelpAfterError()
    .exitOverride();
  speak(program, language);
  for (const verb of verbs) program.addCommand(inherit(verb(language, output), program));
  return program;
};

/** `exitOverride` and `showHelpAfterError` are not handed down by `addCommand`. */
const inherit = (command: Command, parent: Command): Command => {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inherit(child, command);
  return command;
};

const main = async (argv: readonly string[]): Promise<number> => {
  const language = languageIn(argv);
  const json = argv.includes('--json');
  if (argv.includes('--no-color')) process.env.NO_COLOR = '1';
  const output = createOutput(language, json);
  try {
    await programOf(language, () => output).parseAsync(argv, { from: 'user' });
    return Number(process.exitCode ?? exitCodes.ok);
  } catch (error) {
    return exitCodeOf(error, output);
  }
};

const exitCodeOf = (error: unknown, output: Output): number => {
  // Commander has said what is wrong already; help and version are no errors.
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCodes.ok;
    if (output.json) output.document({ error: { code: 'USAGE', message: error.message } });
    return exitCodes.usage;
  }
  const { texts: told, code } = error as { readonly texts?: Record<Language, string>; readonly code?: string };
  if (told === undefined) {
    output.say(String((error as Error).stack ?? error));
    return exitCodes.failed;
  }
  if (output.json) output.document({ error: { code, message: told[output.language] } });
  output.say(`${texts[output.language].failed}: ${told[output.language]}`);
  if (error instanceof Failure) return error.exitCode;
  return code === 'UNAUTHENTICATED' ? exitCodes.unauthenticated : exitCodes.failed;
};

void main(process.argv.slice(2)).then((exitCode) => {
  // Whatever is still open (a kept-alive connection) must not keep a finished command waiting; but stdout may be a pipe that is not drained yet.
  process.exitCode = exitCode;
  process.stdout.write('', () => process.exit());
});
