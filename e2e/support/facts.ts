/** What people and carriers would say and send. Everything in it is invented. */

export const SCHOOL = '31-TEST-001';
export const OTHER_SCHOOL = '31-TEST-002';
export const WAREHOUSE = '31-KHO-01';
export const DONATION = 'HP21-TABLETS';
export const HANDED_ON = '2021-11-10';
export const ACCEPTED_ON = '2021-11-11';

/** A name that no answer of the ledger may ever contain. */
export const FULL_NAME = 'Nguyễn Thị Bí Mật';

export const TERMS = {
  carrier: 'VIETTEL',
  validFrom: '2021-09-12',
  unitBase: 'BINARY',
  periodMode: 'CALENDAR_DAY',
  termPolicy: 'CALENDAR_3_MONTHS',
  pledgedGrants: 1_000,
  documentNo: '12/TT-VT',
};

export const ATTESTED = {
  category: 'POOR',
  validYear: 2021,
  issuedBy: SCHOOL,
  certificateNo: 'HN-2021-1',
  attestedOn: '2021-10-10',
};

export const needOf = (studentCode: string, schoolCode = SCHOOL): object => ({
  schoolCode,
  studentCode,
  // Two of one name, birthday and school would be looked at first.
  fullName: `${FULL_NAME} ${studentCode}`,
  dateOfBirth: '2010-05-04',
  level: 'PUPIL',
  grade: 6,
  devicePossession: 'NONE',
  registeredOn: '2021-10-01',
  legalBasis: { kind: 'CONSENT', documentNo: 'DY-1', signedOn: '2021-09-30', childConsent: true },
});

export const handoverBody = (assignmentId: string, subjectId: string, tag: string, more: object = {}): object => ({
  tag,
  assignmentId,
  subjectId,
  schoolCode: SCHOOL,
  handedOn: HANDED_ON,
  relation: 'GUARDIAN',
  receivedByName: FULL_NAME,
  signatureType: 'PAPER_SCAN',
  termsVersion: 'CK-1',
  ...more,
});

/** A row of F4; what isn't said is a sound tablet of our donation. */
export const manifest = (rows: readonly Readonly<Record<string, string>>[]): string => {
  const sound = {
    lotNo: 'LO-1',
    serial: '',
    imei1: '',
    type: 'TABLET',
    maker: 'Samsung',
    model: 'Tab A7',
    ramGb: '3',
    condition: 'NEW',
    unitVnd: '3000000',
    donationRef: DONATION,
    warehouse: WAREHOUSE,
    receivedOn: '2021-10-02',
  };
  return [Object.keys(sound), ...rows.map((row) => Object.values({ ...sound, ...row }))]
    .map((cells) => `${cells.join(',')}\n`)
    .join('');
};

/** The number of a SIM card of ours, with its check digit (Luhn). */
export const iccidOf = (n: number): string => {
  const body = `8984${String(n).padStart(14, '0')}`;
  const sum = [...body].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
};

/** A number of Viettel. */
export const msisdnOf = (n: number): string => `096${String(n).padStart(7, '0')}`;

export const simFile = (rows: readonly (readonly string[])[]): string =>
  ['iccid,msisdn,carrier,issuedOn', ...rows.map((cells) => cells.join(','))].join('\n');

export const activationFile = (rows: readonly (readonly string[])[]): string =>
  ['iccid,msisdn,activatedAt,planCode,result', ...rows.map((cells) => cells.join(','))].join('\n');

export interface CreditDetail {
  readonly grantId: string;
  readonly bytes?: string;
  readonly txn?: string;
  readonly day?: string;
}

/** F8 of Viettel; its trailer says what the lines say unless it is given. */
export const creditFile = (day: string, fileNo: number, details: readonly CreditDetail[], trailer?: string): string => {
  const lines = details.map(({ grantId, bytes = QUOTA, txn = `T-${day}-${fileNo}`, day: serviceDate = day }, index) =>
    [grantId, '', '', serviceDate, bytes, `${txn}-${index}`, 'CREDITED', ''].join('|'),
  );
  const sum = details.reduce((total, { bytes = QUOTA }) => total + BigInt(bytes), 0n);
  const header = `H|VIETTEL|${day}|${fileNo}|BINARY|CALENDAR_DAY`;
  return `${[header, ...lines, trailer ?? `T|${details.length}|${sum}`].join('\n')}\n`;
};

/** 4 GiB: what a pupil is promised for a day. */
export const QUOTA = '4294967296';

export const creditName = (day: string): string => `credit_VIETTEL_${day.replaceAll('-', '')}.csv`;
