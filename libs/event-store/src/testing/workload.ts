import { NO_STREAM, type AppendResult, type EventStore } from '../event-store';
import { appendOf, commandOf } from './appends';

/** What one process appends, at the same time as others. */
export interface Workload {
  /** Leads the names of its streams and commands; differs between processes. */
  readonly name: string;
  /** Writers at the same time. */
  readonly writers: number;
  /** Appends of each writer, one after the other. */
  readonly appends: number;
  /** All of them go to this stream, against everybody else; absent: each writer has a stream of its own. */
  readonly sharedStream?: string;
}

export interface WorkloadReport {
  /** Event id and position of each append that was acknowledged. */
  readonly acknowledged: readonly { readonly id: string; readonly position: number }[];
  /** Messages of appends that failed otherwise than by a wrong expected revision. */
  readonly failed: readonly string[];
}

export const runWorkload = async (store: EventStore, workload: Workload): Promise<WorkloadReport> => {
  const acknowledged: { id: string; position: number }[] = [];
  const failed: string[] = [];
  const write = async (writer: number): Promise<void> => {
    const stream = workload.sharedStream ?? `${workload.name}-${writer}`;
    let revision = NO_STREAM;
    for (let turn = 0; turn < workload.appends; turn += 1) {
      const command = commandOf(`${workload.name}/${writer}/${turn}`);
      try {
        const { id, result } = await insisting(store, stream, revision, command);
        revision = result.lastRevision;
        acknowledged.push({ id, position: result.position ?? -1 });
      } catch (error) {
        failed.push(String(error));
      }
    }
  };
  await Promise.all(Array.from({ length: workload.writers }, (_, writer) => write(writer)));
  return { acknowledged, failed };
};

/** Against others on a stream somebody wins each time, so this ends. */
const insisting = async (
  store: EventStore,
  stream: string,
  from: number,
  command: ReturnType<typeof commandOf>,
): Promise<{ readonly id: string; readonly result: Extract<AppendResult, { kind: 'appended' }> }> => {
  let expectedRevision = from;
  for (;;) {
    const append = appendOf(stream, { expectedRevision, command });
    const result = await store.append(append);
    switch (result.kind) {
      case 'appended':
        return { id: append.events[0]!.id, result };
      case 'wrong-expected-revision':
        expectedRevision = result.actual;
        break;
      case 'command-reused':
        throw new Error(`command ${result.commandId} reused`);
    }
  }
};
