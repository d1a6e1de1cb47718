import type { KeyFault } from './verifier-key';

/** Hundreds of keys with their comments; the specification asks for 32 logs, witnesses and groups. */
export const MAX_POLICY_CHARACTERS = 1_000_000;

export const POLICY_CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/;

/**
 * POLICY_LENGTH     longer than a policy may be
 * POLICY_CHARACTERS a control character that is neither tab nor newline, or half a character
 * POLICY_LINE       no line of a policy, or with too many or too few items
 * KEY_USE           a key of a log stands for a witness, or the other way round
 * KEY_TWICE         one key for two logs or for two witnesses
 * NAME_RESERVED     `none` as a name
 * NAME_TWICE        a name is defined twice
 * NAME_UNKNOWN      a name that is not defined before it is used
 * MEMBER_TWICE      a name is a member twice, in one group or in two
 * THRESHOLD         not from 1 to the number of members
 * QUORUM_COUNT      no quorum, or two
 */
export type PolicyFault =
  | KeyFault
  | 'POLICY_LENGTH'
  | 'POLICY_CHARACTERS'
  | 'POLICY_LINE'
  | 'KEY_USE'
  | 'KEY_TWICE'
  | 'NAME_RESERVED'
  | 'NAME_TWICE'
  | 'NAME_UNKNOWN'
  | 'MEMBER_TWICE'
  | 'THRESHOLD'
  | 'QUORUM_COUNT';

export class PolicyMalformed extends Error {
  constructor(
    readonly code: PolicyFault,
    /** Counted from 1; undefined where it is none in particular. */
    readonly line: number | undefined,
    message: string,
  ) {
    super(line === undefined ? message : `line ${line}: ${message}`);
    this.name = 'PolicyMalformed';
  }
}
