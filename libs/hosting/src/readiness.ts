/** What this process can do at the moment. `starting` and `stopping` answer no request but those for health and metrics. */
export type Stage = 'starting' | 'recording-the-demo' | 'ready' | 'stopping';

export class Readiness {
  private current: Stage = 'starting';
  private readonly stop = new AbortController();

  /** For answers that have no end of their own. */
  get stopping(): AbortSignal {
    return this.stop.signal;
  }

  get stage(): Stage {
    return this.current;
  }

  /** Stopping is the last stage, whoever asks for another. */
  enter(stage: Stage): void {
    if (this.current !== 'stopping') this.current = stage;
    if (stage === 'stopping') this.stop.abort();
  }
}
