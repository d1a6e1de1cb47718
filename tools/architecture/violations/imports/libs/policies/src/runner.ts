// refused by: rooms-are-entered-at-the-door
import { vnd } from '../../programme/src/donation/domain/donation.money';
export const runner = vnd;
