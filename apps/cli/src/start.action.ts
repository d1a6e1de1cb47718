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
import { progressLine } from './progress';

const texts = {
  vi: {
    starting: 'Sổ Sóng đang khởi động …',
    demo: 'Sổ trống, đang ghi chương trình mẫu (dữ liệu bịa ra):',
    events: 'sự kiện',
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
    demo: 'Empty ledger, recording the demo (invented data):',
    events: 'events',
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
    prepare: startWithDemo(demoProgress(output)),
    language: output.language,
    log: output.say,
    whenReady: (ledger) => tellReady(output, ledger),
  });
};

const demoProgress = (output: Output): ((progress: DemoProgress) => void) => {
  const words = texts[output.language];
  const line = progressLine(output);
  return ({ day, done, total, events }) => {
    line.show(words.demo, done, total, `${day}  ${events} ${words.events}`);
    if (done === total) line.end();
  };
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
