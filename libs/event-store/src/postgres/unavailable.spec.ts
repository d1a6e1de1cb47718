import { StoreUnavailable } from '../event-store';
import { asUnavailable } from './unavailable';

const errorOf = (message: string, code?: string): Error => Object.assign(new Error(message), { code });

describe('an error of the driver', () => {
  it.each([
    ['the server is not there', errorOf('connect ECONNREFUSED', 'ECONNREFUSED')],
    ['the connection was cut', errorOf('read ECONNRESET', 'ECONNRESET')],
    ['the connection ended before the answer', errorOf('Connection terminated unexpectedly')],
    ['no connection came in time', errorOf('timeout exceeded when trying to connect')],
    ['the server is shutting down', errorOf('terminating connection', '57P01')],
    ['the server is starting', errorOf('the database system is starting up', '57P03')],
    ['there are too many connections', errorOf('too many clients', '53300')],
    ['the disk is full', errorOf('could not extend file', '53100')],
    ['another appender kept the lock', errorOf('canceling statement due to lock timeout', '55P03')],
    ['a bulk part took too long', errorOf('canceling statement due to statement timeout', '57014')],
    ['a transaction was left idle', errorOf('terminating connection', '25P03')],
  ])('says that the store is unavailable when %s', (_, error) => {
    const mapped = asUnavailable(error);
    expect(mapped).toBeInstanceOf(StoreUnavailable);
    expect((mapped as StoreUnavailable).cause).toBe(error);
  });

  it.each([
    ['a constraint is violated', errorOf('duplicate key', '23505')],
    ['a right is missing', errorOf('permission denied', '42501')],
    ['a table is missing', errorOf('relation "event" does not exist', '42P01')],
    ['it is of our own code', new TypeError('x is not a function')],
    ['it is no error', 'thrown'],
  ])('stays what it is when %s', (_, error) => {
    expect(asUnavailable(error)).toBe(error);
  });
});
