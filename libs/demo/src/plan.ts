import { districts } from '@programme/locality/domain';
import { addDays, daysBetween, type Carrier, type Category } from '@programme/shared';
import type { DemoRandomness } from './demo-randomness';

/** Hải Phòng in 2021. Schools, donors and people are invented. */
export const PROVINCE = '31';
export const WAREHOUSE = '31-TEST-KHO-01';
export const AUTHORITY = '31-TEST-SO-TTTT';

export const SCHOOLS = 40;
export const PUPILS = 2_000;
export const DEVICES = 1_500;

export interface DemoSchool {
  readonly code: string;
  readonly name: string;
  readonly unitCode: string;
}

export const schools: readonly DemoSchool[] = Array.from({ length: SCHOOLS }, (_, index) => {
  const { code: unitCode, name: district } = districts[index % districts.length]!;
  const serial = String(index + 1).padStart(3, '0');
  return { code: `31-TEST-${serial}`, name: `Trường Thử Nghiệm số ${index + 1} (${district})`, unitCode };
});

export interface DemoDonor {
  readonly code: string;
  readonly kind: 'AGENCY' | 'ORGANISATION' | 'ENTERPRISE' | 'PERSON';
  readonly name: string;
  readonly pledge: {
    readonly kind: 'DEVICE' | 'CASH_VND';
    readonly quantity?: number;
    readonly amountVnd?: number;
    readonly umbrella?: boolean;
    readonly umbrellaOf?: string;
  };
  readonly device?: {
    readonly type: DeviceType;
    readonly maker: string;
    readonly model: string;
    readonly unitVnd: number;
    readonly condition: 'NEW' | 'USED';
  };
}

export type DeviceType = 'TABLET' | 'LAPTOP' | 'DESKTOP' | 'SMARTPHONE';

/** Twelve donors: an umbrella with three members that give its devices, a cash gift that stays unspent, a private person. 1,500 devices in all. */
export const donors: readonly DemoDonor[] = [
  {
    code: 'DN-TEST-01',
    kind: 'AGENCY',
    name: 'Khối Doanh nghiệp Thử Nghiệm (bảo trợ)',
    pledge: { kind: 'DEVICE', quantity: 700, umbrella: true },
  },
  deviceDonor(
    '02',
    'ENTERPRISE',
    'Tổng công ty Sóng Thử',
    300,
    'TABLET',
    'Masstel',
    'Tab10 4G',
    2_600_000,
    'NEW',
    'DN-TEST-01',
  ),
  deviceDonor(
    '03',
    'ENTERPRISE',
    'Công ty Điện Thử',
    220,
    'TABLET',
    'Viettel',
    'Tab E10',
    2_500_000,
    'NEW',
    'DN-TEST-01',
  ),
  deviceDonor(
    '04',
    'ENTERPRISE',
    'Ngân hàng Thử Nghiệm',
    130,
    'LAPTOP',
    'Thử',
    'Edu 11',
    5_900_000,
    'NEW',
    'DN-TEST-01',
  ),
  {
    code: 'DN-TEST-05',
    kind: 'ENTERPRISE',
    name: 'Công ty Xây dựng Thử',
    pledge: { kind: 'CASH_VND', amountVnd: 3_200_000_000 },
  },
  deviceDonor('06', 'ORGANISATION', 'Hội Khuyến học Thử', 180, 'TABLET', 'Lenovo', 'M10', 3_000_000, 'NEW'),
  deviceDonor('07', 'ORGANISATION', 'Đoàn Thanh niên Thử', 150, 'SMARTPHONE', 'Vsmart', 'Star 5', 2_500_000, 'NEW'),
  deviceDonor('08', 'ENTERPRISE', 'Công ty Phần mềm Thử', 120, 'LAPTOP', 'Dell', 'Latitude 3190', 4_200_000, 'USED'),
  deviceDonor('09', 'AGENCY', 'Cảng Thử Hải Phòng', 160, 'TABLET', 'Samsung', 'Tab A7 Lite', 3_580_000, 'NEW'),
  deviceDonor('10', 'ENTERPRISE', 'Công ty Thép Thử', 100, 'DESKTOP', 'FPT', 'Elead', 6_500_000, 'NEW'),
  deviceDonor('11', 'ORGANISATION', 'Hội đồng hương Thử', 100, 'TABLET', 'Masstel', 'Tab8', 2_770_000, 'NEW'),
  deviceDonor('12', 'PERSON', 'Nguyễn Văn Thử Nghiệm', 40, 'SMARTPHONE', 'Nokia', 'G20', 3_000_000, 'USED'),
];

function deviceDonor(
  serial: string,
  kind: DemoDonor['kind'],
  name: string,
  quantity: number,
  type: DeviceType,
  maker: string,
  model: string,
  unitVnd: number,
  condition: 'NEW' | 'USED',
  umbrellaOf?: string,
): DemoDonor {
  const pledge = { kind: 'DEVICE' as const, quantity, ...(umbrellaOf ? { umbrellaOf } : {}) };
  return { code: `DN-TEST-${serial}`, kind, name, pledge, device: { type, maker, model, unitVnd, condition } };
}

/** The three carriers. One counts decimal gigabytes, one has contracted 90 days. */
export const demoCarriers: readonly {
  readonly carrier: Carrier;
  readonly unitBase: 'BINARY' | 'DECIMAL';
  readonly termPolicy: 'CALENDAR_3_MONTHS' | 'FIXED_90_DAYS';
  readonly prefix: string;
}[] = [
  { carrier: 'VIETTEL', unitBase: 'BINARY', termPolicy: 'CALENDAR_3_MONTHS', prefix: '098' },
  { carrier: 'VINAPHONE', unitBase: 'DECIMAL', termPolicy: 'CALENDAR_3_MONTHS', prefix: '091' },
  { carrier: 'MOBIFONE', unitBase: 'BINARY', termPolicy: 'FIXED_90_DAYS', prefix: '090' },
];

export interface DemoPupil {
  readonly index: number;
  readonly school: DemoSchool;
  readonly studentCode: string;
  readonly fullName: string;
  readonly dateOfBirth: string;
  readonly grade: number;
  readonly guardianName: string;
  readonly guardianPhone: string;
  readonly category: Category;
  readonly devicePossession: 'NONE' | 'SHARED_PHONE' | 'OWN';
  readonly registeredOn: string;
}

const MIDDLE_NAMES = ['Văn', 'Thị', 'Minh', 'Thu', 'Gia', 'Khánh'] as const;

/** People who can't be taken for real ones: the family name is «Thử», the given name a number in words of the roll. */
export const pupils = (random: DemoRandomness): readonly DemoPupil[] =>
  Array.from({ length: PUPILS }, (_, index) => {
    const of = (what: string) => `pupil/${index}/${what}`;
    const school = schools[index % SCHOOLS]!;
    const serial = String(index + 1).padStart(4, '0');
    const lot = random.below(100, of('category'));
    const owns = random.below(100, of('possession'));
    return {
      index,
      school,
      studentCode: `HS${serial}`,
      fullName: `Thử ${random.pick(MIDDLE_NAMES, of('name'))} Học Sinh ${serial}`,
      dateOfBirth: addDays('2004-09-01', random.below(4_000, of('birth'))),
      grade: 1 + random.below(12, of('grade')),
      guardianName: `Thử Phụ Huynh ${serial}`,
      guardianPhone: `0900${String(index).padStart(6, '0')}`,
      category: lot < 46 ? 'POOR' : lot < 90 ? 'NEAR_POOR' : lot < 96 ? 'COVID_ORPHAN' : 'OTHER_HARDSHIP',
      devicePossession: owns < 60 ? 'NONE' : owns < 95 ? 'SHARED_PHONE' : 'OWN',
      registeredOn: addDays('2021-09-20', random.below(25, of('registered'))),
    };
  });

/** The programme was launched on this day. */
export const FIRST_DAY = '2021-09-12';

/** Handovers are on these days; a school hands all its devices over on one of them, or two. */
export const FIRST_HANDOVER = '2021-11-08';
export const LAST_HANDOVER = '2021-12-13';
export const FIRST_ACTIVATION = '2021-11-10';
/** The day after the last service day: the last window, from 2021-12-15 on, ends at 2022-03-15; its last file comes then. */
export const LAST_DAY = '2022-03-18';

/** The day on which a school hands over. */
export const handoverDayOf = (schoolIndex: number): string =>
  addDays(FIRST_HANDOVER, Math.floor((schoolIndex * (daysBetween(FIRST_HANDOVER, LAST_HANDOVER) + 1)) / SCHOOLS));
