import type { PageArgs } from '../connection';

/** The algorithm EdgesToReturn of the Relay specification, word for word, over cursors that are the items themselves. */
export const edgesToReturn = <T>(
  allEdges: readonly T[],
  { before, after, first, last }: PageArgs,
  at: (cursor: string) => T,
): readonly T[] => {
  let edges = applyCursors(allEdges, before, after, at);
  if (first != null && edges.length > first) edges = edges.slice(0, first);
  if (last != null && edges.length > last) edges = edges.slice(edges.length - last);
  return edges;
};

export const applyCursors = <T>(
  allEdges: readonly T[],
  before: string | null | undefined,
  after: string | null | undefined,
  at: (cursor: string) => T,
): readonly T[] => {
  let edges = allEdges;
  if (after != null) {
    const afterEdge = edges.indexOf(at(after));
    if (afterEdge >= 0) edges = edges.slice(afterEdge + 1);
  }
  if (before != null) {
    const beforeEdge = edges.indexOf(at(before));
    if (beforeEdge >= 0) edges = edges.slice(0, beforeEdge);
  }
  return edges;
};
