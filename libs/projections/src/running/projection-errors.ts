/** This process doesn't run that projection: there is none of that name, or another process has it. */
export class ProjectionNotHere extends Error {
  readonly code = 'PROJECTION_NOT_HERE';
}

/** It stopped before it got there. What was applied stays applied, and the runner goes on from it. */
export class RebuildInterrupted extends Error {
  readonly code = 'REBUILD_INTERRUPTED';
}
