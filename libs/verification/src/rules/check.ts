import { type Body, readBody } from './body';
import { type Checking, type Facts, type KnownFacts, noFacts } from './facts';
import { type Hashes, eventIdOf, uuidV5, wordsOf } from './ids';
import { type Finding, type RuleId } from './rule-table';
import { streamKinds } from './streams';
import { type WordSet, addWords, createWordSet, hasWords } from './word-set';

/** So many findings are kept; the first is what matters, the rest only tells how far the damage goes. */
const KEPT_FINDINGS = 100;

export interface RulesReport {
  readonly events: number;
  /** In the order of the ledger, at most 100. */
  readonly findings: readonly Finding[];
  readonly found: number;
  /** Types of events that these rules don't know, and how often: a newer ledger than the verifier. */
  readonly unknownTypes: Readonly<Record<string, number>>;
}

/** The rules of the programme over a ledger, event by event from position 0. Memory grows with the number of things and by 32 bytes an event. */
export interface RulesCheck {
  next(body: Uint8Array): void;
  report(): RulesReport;
  /** Everything it knows, as plain data: to be put down, and taken up again by `createRulesCheck`. */
  snapshot(): RulesSnapshot;
}

export interface RulesSnapshot {
  readonly position: number;
  readonly found: number;
  readonly findings: readonly Finding[];
  readonly unknownTypes: Readonly<Record<string, number>>;
  readonly streams: Map<string, StreamState>;
  readonly eventIds: WordSet;
  readonly commands: WordSet;
  readonly known: KnownFacts;
}

export interface StreamState {
  readonly number: number;
  length: number;
  commandId: string;
  commandSha256: string;
  index: number;
  /** What the rules of its kind keep. */
  kept: unknown;
}

const nothingYet = (): RulesSnapshot => ({
  position: 0,
  found: 0,
  findings: [],
  unknownTypes: {},
  streams: new Map(),
  eventIds: createWordSet(4),
  commands: createWordSet(4),
  known: noFacts(),
});

export const createRulesCheck = (hashes: Hashes, from: RulesSnapshot = nothingYet()): RulesCheck => {
  const findings: Finding[] = [...from.findings];
  const unknownTypes: Record<string, number> = { ...from.unknownTypes };
  const { streams, eventIds, commands } = from;
  const words = new Uint32Array(4);
  const facts: Facts = {
    ...from.known,
    hashes,
    lengthOf: (stream) => streams.get(stream)?.length ?? 0,
    isKnown: (eventId) => {
      wordsOf(eventId, words);
      return hasWords(eventIds, words);
    },
  };
  let { position, found } = from;
  const wrong = (stream: string, rule: RuleId, detail: string): void => {
    found += 1;
    if (findings.length < KEPT_FINDINGS) findings.push({ position, stream, rule, detail });
  };

  const streamOf = (name: string): StreamState => {
    const before = streams.get(name);
    if (before) return before;
    const made = { number: streams.size, length: 0, commandId: '', commandSha256: '', index: 0, kept: undefined };
    streams.set(name, made);
    return made;
  };

  const checkIds = (event: Body, stream: StreamState): void => {
    const { id, command, causation, actor } = event;
    if (command.id === stream.commandId) {
      stream.index += 1;
      if (command.sha256 !== stream.commandSha256)
        wrong(event.stream, 'COMMAND_ONCE', `command ${command.id} under another hash`);
    } else {
      stream.index = 0;
      stream.commandId = command.id;
      wordsOf(command.id, words);
      words[0] = (words[0]! ^ stream.number) >>> 0;
      if (!addWords(commands, words)) wrong(event.stream, 'COMMAND_ONCE', `command ${command.id} again`);
    }
    stream.commandSha256 = command.sha256;
    const expected = eventIdOf(hashes, command.id, event.stream, stream.index, command.sha256);
    if (id !== expected) wrong(event.stream, 'EVENT_ID', `${id} should be ${expected}`);
    if (causation !== undefined && !facts.isKnown(causation))
      wrong(event.stream, 'CAUSE_BEFORE_EFFECT', `no event before has the id ${causation}`);
    if (actor.role === 'POLICY') checkPolicy(event);
    wordsOf(id, words);
    addWords(eventIds, words);
  };

  const checkPolicy = ({ stream, command, causation, actor }: Body): void => {
    const name = actor.id.startsWith('policy:') ? actor.id.slice('policy:'.length) : null;
    // What opens the ledger and begins a day has no cause in it.
    const follows =
      causation === undefined
        ? stream === 'ledger' || stream === 'clock'
        : command.id === uuidV5(hashes, causation, `${name}/${stream}`);
    if (name === null || !follows) wrong(stream, 'POLICY_COMMAND', `command ${command.id} of ${actor.id}`);
  };

  const checkProgramme = (event: Body, stream: StreamState): void => {
    const hyphen = event.stream.indexOf('-');
    const kind = streamKinds[hyphen < 0 ? event.stream : event.stream.slice(0, hyphen)];
    if (!kind) return wrong(event.stream, 'STREAM_KIND', 'a stream of none of the ledger’s kinds');
    const versions = kind.events[event.type];
    if (versions === undefined && isOfAnotherKind(event.type))
      return wrong(event.stream, 'STREAM_KIND', `${event.type} has no place here`);
    if (versions === undefined || event.v > versions) {
      unknownTypes[`${event.type} v${event.v}`] = (unknownTypes[`${event.type} v${event.v}`] ?? 0) + 1;
      return undefined;
    }
    const check: Checking = {
      position,
      event,
      data: event.data,
      name: hyphen < 0 ? '' : event.stream.slice(hyphen + 1),
      earlier: stream.length,
      state: stream.kept,
      must: (rule, holds, detail) => {
        if (!holds) wrong(event.stream, rule, detail());
        return holds;
      },
    };
    kind.rules(check, facts);
    stream.kept = check.state;
    return undefined;
  };

  return {
    next: (bytes) => {
      const { body: event, wrong: form } = readBody(bytes);
      if (form) wrong(event?.stream ?? '', form.rule, form.detail);
      if (event) {
        const stream = streamOf(event.stream);
        if (event.revision !== stream.length)
          wrong(event.stream, 'REVISION_DENSE', `revision ${event.revision}, ${stream.length} expected`);
        checkIds(event, stream);
        if (position === 0 && event.type !== 'LedgerOpened' && event.type !== 'LedgerRestored')
          wrong(event.stream, 'OPENED_FIRST', `the first event is ${event.type}`);
        checkProgramme(event, stream);
        stream.length += 1;
      }
      position += 1;
    },
    report: () => ({ events: position, findings, found, unknownTypes }),
    snapshot: () => {
      const { hashes: _hashes, lengthOf: _lengthOf, isKnown: _isKnown, ...known } = facts;
      return { position, found, findings, unknownTypes, streams, eventIds, commands, known };
    },
  };
};

const isOfAnotherKind = (type: string): boolean =>
  Object.values(streamKinds).some(({ events }) => events[type] !== undefined);
