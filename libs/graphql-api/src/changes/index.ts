import { ChangesResolver, FieldVersionResolver, VersionedResolver } from './changes.resolver';

export { Changes, Versioned } from './changes.objects';
export { ThingChanges, sinceOf } from './changes.queries';
export { versionsOn, type Versions } from './versions';

/** Of the shell, beside the rooms'. */
export const changesResolvers = [ChangesResolver, FieldVersionResolver, VersionedResolver];
