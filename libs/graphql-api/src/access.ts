import { graphqlError } from './errors';
import type { Access } from './decorators';
import { isAnonymous, isScoped, readsAll, type Viewer } from './viewer';

/** A root field that says nothing needs a token; what a token sees of it is narrowed by its scope. */
export const DEFAULT_ROOT_ACCESS: Access = { kind: 'TOKEN' };

/** Throws what the client is told. `publicEntries`: LEDGER_PUBLIC_ENTRIES=on opens event bodies to all. */
export const assertMay = (viewer: Viewer, access: Access, publicEntries: boolean): void => {
  if (access.kind === 'PUBLIC' || (access.kind === 'BODIES' && publicEntries)) return;
  if (isAnonymous(viewer)) throw graphqlError('UNAUTHENTICATED', 'a bearer token is needed to read this');
  switch (access.kind) {
    case 'TOKEN':
      return;
    case 'ROLE':
      if (readsAll(viewer) || access.roles.some((role) => viewer.roles.includes(role))) return;
      throw graphqlError('FORBIDDEN', `one of the roles ${access.roles.join(', ')} is needed to read this`);
    case 'BODIES':
      if (readsAll(viewer) || isScoped(viewer)) return;
      throw graphqlError(
        'FORBIDDEN',
        'bodies of events are read by AUDITOR, ADMIN, or a role with a unit or organisation',
      );
  }
};

/** For what is public in part: the funnel by LOCALITY is open, by DONOR it needs a token. */
export const assertSignedIn = (viewer: Viewer): void => assertMay(viewer, { kind: 'TOKEN' }, false);
