/** These bytes are permanent: the trust file (C2SP tlog-policy), which says whose word is enough. */
import type { Hash } from './hashing';
import { POLICY_CONTROL, MAX_POLICY_CHARACTERS, PolicyMalformed, type PolicyFault } from './policy-malformed';
import { KeyMalformed, formatVerifierKey, isSameKey, parseVerifierKey, type Algorithm } from './verifier-key';
import type { VerifierKey } from './verifier-key';
import type { VerifiedSignature } from './open-note';
import { equalBytes } from './bytes';

export interface TrustedLog {
  /** Its name is the log's origin. A log whose key was changed has several. */
  readonly key: VerifierKey;
  readonly url?: string;
}

export interface TrustedWitness {
  /** Within the policy only. */
  readonly name: string;
  readonly key: VerifierKey;
  readonly url?: string;
}

/** Has witnessed when so many of its members have. */
export interface WitnessGroup {
  readonly name: string;
  readonly threshold: number;
  readonly members: readonly string[];
}

export interface Policy {
  readonly logs: readonly TrustedLog[];
  readonly witnesses: readonly TrustedWitness[];
  /** Each after its members. */
  readonly groups: readonly WitnessGroup[];
  /** A witness, a group, or `none`. */
  readonly quorum: string;
}

export const NO_QUORUM = 'none';

/** Those witnesses of the policy whose cosignatures are among these. */
export const witnessesOf = (
  { witnesses }: Policy,
  signatures: readonly VerifiedSignature[],
): readonly (TrustedWitness & { readonly timestamp: number })[] =>
  witnesses.flatMap((witness) => {
    const signature = signatures.find(({ key }) => isSameKey(key, witness.key));
    return signature?.timestamp === undefined ? [] : [{ ...witness, timestamp: signature.timestamp }];
  });

/** Whether these cosignatures, which `openNote` has verified, are as many as the quorum demands. */
export const quorumMet = (policy: Policy, signatures: readonly VerifiedSignature[]): boolean => {
  const witnessed = new Set(witnessesOf(policy, signatures).map(({ name }) => name));
  for (const { name, threshold, members } of policy.groups)
    if (members.filter((member) => witnessed.has(member)).length >= threshold) witnessed.add(name);
  return policy.quorum === NO_QUORUM || witnessed.has(policy.quorum);
};

/** Whether a log of this origin that the policy trusts is among those who signed, and the quorum is met. */
export const satisfied = (policy: Policy, origin: string, signatures: readonly VerifiedSignature[]): boolean =>
  logOf(policy, origin, signatures) !== undefined && quorumMet(policy, signatures);

export const logOf = (
  { logs }: Policy,
  origin: string,
  signatures: readonly VerifiedSignature[],
): TrustedLog | undefined =>
  logs.find((log) => log.key.name === origin && signatures.some(({ key }) => isSameKey(key, log.key)));

export const formatPolicy = (hash: Hash, { logs, witnesses, groups, quorum }: Policy): string => {
  const withUrl = (url: string | undefined): string => (url === undefined ? '' : ` ${url}`);
  const lines = [
    ...logs.map(({ key, url }) => `log ${formatVerifierKey(hash, key)}${withUrl(url)}`),
    ...witnesses.map(({ name, key, url }) => `witness ${name} ${formatVerifierKey(hash, key)}${withUrl(url)}`),
    ...groups.map(({ name, threshold, members }) => `group ${name} ${threshold} ${members.join(' ')}`),
    `quorum ${quorum}`,
  ];
  const text = lines.map((line) => `${line}\n`).join('');
  parsePolicy(hash, text);
  return text;
};

/** A policy while its lines are read. */
interface Reading {
  readonly logs: TrustedLog[];
  readonly witnesses: TrustedWitness[];
  readonly groups: WitnessGroup[];
  readonly members: Set<string>;
  quorum?: string;
}

export const parsePolicy = (hash: Hash, text: string): Policy => {
  if (text.length > MAX_POLICY_CHARACTERS)
    throw new PolicyMalformed('POLICY_LENGTH', undefined, `a policy of ${text.length} characters`);
  const reading: Reading = { logs: [], witnesses: [], groups: [], members: new Set() };
  text.split('\n').forEach((line, at) => {
    const refuse: Refuse = (code, message) => {
      throw new PolicyMalformed(code, at + 1, message);
    };
    if (POLICY_CONTROL.test(line) || !line.isWellFormed())
      refuse('POLICY_CHARACTERS', 'of control characters only tab and newline may be there');
    const [keyword, ...items] = line.split(/[ \t]+/).filter((item) => item !== '');
    if (keyword !== undefined && !keyword.startsWith('#')) readLine(hash, reading, keyword, items, refuse);
  });
  const { logs, witnesses, groups, quorum } = reading;
  if (quorum === undefined) throw new PolicyMalformed('QUORUM_COUNT', undefined, 'no line says what the quorum is');
  return { logs, witnesses, groups, quorum };
};

type Refuse = (code: PolicyFault, message: string) => never;

const readLine = (hash: Hash, reading: Reading, keyword: string, items: readonly string[], refuse: Refuse): void => {
  const [first = '', second = '', ...more] = items;
  const isLine = (from: number, to: number): boolean => items.length >= from && items.length <= to;
  if (keyword === 'log' && isLine(1, 2)) {
    const key = keyOf(hash, first, 'ed25519', reading.logs, refuse);
    reading.logs.push(items.length === 2 ? { key, url: second } : { key });
  } else if (keyword === 'witness' && isLine(2, 3)) {
    checkNewName(reading, first, refuse);
    const key = keyOf(hash, second, 'cosignature', reading.witnesses, refuse);
    reading.witnesses.push(more[0] === undefined ? { name: first, key } : { name: first, key, url: more[0] });
  } else if (keyword === 'group' && isLine(3, Infinity)) {
    checkNewName(reading, first, refuse);
    checkMembers(reading, more, refuse);
    reading.groups.push({ name: first, threshold: thresholdOf(second, more.length, refuse), members: more });
  } else if (keyword === 'quorum' && isLine(1, 1)) {
    if (reading.quorum !== undefined) refuse('QUORUM_COUNT', 'the quorum is said twice');
    if (first !== NO_QUORUM && !isNamed(reading, first)) refuse('NAME_UNKNOWN', `${first} is not defined before`);
    reading.quorum = first;
  } else refuse('POLICY_LINE', `${keyword} with ${items.length} items is no line of a policy`);
};

const keyOf = (
  hash: Hash,
  text: string,
  algorithm: Algorithm,
  before: readonly { readonly key: VerifierKey }[],
  refuse: Refuse,
): VerifierKey => {
  const key = parsed(hash, text, refuse);
  if (key.algorithm !== algorithm)
    refuse('KEY_USE', `a key for ${key.algorithm} stands where one for ${algorithm} must`);
  // The same key under two names would be counted as two.
  if (before.some((other) => equalBytes(other.key.publicKey, key.publicKey)))
    refuse('KEY_TWICE', 'a key is there twice');
  return key;
};

const parsed = (hash: Hash, text: string, refuse: Refuse): VerifierKey => {
  try {
    return parseVerifierKey(hash, text);
  } catch (error) {
    if (error instanceof KeyMalformed) return refuse(error.code, error.message);
    throw error;
  }
};

const isNamed = ({ witnesses, groups }: Reading, name: string): boolean =>
  [...witnesses, ...groups].some((each) => each.name === name);

const checkNewName = (reading: Reading, name: string, refuse: Refuse): void => {
  if (name === NO_QUORUM) refuse('NAME_RESERVED', `${NO_QUORUM} is no name of a witness or group`);
  if (isNamed(reading, name)) refuse('NAME_TWICE', `${name} is defined twice`);
};

/** Each name counts once and in one group, so that no witness has two voices. */
const checkMembers = (reading: Reading, members: readonly string[], refuse: Refuse): void => {
  for (const member of members) {
    if (!isNamed(reading, member)) refuse('NAME_UNKNOWN', `${member} is not defined before`);
    if (reading.members.has(member)) refuse('MEMBER_TWICE', `${member} is a member twice`);
    reading.members.add(member);
  }
};

const thresholdOf = (text: string, members: number, refuse: Refuse): number => {
  if (text === 'any') return 1;
  if (text === 'all') return members;
  const threshold = /^[1-9][0-9]{0,8}$/.test(text) ? Number(text) : 0;
  return threshold >= 1 && threshold <= members
    ? threshold
    : refuse('THRESHOLD', `${text} of ${members} members is no threshold`);
};
