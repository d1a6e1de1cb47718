/** Exit codes of every verb. `verify` and CI rest on their difference: "found tampering" is never the number of "could not check". */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  unauthenticated: 4,
  tampering: 5,
  stale: 6,
  partial: 7,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** An end that is no fault of the program: what to say, and with which code to leave. */
export class Failure extends Error {
  constructor(
    readonly exitCode: ExitCode,
    readonly texts: { readonly vi: string; readonly en: string },
    /** The machine's word for it, for `--json`. */
    readonly code: string,
  ) {
    super(texts.en);
  }
}
