import { QUOTA_BYTES_PER_DAY, type Carrier } from '@programme/shared';

/** What carriers and schools would send: the text of the demo's files. */

const csv = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, ...rows].map((cells) => `${cells.join(',')}\n`).join('');

export interface ManifestLine {
  readonly lotNo: string;
  readonly serial: string;
  readonly type: string;
  readonly maker: string;
  readonly model: string;
  readonly condition: string;
  readonly unitVnd: number;
  readonly donationCode: string;
  readonly warehouseCode: string;
  readonly receivedOn: string;
}

export const manifestFile = (lines: readonly ManifestLine[]): string =>
  csv(
    ['lotNo', 'serial', 'type', 'maker', 'model', 'condition', 'unitVnd', 'donationRef', 'warehouse', 'receivedOn'],
    lines.map((line) => [
      line.lotNo,
      line.serial,
      line.type,
      line.maker,
      line.model,
      line.condition,
      String(line.unitVnd),
      line.donationCode,
      line.warehouseCode,
      line.receivedOn,
    ]),
  );

export interface SimLine {
  readonly iccid: string;
  readonly msisdn: string;
  readonly carrier: Carrier;
  readonly issuedOn: string;
}

export const simFile = (lines: readonly SimLine[]): string =>
  csv(
    ['iccid', 'msisdn', 'carrier', 'issuedOn'],
    lines.map(({ iccid, msisdn, carrier, issuedOn }) => [iccid, msisdn, carrier, issuedOn]),
  );

export interface HandoverLine {
  readonly tag: string;
  readonly schoolCode: string;
  readonly studentCode: string;
  readonly handedOn: string;
  readonly receivedByName: string;
  readonly iccid: string;
}

export const handoverFile = (lines: readonly HandoverLine[]): string =>
  csv(
    [
      'assetTag',
      'schoolCode',
      'studentCode',
      'handedOn',
      'receivedByName',
      'relation',
      'signatureType',
      'iccid',
      'termsVersion',
    ],
    lines.map(({ tag, schoolCode, studentCode, handedOn, receivedByName, iccid }) => [
      tag,
      schoolCode,
      studentCode,
      handedOn,
      receivedByName,
      'GUARDIAN',
      'PAPER_SCAN',
      iccid,
      'CK-2021-01',
    ]),
  );

export const activationFile = (
  lines: readonly { readonly iccid: string; readonly msisdn: string; readonly activatedOn: string }[],
): string =>
  csv(
    ['iccid', 'msisdn', 'activatedAt', 'planCode', 'result'],
    lines.map(({ iccid, msisdn, activatedOn }) => [iccid, msisdn, `${activatedOn}T07:30:00+07:00`, 'EDU4G', 'OK']),
  );

/** Decimal gigabytes, as one of the carriers counts (rule N3). */
const DECIMAL_QUOTA_BYTES = 4_000_000_000;

export const creditFile = (
  carrier: Carrier,
  serviceDate: string,
  unitBase: 'BINARY' | 'DECIMAL',
  lines: readonly { readonly grantId: string; readonly carrierTxnId: string; readonly failed: boolean }[],
): string => {
  const quota = unitBase === 'BINARY' ? QUOTA_BYTES_PER_DAY : DECIMAL_QUOTA_BYTES;
  const details = lines.map(({ grantId, carrierTxnId, failed }) =>
    failed
      ? `${grantId}|||${serviceDate}|0|${carrierTxnId}|FAILED|SIM_UNREACHABLE`
      : `${grantId}|||${serviceDate}|${quota}|${carrierTxnId}|CREDITED|`,
  );
  const credited = lines.filter(({ failed }) => !failed).length;
  const header = `H|${carrier}|${serviceDate}|1|${unitBase}|CALENDAR_DAY`;
  return `${[header, ...details, `T|${lines.length}|${BigInt(credited) * BigInt(quota)}`].join('\n')}\n`;
};

/** A number of 19 digits with its Luhn check: 8984, the carrier, a serial. */
export const iccidOf = (carrierIndex: number, serial: number): string => {
  const body = `8984${String(carrierIndex + 1).padStart(2, '0')}${String(serial).padStart(12, '0')}`;
  const sum = [...body].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
};
