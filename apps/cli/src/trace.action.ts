import { type Client, connect } from './client';
import { exitCodes, Failure } from './failure';
import { type Language, type Output, table } from './output';

export interface TraceOptions {
  readonly size?: string;
  readonly as: string | undefined;
}

interface TracedDay {
  readonly day: string;
  readonly state: string;
  readonly credited: string | null;
  readonly position: string | null;
}

interface TracedAssignment {
  readonly assignmentId: string;
  readonly subjectId: string;
  readonly schoolCode: string | null;
  readonly tenure: string | null;
  readonly assignedOn: string | null;
  readonly handedOn: string | null;
  readonly acceptedOn: string | null;
  readonly end: string | null;
  readonly endedOn: string | null;
  readonly grant: {
    readonly grantId: string;
    readonly carrier: string | null;
    readonly status: string;
    readonly firstDay: string | null;
    readonly endDay: string | null;
    readonly days: readonly TracedDay[];
  } | null;
}

interface TracedDevice {
  readonly tag: string;
  readonly type: string | null;
  readonly maker: string | null;
  readonly model: string | null;
  readonly state: string;
  readonly receivedOn: string | null;
  readonly custody: { readonly custodian: { readonly kind: string; readonly code: string | null } } | null;
  readonly donation: {
    readonly code: string;
    readonly status: string;
    readonly pledgedOn: string | null;
    readonly donor: { readonly code: string; readonly name: string | null } | null;
  } | null;
  readonly lot: { readonly code: string; readonly counted: number | null; readonly accepted: number | null } | null;
  readonly assignments: readonly TracedAssignment[];
}

const DEVICE = `query Trace($tag: AssetTag!, $asOf: AsOf) {
  device(tag: $tag, asOf: $asOf) {
    tag type maker model state receivedOn
    custody { custodian { kind code } }
    donation { code status pledgedOn donor { code name } }
    lot { code counted accepted }
    assignments {
      assignmentId subjectId schoolCode tenure assignedOn handedOn acceptedOn end endedOn
      grant { grantId carrier status firstDay endDay days { day state credited position } }
    }
  }
}`;

const GIFT = `query Trace($code: String!) {
  trace(code: $code) {
    donationCode donorName status pledgedOn promised received accepted atSchool delivered nextStep
    stages { stage count firstOn lastOn }
    states { state count }
    places { provinceName districtName count }
  }
}`;

const isTag = (text: string): boolean => /^SMT-/i.test(text);

export const trace = async (output: Output, what: string, options: TraceOptions): Promise<void> => {
  const client = await connect(output.language, options.as);
  if (isTag(what)) await traceDevice(output, client, what, options.size);
  else await traceGift(output, client, what);
};

/** By the donation's own code: the trace code is asked for first, and told. */
export const traceDonation = async (output: Output, donation: string, { as }: TraceOptions): Promise<void> => {
  const client = await connect(output.language, as);
  const response = await client.request(`/api/v1/donations/${encodeURIComponent(donation.toUpperCase())}/trace-code`);
  const { traceCode } = (await response.json()) as { readonly traceCode: string };
  if (output.json) {
    const { trace: gift } = await client.graphql<{ readonly trace: TracedGift | null }>(GIFT, { code: traceCode });
    output.document({ traceCode, trace: gift });
    return;
  }
  output.print(traceCode);
  await traceGift(output, client, traceCode);
};

const traceDevice = async (output: Output, client: Client, tag: string, size: string | undefined): Promise<void> => {
  const asOf = size === undefined ? null : { size };
  const { device } = await client.graphql<{ readonly device: TracedDevice | null }>(DEVICE, { tag, asOf });
  if (!device) throw notFound(tag);
  if (output.json) output.document(device);
  else output.print(deviceLines(device, output.language));
};

const notFound = (what: string): Failure =>
  new Failure(
    exitCodes.notFound,
    {
      vi: `không có gì mang mã ${what}, hoặc không thuộc phạm vi của bạn`,
      en: `nothing has the code ${what}, or it is out of your scope`,
    },
    'NOT_FOUND',
  );

const texts = {
  vi: {
    donor: 'người tặng',
    donation: 'khoản tặng',
    lot: 'lô',
    device: 'máy',
    holder: 'đang ở',
    assignment: 'cấp cho',
    handed: 'bàn giao',
    accepted: 'nhận',
    ended: 'kết thúc',
    grant: 'dữ liệu',
    day: 'ngày',
  },
  en: {
    donor: 'donor',
    donation: 'donation',
    lot: 'lot',
    device: 'device',
    holder: 'now with',
    assignment: 'assigned to',
    handed: 'handed over',
    accepted: 'accepted',
    ended: 'ended',
    grant: 'data',
    day: 'day',
  },
} as const;

/** The chain from the donor down, one line a link, and the days of each grant as a table. */
const deviceLines = (device: TracedDevice, language: Language): string => {
  const words = texts[language];
  const { donation, lot, custody, assignments } = device;
  const chain = [
    [words.donor, donation?.donor ? `${donation.donor.code}  ${donation.donor.name ?? ''}` : '-'],
    [words.donation, donation ? `${donation.code}  ${donation.status}  ${donation.pledgedOn ?? ''}` : '-'],
    [words.lot, lot ? `${lot.code}  ${lot.accepted ?? '-'}/${lot.counted ?? '-'}` : '-'],
    [
      words.device,
      [device.tag, device.type, device.maker, device.model, device.state, device.receivedOn].filter(Boolean).join('  '),
    ],
    [words.holder, custody ? `${custody.custodian.kind}  ${custody.custodian.code ?? ''}` : '-'],
  ];
  return [table(['', ''], chain), ...assignments.map((assignment) => assignmentLines(assignment, language))].join(
    '\n\n',
  );
};

const assignmentLines = (assignment: TracedAssignment, language: Language): string => {
  const words = texts[language];
  const { subjectId, schoolCode, tenure, assignedOn, handedOn, acceptedOn, end, endedOn, grant } = assignment;
  const rows = [
    [words.assignment, [subjectId, schoolCode, tenure, assignedOn].filter(Boolean).join('  ')],
    [words.handed, handedOn ?? '-'],
    [words.accepted, acceptedOn ?? '-'],
    ...(end === null ? [] : [[words.ended, `${end}  ${endedOn ?? ''}`]]),
    ...(grant === null
      ? []
      : [
          [
            words.grant,
            `${grant.grantId}  ${grant.carrier ?? ''}  ${grant.status}  ${grant.firstDay ?? ''} … ${grant.endDay ?? ''}`,
          ],
        ]),
    ...(grant?.days ?? []).map(({ day, state, credited }) => [`${words.day} ${day}`, `${state}  ${credited ?? '-'}`]),
  ];
  return table(['', ''], rows);
};

interface TracedGift {
  readonly donationCode: string;
  readonly donorName: string | null;
  readonly status: string;
  readonly nextStep: string;
  readonly stages: readonly {
    readonly stage: string;
    readonly count: number;
    readonly firstOn: string | null;
    readonly lastOn: string | null;
  }[];
  readonly places: readonly {
    readonly provinceName: string | null;
    readonly districtName: string | null;
    readonly count: number;
  }[];
}

const traceGift = async (output: Output, client: Client, code: string): Promise<void> => {
  const { trace: gift } = await client.graphql<{ readonly trace: TracedGift | null }>(GIFT, { code });
  if (!gift) throw notFound(code);
  if (output.json) output.document(gift);
  else
    output.print(
      [
        `${gift.donationCode}  ${gift.donorName ?? ''}  ${gift.status}  → ${gift.nextStep}`,
        table(
          ['', '', '', ''],
          gift.stages.map(({ stage, count, firstOn, lastOn }) => [stage, String(count), firstOn ?? '', lastOn ?? '']),
        ),
        table(
          ['', ''],
          gift.places.map(({ provinceName, districtName, count }) => [
            [districtName, provinceName].filter(Boolean).join(', '),
            String(count),
          ]),
        ),
      ].join('\n\n'),
    );
};
