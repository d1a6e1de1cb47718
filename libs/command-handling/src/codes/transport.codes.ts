import type { CodeDefinition } from './code-definition';

/** Refusals of HTTP itself, before any command or query is looked at, and faults of ours. */
export const transportCodes = {
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
} as const satisfies Readonly<Record<string, CodeDefinition>>;
