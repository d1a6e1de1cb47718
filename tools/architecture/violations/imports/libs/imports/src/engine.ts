// refused by: libraries-are-entered-at-the-door
import { groupCommit } from '../../event-store/src/group-commit';
export const engine = groupCommit;
