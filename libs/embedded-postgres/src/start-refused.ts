/** Why something can't start, in words for the person who started it. Whoever prints it needs no stack. */
export class StartRefused extends Error {
  constructor(
    readonly code: string,
    readonly texts: { readonly vi: string; readonly en: string },
    options?: { readonly cause?: unknown },
  ) {
    super(`${code}: ${texts.en}`, options);
  }
}
