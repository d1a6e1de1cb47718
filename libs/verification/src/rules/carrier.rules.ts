import { daysBetween } from './calendar';
import { type Checking, type Facts, type StreamRules, integer, text } from './facts';
import { QUOTA_BYTES_PER_DAY } from './grant.rules';
import { sha256OfText } from './ids';
import { addWords } from './word-set';

const EPOCH = '2020-01-01';
const CARRIERS = ['viettel', 'vinaphone', 'mobifone', 'vietnamobile', 'gmobile', 'itel', 'wintel'];
const dayIn = (compact: string): string => `${compact.slice(0, 4)}-${compact.slice(4, 6)}-${compact.slice(6, 8)}`;

const key = new Uint32Array(2);

/** One statement counts for a grant, day and carrier. That they can't stand in two books of the carrier follows from the shard. */
export const bookRules: StreamRules = (check, facts) => {
  const { event, data, name, must } = check;
  const [carrier = '', compact = '', shard = ''] = name.split('-');
  const [grantId, day] = [text(data.grantId), dayIn(compact)];
  const isFormed = CARRIERS.includes(carrier) && /^\d{8}$/.test(compact) && /^\d+$/.test(shard) && grantId !== '';
  if (!must('FACT_FORM', isFormed, () => `grant ${grantId}`)) return;
  const shards = facts.carrierDays.get(`${carrier}-${compact}`)?.shards ?? 0;
  if (
    must('CREDIT_IN_ITS_BOOK', shards > 0 && data.serviceDate === day, () => `service day ${text(data.serviceDate)}`)
  ) {
    const its = shards === 1 ? 0 : firstFourBytes(facts, grantId) % shards;
    must('CREDIT_IN_ITS_BOOK', its === Number(shard), () => `grant ${grantId} belongs to shard ${its}`);
  }
  must('CREDIT_OF_A_FILE', facts.carrierFiles.has(text(data.fileId)), () => `file ${text(data.fileId)} is unknown`);
  key[0] = numberOf(facts.grantNumbers, grantId);
  key[1] = CARRIERS.indexOf(carrier) * 2 ** 20 + (daysBetween(EPOCH, day) >>> 0);
  const isNew = addWords(facts.statements, key);
  const isConflict = event.type === 'CreditConflictRecorded';
  must('ONE_CREDIT_PER_DAY', isNew !== isConflict, () =>
    isConflict
      ? `nothing before conflicts for grant ${grantId}`
      : `grant ${grantId} has a statement for ${day} already`,
  );
};

const firstFourBytes = ({ hashes }: Facts, grantId: string): number => {
  const digest = sha256OfText(hashes, grantId);
  return new DataView(digest.buffer, digest.byteOffset).getUint32(0);
};

const numberOf = (numbers: Map<string, number>, id: string): number => {
  const known = numbers.get(id);
  if (known !== undefined) return known;
  numbers.set(id, numbers.size);
  return numbers.size - 1;
};

interface DayState {
  shards: number;
  closed: boolean;
  readonly files: Map<number, { readonly fileId: string; readonly importer: string; applied: boolean }>;
}

export const carrierDayRules: StreamRules = (check, facts) => {
  const { event, data, name, must } = check;
  const day = (check.state ?? { shards: 0, closed: false, files: new Map() }) as DayState;
  check.state = day;
  const rule = (holds: boolean, detail: string): boolean => must('CARRIER_DAY', holds, () => detail);
  switch (event.type) {
    case 'CarrierDayOpened': {
      const [shards, compact] = [integer(data.shards), text(data.serviceDate).replaceAll('-', '')];
      must('STREAM_NAME', name === `${text(data.carrier).toLowerCase()}-${compact}`, () => text(data.serviceDate));
      rule(
        day.shards === 0 && shards >= 1 && Number.isInteger(Math.log2(shards)),
        `${shards} shards after ${day.shards}`,
      );
      day.shards = shards;
      facts.carrierDays.set(name, { shards });
      return;
    }
    case 'CarrierFileReceived': {
      const [fileNo, fileId] = [integer(data.fileNo), text(data.fileId)];
      rule(day.shards > 0 && !day.files.has(fileNo), `file ${fileNo} of a day that is not open, or again`);
      day.files.set(fileNo, { fileId, importer: event.actor.id, applied: false });
      facts.carrierFiles.add(fileId);
      return;
    }
    case 'CarrierFileApplied': {
      const file = [...day.files.values()].find(({ fileId }) => fileId === data.fileId);
      rule(file !== undefined && !file.applied, `file ${text(data.fileId)} was not received, or is applied again`);
      if (file) file.applied = true;
      return;
    }
    case 'CarrierDayClosed':
      checkClosing(check, day);
      day.closed = true;
      return;
    default:
      rule(day.closed, 'reopened, and was not closed');
      day.closed = false;
  }
};

const checkClosing = ({ event, data, position, must }: Checking, day: DayState): void => {
  const files = [...day.files.values()];
  const importer = files.find((file) => file.importer === event.actor.id);
  must('IMPORTER_NOT_CLOSER', importer === undefined, () => `${event.actor.id} imported ${importer!.fileId}`);
  must(
    'CARRIER_DAY',
    !day.closed && files.every(({ applied }) => applied),
    () => 'closed again, or before all files are applied',
  );
  const sum = (value: unknown): bigint => (/^\d{1,30}$/.test(text(value)) ? BigInt(text(value)) : -1n);
  const promised = sum(data.promisedBytes);
  const explained =
    sum(data.creditedInWindowBytes) + sum(data.shortBytes) + sum(data.missedBytes) - sum(data.overBytes);
  const grants = Number.isSafeInteger(data.promisedGrants) ? BigInt(data.promisedGrants as number) : -1n;
  const addsUp = promised === explained && promised === grants * BigInt(QUOTA_BYTES_PER_DAY);
  must('DAY_ADDS_UP', addsUp, () => `promised ${promised}, explained ${explained}`);
  must('DAY_ADDS_UP', sum(data.readAtSize) <= BigInt(position), () => `read at size ${text(data.readAtSize)}`);
};
