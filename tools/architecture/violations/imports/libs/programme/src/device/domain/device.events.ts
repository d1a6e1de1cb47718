// refused by: domain-is-pure
import { donation } from '../../donation/domain';
export const deviceReceived = donation;
