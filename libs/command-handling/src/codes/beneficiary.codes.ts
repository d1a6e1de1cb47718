import type { CodeDefinition } from './code-definition';

/** Pupils, eligibility, proposals, promises, handovers. */
export const beneficiaryCodes = {
  NEED_UNKNOWN: {
    status: 404,
    vi: 'Không có học sinh này, hoặc chưa đăng ký nhu cầu.',
    en: 'There is no such pupil, or no need was registered.',
  },
  NEED_LAPSED: {
    status: 409,
    vi: 'Nhu cầu của học sinh này đã hết hiệu lực.',
    en: 'The need of this pupil has lapsed.',
  },
  NOT_ELIGIBLE: {
    status: 409,
    vi: 'Học sinh chưa đủ điều kiện: {reasons}',
    en: 'The pupil is not eligible: {reasons}',
  },
  ALREADY_SERVED: {
    status: 409,
    vi: 'Học sinh này đã có thiết bị hoặc đã được hứa một thiết bị.',
    en: 'This pupil has a device, or was promised one.',
  },
  ASSIGNMENT_OPEN: {
    status: 409,
    vi: 'Học sinh đang có một phân bổ chưa kết thúc.',
    en: 'The pupil has an assignment that is still open.',
  },
  ASSIGNMENT_UNKNOWN: {
    status: 404,
    vi: 'Không có phân bổ này.',
    en: 'There is no such assignment.',
  },
  PROPOSAL_UNKNOWN: {
    status: 404,
    vi: 'Không có đề xuất này.',
    en: 'There is no such proposal.',
  },
  PROPOSAL_CLOSED: {
    status: 409,
    vi: 'Đề xuất này đã được quyết định.',
    en: 'This proposal was decided already.',
  },
  NOT_REPLACEABLE: {
    status: 409,
    vi: 'Phân bổ này không được thay thế.',
    en: "This assignment can't be replaced.",
  },
  REPLACEMENT_USED: {
    status: 409,
    vi: 'Học sinh đã được thay thiết bị một lần.',
    en: 'The pupil had a replacement already.',
  },
  DUPLICATE_OF_ITSELF: {
    status: 422,
    vi: 'Một học sinh không thể trùng với chính mình.',
    en: "A pupil can't be a duplicate of itself.",
  },
  PUPIL_UNKNOWN: {
    status: 404,
    vi: 'Không có học sinh này ở trường đó.',
    en: 'There is no such pupil at that school.',
  },
  HANDOVER_STATE: {
    status: 409,
    vi: 'Chưa thể bàn giao: phân bổ chưa duyệt, hoặc thiết bị không ở trường đó.',
    en: "It can't be handed over: not approved, or the device is not at that school.",
  },
  RECIPIENT_MISMATCH: {
    status: 409,
    vi: 'Thiết bị được phân cho học sinh khác.',
    en: 'The device is assigned to another pupil.',
  },
  HANDOVER_UNKNOWN: {
    status: 404,
    vi: 'Chưa có bàn giao nào để xác nhận.',
    en: 'There is no handover to confirm.',
  },
  HANDOVER_CLOSED: {
    status: 409,
    vi: 'Bàn giao này đã được xác nhận hoặc từ chối.',
    en: 'This handover was accepted or declined already.',
  },
  CONSENT: {
    status: 422,
    vi: 'Thiếu đồng ý hợp lệ; chưa thể phân bổ.',
    en: 'No valid consent yet; nothing can be assigned.',
  },
  CATEGORY: {
    status: 422,
    vi: 'Diện này không có trong bộ quy tắc.',
    en: 'The category is not in the rule set.',
  },
  CATEGORY_UNPROVEN: {
    status: 422,
    vi: 'Diện chưa có giấy xác nhận của năm nay; chờ xem xét.',
    en: 'The category has no certificate of this year; it waits for review.',
  },
  PERSONAL_ID: {
    status: 422,
    vi: 'Số định danh phải có 12 chữ số.',
    en: 'A personal number has 12 digits.',
  },
  ID_MISMATCH: {
    status: 422,
    vi: 'Số định danh không khớp ngày sinh hoặc giới tính; chờ xem xét.',
    en: 'The personal number does not match birth date or sex; it waits for review.',
  },
  POSSIBLE_DUPLICATE: {
    status: 422,
    vi: 'Trường này đã có một học sinh cùng họ tên và ngày sinh; cần người khác xem xét.',
    en: 'The school has a pupil of the same name and birthday; another person has to look.',
  },
  ACCEPTANCE_OVERDUE: {
    status: 422,
    vi: 'Quá 7 ngày kể từ khi bàn giao mà gia đình học sinh chưa trả lời.',
    en: 'For 7 days since the handover the family has not answered.',
  },
  SIM_NOT_ACTIVATED: {
    status: 422,
    vi: 'SIM chưa được kích hoạt sau 30 ngày.',
    en: 'The SIM is not switched on after 30 days.',
  },
  AGE_RANGE: {
    status: 422,
    vi: 'Tuổi ngoài khoảng 5–30; chờ xem xét.',
    en: 'Age outside 5–30; it waits for review.',
  },
  DUPLICATE_IN_FILE: {
    status: 422,
    vi: 'Học sinh này đã có ở dòng khác của tệp.',
    en: 'This pupil stands on another line of the file.',
  },
  DUPLICATE_DIFFERENT: {
    status: 409,
    vi: 'Đã đăng ký với thông tin khác; chờ xem xét.',
    en: 'Registered with other data; it waits for review.',
  },
  ACCEPTED_TOO_EARLY: {
    status: 422,
    vi: 'Ngày nhận không thể trước ngày bàn giao ({handedOn}).',
    en: "It can't be accepted before it was handed over ({handedOn}).",
  },
  NAME_INCOMPLETE: {
    status: 422,
    vi: 'Họ tên chưa đọc được đầy đủ; chờ xem xét.',
    en: 'The name is incomplete; it waits for review.',
  },
  ROUND_STATE: {
    status: 409,
    vi: 'Đợt này chưa được duyệt hoặc đã đóng.',
    en: 'The round is not approved, or closed.',
  },
  TERMS_VERSION: {
    status: 422,
    vi: 'Không có phiên bản điều khoản này.',
    en: 'There is no such version of the terms.',
  },
} as const satisfies Readonly<Record<string, CodeDefinition>>;
