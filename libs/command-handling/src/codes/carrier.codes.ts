import type { CodeDefinition } from './code-definition';

/** SIMs, grants, carrier files and days. */
export const carrierCodes = {
  GRANT_UNKNOWN: {
    status: 404,
    vi: 'Không có gói dữ liệu này.',
    en: 'There is no such grant.',
  },
  GRANT_EXISTS: {
    status: 409,
    vi: 'Gói dữ liệu này đã có với nội dung khác.',
    en: 'This grant exists, with other content.',
  },
  GRANT_STATE: {
    status: 409,
    vi: 'Trạng thái của gói dữ liệu không cho phép việc này.',
    en: 'The state of the grant does not allow this.',
  },
  GRANT_REORDERED: {
    status: 409,
    vi: 'Gói dữ liệu này đã được đặt lại một lần.',
    en: 'This grant was ordered again once already.',
  },
  NOT_ENTITLED: {
    status: 409,
    vi: 'Học sinh không còn được hưởng gói dữ liệu này.',
    en: 'The pupil is not entitled to this grant any more.',
  },
  GRANT_HAS_SIM: {
    status: 409,
    vi: 'Gói dữ liệu này đã có SIM; hãy thay SIM.',
    en: 'This grant has a SIM; replace that one.',
  },
  AUTO_CHARGE: {
    status: 422,
    vi: 'Không được tự động thu tiền sau khi hết ngày miễn phí.',
    en: 'Nobody may be charged automatically once the free days are over.',
  },
  ACTIVATION_OVERDUE: {
    status: 422,
    vi: 'Quá 30 ngày mà gói dữ liệu chưa bắt đầu.',
    en: 'For 30 days the grant has not begun.',
  },
  GRANT_ENDED: {
    status: 409,
    vi: 'Gói dữ liệu này đã kết thúc.',
    en: 'This grant has ended.',
  },
  RESUMED_TOO_EARLY: {
    status: 422,
    vi: 'Ngày khôi phục trước ngày tạm dừng.',
    en: "It can't be resumed before it was suspended.",
  },
  SIM_UNKNOWN: {
    status: 404,
    vi: 'Không có SIM này.',
    en: 'There is no such SIM.',
  },
  SIM_EXISTS: {
    status: 409,
    vi: 'SIM này đã được cấp với nội dung khác.',
    en: 'This SIM was issued, with other content.',
  },
  SIM_ATTACHED: {
    status: 409,
    vi: 'SIM này đã gắn với một gói dữ liệu khác.',
    en: 'This SIM belongs to another grant.',
  },
  TAG_HAS_SIM: {
    status: 409,
    vi: 'Thiết bị này đã có một SIM khác; SIM mới vẫn được cấp.',
    en: 'This device has another SIM already; the new one is issued all the same.',
  },
  SIM_REPLACED: {
    status: 409,
    vi: 'SIM này đã được thay.',
    en: 'This SIM was replaced.',
  },
  SIM_REPLACED_BY_ITSELF: {
    status: 422,
    vi: 'Một SIM không thể được thay bằng chính nó.',
    en: "A SIM can't be replaced by itself.",
  },
  SIM_ALREADY_ACTIVE: {
    status: 409,
    vi: 'SIM này đã kích hoạt vào ngày khác.',
    en: 'This SIM was activated on another day.',
  },
  SIM_BLOCKED: {
    status: 409,
    vi: 'SIM này đã bị khóa.',
    en: 'This SIM is blocked.',
  },
  MSISDN: {
    status: 422,
    vi: 'Số thuê bao không hợp lệ; số di động Việt Nam có 10 chữ số, bắt đầu bằng 0.',
    en: 'Not a mobile number; Vietnamese ones have 10 digits and begin with 0.',
  },
  MSISDN_IN_USE: {
    status: 409,
    vi: 'Số thuê bao này đang thuộc một gói khác.',
    en: 'This number belongs to another live grant.',
  },
  ICCID: {
    status: 422,
    vi: 'ICCID phải có 19–20 chữ số, bắt đầu bằng 8984, đúng số kiểm tra.',
    en: 'An ICCID has 19–20 digits, begins with 8984, and its check digit holds.',
  },
  ICCID_IN_USE: {
    status: 409,
    vi: 'ICCID này đã thuộc một SIM khác.',
    en: 'This ICCID belongs to another SIM.',
  },
  PORTED_OR_WRONG_CARRIER: {
    status: 422,
    vi: 'Đầu số thuộc nhà mạng khác với khai báo (có thể đã chuyển mạng).',
    en: "The prefix is another carrier's than declared (maybe a ported number).",
  },
  ACTIVATED_EARLY: {
    status: 422,
    vi: 'Kích hoạt trước khi bàn giao; kỳ hưởng tính từ ngày bàn giao.',
    en: 'Activated before the handover; the window starts at the handover.',
  },
  PLAN_UNKNOWN: {
    status: 422,
    vi: 'Không có gói cước này.',
    en: 'There is no such plan.',
  },
  OUT_OF_WINDOW: {
    status: 422,
    vi: 'Ngày này ngoài kỳ hưởng; được ghi nhận, không tính.',
    en: 'The day is outside the window; recorded, not counted.',
  },
  UNKNOWN_GRANT: {
    status: 422,
    vi: 'Không có gói này của nhà mạng đó.',
    en: 'The carrier has no such grant.',
  },
  CARRIER_DAY_UNKNOWN: {
    status: 404,
    vi: 'Ngày này của nhà mạng chưa được mở.',
    en: 'This day of the carrier was never opened.',
  },
  CARRIER_FILE_UNKNOWN: {
    status: 404,
    vi: 'Không có tệp này trong ngày đó.',
    en: 'There is no such file on that day.',
  },
  FILE_IN_PROGRESS: {
    status: 409,
    vi: 'Một tệp của ngày này đang được ghi.',
    en: 'A file of this day is still being recorded.',
  },
  DAY_NOT_OVER: {
    status: 409,
    vi: 'Ngày này chưa thể chốt (chốt được từ 12:00 ngày D+2).',
    en: "The day can't be closed yet (from D+2, 12:00).",
  },
  DAY_NOT_CLOSED: {
    status: 409,
    vi: 'Ngày này chưa được chốt.',
    en: 'The day is not closed.',
  },
  DAY_CLOSED: {
    status: 409,
    vi: 'Ngày này đã được chốt.',
    en: 'The day is closed.',
  },
  FIGURES_DO_NOT_ADD_UP: {
    status: 422,
    vi: 'Số liệu chốt không khớp đẳng thức: hứa = cấp + thiếu + mất − thừa.',
    en: 'The figures do not add up: promised = credited + short + missed − over.',
  },
  LATE_FILE: {
    status: 422,
    vi: 'Tệp đến sau khi ngày đã chốt; vẫn được ghi nhận.',
    en: 'The file came after the day was closed; it is recorded all the same.',
  },
  DUPLICATE: {
    status: 422,
    vi: 'Đã có bản ghi khác cho gói và ngày này; không tính.',
    en: 'There is another record for this grant and day; it does not count.',
  },
  SHORT: {
    status: 422,
    vi: 'Nhà mạng cấp ít hơn 4 GiB cho ngày này.',
    en: 'Less than 4 GiB was credited for the day.',
  },
  OVER: {
    status: 422,
    vi: 'Nhà mạng cấp nhiều hơn 4 GiB cho ngày này.',
    en: 'More than 4 GiB was credited for the day.',
  },
  MISSED: {
    status: 422,
    vi: 'Gói đang hiệu lực nhưng ngày này không được cấp.',
    en: 'An active grant was not credited for the day.',
  },
  TERM_SHORTFALL: {
    status: 422,
    vi: 'Ngày nằm ngoài 90 ngày của hợp đồng với nhà mạng, nhưng vẫn trong thời hạn đã hứa.',
    en: "The day lies beyond the 90 days of the carrier's contract and within what was promised.",
  },
  NO_FILE: {
    status: 422,
    vi: 'Ngày đã hết hạn mà nhà mạng không gửi tệp nào.',
    en: 'The day is over, and no file of the carrier came.',
  },
  CARRIER_CAP: {
    status: 422,
    vi: 'Số gói của nhà mạng vượt quá số đã cam kết.',
    en: 'There are more grants of the carrier than it pledged.',
  },
  PROGRAMME_CAP: {
    status: 422,
    vi: 'Số gói của chương trình vượt quá 1.000.000.',
    en: 'There are more grants than the 1,000,000 of the programme.',
  },
} as const satisfies Readonly<Record<string, CodeDefinition>>;
