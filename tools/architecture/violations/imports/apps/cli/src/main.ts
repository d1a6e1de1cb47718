// refused by: libraries-are-entered-at-the-door
import { groupCommit } from '../../../libs/event-store/src/group-commit';
export const main = groupCommit;
