import { roles } from '@access';
import {
  CommandApiModule,
  hasLocalIssuer,
  QueryApiModule,
  type RunningLedger,
  runUntilStopped,
  startWithDemo,
  WorkerModule,
} from '@hosting';
import type { DemoProgress } from '@demo';
import type { Output } from './output';
import { prepareLedger } from './prepare-ledger';

const texts = {
  vi: {
    starting: 'Sổ Sóng đang khởi động …',
    demo: 'Đang ghi chương trình mẫu (ngày, số sự kiện):',
    ready: 'Sổ đã sẵn sàng',
    commands: 'Ghi (REST)',
    docs: 'Tài liệu REST',
    queries: 'Đọc (GraphQL)',
    health: 'Tình trạng',
    signIn: 'Đăng nhập thử, mỗi vai trò một lệnh:',
    stop: 'Ctrl-C để dừng; dữ liệu ở lại trong',
  },
  en: {
    starting: 'Sổ Sóng is starting …',
    demo: 'Recording the demo programme (day, events):',
    ready: 'The ledger is ready',
    commands: 'Commands (REST)',
    docs: 'REST documentation',
    queries: 'Queries (GraphQL)',
    health: 'Health',
    signIn: 'Sign in for a trial, one command for each role:',
    stop: 'Ctrl-C stops it; the data stays in',
  },
} as const;

const LABEL_WIDTH = 20;

/** Resolves when the ledger has stopped; the exit code is then in `process.exitCode`. */
export const start = async (output: Output): Promise<void> => {
  const words = texts[output.language];
  output.say(words.starting);
  process.exitCode = await runUntilStopped({
    parts: [CommandApiModule, QueryApiModule, WorkerModule],
    prepare: startWithDemo(progressOf(output)),
    language: output.language,
    log: output.say,
    whenReady: (ledger) => tellReady(output, ledger),
  });
};

/** One line that is written over on a terminal; elsewhere a line now and then. */
const SAY_EVERY_DAYS = 10;
const progressOf =
  (output: Output) =>
  ({ day, done, total, events }: DemoProgress): void => {
    const percent = Math.floor((100 * done) / total);
    const line = `${texts[output.language].demo} ${percent} %  ${day}  ${events}`;
    if (process.stderr.isTTY) process.stderr.write(`\r${line}${done === total ? '\n' : ''}`);
    else if (done % SAY_EVERY_DAYS === 0 || done === total) output.say(line);
  };

const signIn = (url: string, role: string): string =>
  `curl -s ${url}/auth/token -H 'content-type: application/json' -d '{"role":"${role}"}'`;

const tellReady = (output: Output, { url, resources }: RunningLedger): void => {
  const words = texts[output.language];
  if (output.json) {
    output.document({
      status: 'ready',
      url,
      graphql: `${url}/graphql`,
      rest: `${url}/api/v1`,
      docs: `${url}/api/docs`,
    });
    return;
  }
  const line = (label: string, value: string): string => `  ${label.padEnd(LABEL_WIDTH)}${value}`;
  output.print(
    [
      '',
      `${words.ready} · ready: ${url}`,
      line(words.queries, `${url}/graphql`),
      line(words.commands, `${url}/api/v1`),
      line(words.docs, `${url}/api/docs`),
      line(words.health, `${url}/health/ready`),
      '',
      ...(hasLocalIssuer(resources) ? [words.signIn, ...roles.map((role) => line(role, signIn(url, role))), ''] : []),
      `${words.stop} ${resources.settings.LEDGER_DATA_DIR}`,
    ].join('\n'),
  );
};
