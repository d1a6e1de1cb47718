import type { CodeDefinition } from './code-definition';

/** Files and their rows (domain 7). */
export const fileCodes = {
  EMPTY_FILE: {
    status: 422,
    vi: 'Tệp trống hoặc chỉ có dòng tiêu đề.',
    en: 'The file is empty or has a header only.',
  },
  ENCODING: {
    status: 422,
    vi: 'Tệp không phải UTF-8; hãy lưu lại dưới dạng CSV UTF-8.',
    en: 'The file is not UTF-8; save it as CSV UTF-8.',
  },
  NORMALISED: {
    status: 422,
    vi: 'Chữ tiếng Việt tổ hợp đã được chuẩn hóa (NFC).',
    en: 'Decomposed Vietnamese letters were normalised (NFC).',
  },
  HEADER: {
    status: 422,
    vi: 'Thiếu, lặp hoặc sai tên cột: {columns}',
    en: 'A column is missing, doubled or misnamed: {columns}',
  },
  HEADER_UNKNOWN: {
    status: 422,
    vi: 'Cột không dùng đến, bị bỏ qua.',
    en: 'A column that is not used was left out.',
  },
  HEADER_DATE: {
    status: 422,
    vi: 'Ngày trong tên tệp khác ngày trong dòng tiêu đề.',
    en: "The date in the file's name differs from that in its header.",
  },
  CSV_SHAPE: {
    status: 422,
    vi: 'Dòng thừa hoặc thiếu ô, hay dấu nháy không đóng.',
    en: 'A row has more or fewer cells, or a quote is not closed.',
  },
  FORMULA: {
    status: 422,
    vi: 'Ô bắt đầu bằng dấu của công thức; được giữ như văn bản.',
    en: 'A cell begins like a formula; it is kept as text.',
  },
  AMBIGUOUS_NUMBER: {
    status: 422,
    vi: 'Không rõ dấu ngăn hàng nghìn; hãy khai báo hoặc viết số trơn.',
    en: 'The separator is not clear; declare it, or write plain digits.',
  },
  EXCEL_DAMAGED: {
    status: 422,
    vi: 'Excel đã làm hỏng ô này; hãy để cột ở dạng văn bản.',
    en: 'Excel damaged this cell; keep the column as text.',
  },
  DATE_ORDER: {
    status: 422,
    vi: 'Chưa khai báo thứ tự ngày/tháng của tệp.',
    en: 'The order of day and month was not declared.',
  },
  ZONE_ASSUMED: {
    status: 422,
    vi: 'Giờ không ghi múi giờ; hiểu là +07:00.',
    en: 'A time without a zone; read as +07:00.',
  },
  CONTROL_TOTAL: {
    status: 422,
    vi: 'Dòng tổng không khớp số dòng hoặc tổng dung lượng.',
    en: 'The trailer does not match the lines or the sum of bytes.',
  },
  FILE_ALREADY_IMPORTED: {
    status: 409,
    vi: 'Tệp này đã được nhập.',
    en: 'This file was imported already.',
  },
  FILE_NO_REUSED: {
    status: 409,
    vi: 'Số tệp này đã dùng cho một tệp khác nội dung.',
    en: 'This file number was used for a file with other content.',
  },
  UNIT_SUSPECT: {
    status: 409,
    vi: 'Quá nửa số dòng dưới 1 % định mức: có thể sai đơn vị; chờ người khác cho tiếp tục.',
    en: 'More than half of the lines are below 1 % of the quota: maybe a wrong unit; another person must release it.',
  },
  TOO_MANY_ROWS: {
    status: 413,
    vi: 'Tệp có nhiều hơn {maximum} dòng; hãy chia nhỏ.',
    en: 'The file has more than {maximum} rows; split it.',
  },
  NO_ROW_RECORDED: {
    status: 422,
    vi: 'Không dòng nào được ghi nhận; xem errors.csv.',
    en: 'No row was recorded; see errors.csv.',
  },
  IMPORT_STATE: {
    status: 409,
    vi: 'Trạng thái của lần nhập không cho phép việc này.',
    en: 'The state of the import does not allow this.',
  },
  KIND_UNKNOWN: {
    status: 400,
    vi: 'Không có loại tệp này.',
    en: 'There is no such kind of file.',
  },
  CARRIER_TXN: {
    status: 422,
    vi: 'Mã giao dịch của nhà mạng chỉ gồm chữ, số và . _ : -, tối đa 40 ký tự.',
    en: "The carrier's transaction has letters, digits and . _ : - only, at most 40.",
  },
  MSISDN_MISMATCH: {
    status: 422,
    vi: 'Số thuê bao và ICCID không thuộc cùng một SIM.',
    en: 'The number and the ICCID do not belong to the same SIM.',
  },
  OUT_OF_SCOPE: {
    status: 422,
    vi: 'Tệp này thuộc đơn vị khác đơn vị của người gửi.',
    en: "The file is another organisation's than its sender's.",
  },
} as const satisfies Readonly<Record<string, CodeDefinition>>;
