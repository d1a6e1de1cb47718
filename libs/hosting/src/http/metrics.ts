import type { NextFunction, Request, RequestHandler, Response } from 'express';

/** One figure in Prometheus' text format. */
export interface Figure {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter';
  readonly values: readonly { readonly labels?: Readonly<Record<string, string>>; readonly value: number }[];
}

/** Where figures come from: asked anew for each answer. */
export type FigureSource = () => Promise<readonly Figure[]>;

/** Upper bounds in seconds: from a read of one row to the limit of a GraphQL answer. */
const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;
const NANOSECONDS = 1e9;

interface Durations {
  readonly buckets: number[];
  sum: number;
  count: number;
}

/** Counts requests, and gathers the figures of whoever has some. Labels never hold a path: it may name a person's thing. */
export class Metrics {
  private readonly durations = new Map<string, Durations>();
  private readonly sources: FigureSource[] = [];

  add(source: FigureSource): void {
    this.sources.push(source);
  }

  readonly count: RequestHandler = (request: Request, response: Response, next: NextFunction) => {
    const start = process.hrtime.bigint();
    response.once('close', () => {
      const seconds = Number(process.hrtime.bigint() - start) / NANOSECONDS;
      this.observe(
        labelText({ area: areaOf(request.path), method: request.method, status: String(response.statusCode) }),
        seconds,
      );
    });
    next();
  };

  async text(): Promise<string> {
    const figures = [processFigures(), ...(await Promise.all(this.sources.map((source) => source())))].flat();
    return `${[...figures.map(figureText), this.durationsText()].filter(Boolean).join('\n')}\n`;
  }

  private observe(labels: string, seconds: number): void {
    const known = this.durations.get(labels) ?? { buckets: DURATION_BUCKETS.map(() => 0), sum: 0, count: 0 };
    DURATION_BUCKETS.forEach((bound, index) => {
      if (seconds <= bound) known.buckets[index]! += 1;
    });
    known.sum += seconds;
    known.count += 1;
    this.durations.set(labels, known);
  }

  private durationsText(): string {
    if (this.durations.size === 0) return '';
    const name = 'ledger_http_request_seconds';
    const lines = [`# HELP ${name} Time from a request to the end of its answer.`, `# TYPE ${name} histogram`];
    for (const [labels, { buckets, sum, count }] of this.durations) {
      DURATION_BUCKETS.forEach((bound, index) =>
        lines.push(`${name}_bucket{${labels},le="${bound}"} ${buckets[index]}`),
      );
      lines.push(`${name}_bucket{${labels},le="+Inf"} ${count}`, `${name}_sum{${labels}} ${sum}`);
      lines.push(`${name}_count{${labels}} ${count}`);
    }
    return lines.join('\n');
  }
}

const AREAS = ['api', 'auth', 'graphql', 'health', 'log', 'metrics'];

const areaOf = (path: string): string =>
  AREAS.find((area) => path === `/${area}` || path.startsWith(`/${area}/`)) ?? 'other';

const processFigures = (): readonly Figure[] => [
  {
    name: 'process_resident_memory_bytes',
    help: 'Memory of this process.',
    type: 'gauge',
    values: [{ value: process.memoryUsage.rss() }],
  },
  {
    name: 'process_cpu_seconds_total',
    help: 'Processor time of this process.',
    type: 'counter',
    values: [{ value: (process.cpuUsage().user + process.cpuUsage().system) / 1e6 }],
  },
];

const figureText = ({ name, help, type, values }: Figure): string =>
  [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...values.map(({ labels, value }) => `${name}${labels ? `{${labelText(labels)}}` : ''} ${value}`),
  ].join('\n');

const labelText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(
      ([label, value]) => `${label}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
    )
    .join(',');
