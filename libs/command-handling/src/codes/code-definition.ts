/** A refusal for those who asked: its HTTP status, and a sentence that tells what to do. `{name}` is filled from the refusal's facts. */
export interface CodeDefinition {
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 423 | 500 | 503;
  readonly vi: string;
  readonly en: string;
}
