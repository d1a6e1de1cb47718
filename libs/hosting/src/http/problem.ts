/** Refusals of the transport itself, before any command or query is looked at. Those of commands have their own table. */
export const transportProblems = {
  BODY_MALFORMED: {
    status: 400,
    vi: 'Nội dung không phải là JSON đúng.',
    en: 'The body is not well-formed JSON.',
  },
  REQUEST_INVALID: {
    status: 400,
    vi: 'Yêu cầu không đúng dạng.',
    en: 'The request is not as it should be.',
  },
  ROUTE_NOT_FOUND: {
    status: 404,
    vi: 'Không có địa chỉ này; danh sách ở /api/docs.',
    en: 'There is no such address; see /api/docs for those there are.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    vi: 'Nội dung quá lớn; tệp lớn thì gửi qua /api/v1/imports.',
    en: 'The body is too large; large files go to /api/v1/imports.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    vi: 'Loại nội dung này không được nhận; hãy gửi application/json (tệp: text/csv).',
    en: 'This media type is not accepted; send application/json (files: text/csv).',
  },
  INTERNAL_ERROR: {
    status: 500,
    vi: 'Lỗi của hệ thống; hãy báo incidentId cho người vận hành.',
    en: 'A fault of ours; tell the operator the incidentId.',
  },
  LEDGER_STARTING: {
    status: 503,
    vi: 'Sổ đang khởi động; hãy thử lại sau ít giây.',
    en: 'The ledger is starting; try again in a few seconds.',
  },
} as const;

export type TransportProblem = keyof typeof transportProblems;
export type Language = 'vi' | 'en';

/** Vietnamese unless English is asked for first. Weights (`q=`) are honoured; everything else falls to Vietnamese. */
export const languageOf = (acceptLanguage: string | undefined): Language => {
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [range = '', ...parameters] = part.trim().toLowerCase().split(';');
      const weight = Number(parameters.find((parameter) => parameter.trim().startsWith('q='))?.split('=')[1] ?? 1);
      return { language: range.split('-')[0], weight };
    })
    .filter(({ language, weight }) => (language === 'vi' || language === 'en') && weight > 0)
    .sort((one, other) => other.weight - one.weight);
  return wanted[0]?.language === 'en' ? 'en' : 'vi';
};

/** RFC 9457. `type` names the code for machines that follow types and not members. */
export const problemBody = (
  code: TransportProblem,
  language: Language,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> => {
  const { status, [language]: detail } = transportProblems[code];
  return { type: `urn:so-song:problem:${code}`, title: code, status, code, detail, ...more };
};
