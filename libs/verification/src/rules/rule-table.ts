/**
 * What the bytes of a ledger must keep, one sentence each: the whole of what `verify` checks beyond hashes and signatures. `source` says where
 * the programme's documents ask for it (N: data rules, G: assignments, V: devices, D: donations, 4.x: chapters of the domain).
 */
interface RuleText {
  readonly vi: string;
  readonly en: string;
  readonly source: string;
}

const rule = (source: string, en: string, vi: string): RuleText => ({ source, en, vi });

export const rules = {
  // The body itself.
  BODY_SIZE: rule('body', 'a body is at most 65,535 bytes', 'thân sự kiện không quá 65.535 byte'),
  BODY_CANONICAL: rule('body', 'a body is canonical JSON in UTF-8', 'thân sự kiện là JSON chuẩn tắc, UTF-8'),
  ENVELOPE: rule(
    'body',
    'a body has the members of the envelope, each in its form, and no null but in actor.unit',
    'thân sự kiện có đúng các trường của phong bì, đúng dạng, không có null ngoài actor.unit',
  ),
  NOT_AHEAD_OF_TIME: rule(
    'body, 4.0',
    'nothing happens after it is recorded (five minutes of clock skew)',
    'không việc gì xảy ra sau lúc được ghi (đồng hồ lệch tối đa năm phút)',
  ),
  EVENT_ID: rule(
    'ids',
    'an event id follows from command, stream, index and the command’s hash',
    'mã sự kiện suy ra từ lệnh, dòng, thứ tự và băm của lệnh',
  ),
  COMMAND_ONCE: rule(
    'ids',
    'a command appears once in a stream, under one hash',
    'một lệnh chỉ xuất hiện một lần trong một dòng, với một băm',
  ),
  POLICY_COMMAND: rule(
    'ids',
    'a policy’s command id follows from its cause and its stream',
    'mã lệnh của chính sách suy ra từ nguyên nhân và dòng',
  ),
  CAUSE_BEFORE_EFFECT: rule('ids', 'a cause stands before its effect', 'nguyên nhân đứng trước hệ quả'),
  REVISION_DENSE: rule(
    'streams',
    'revisions of a stream are 0, 1, 2, … in the order of the ledger',
    'số thứ tự trong dòng là 0, 1, 2, … theo thứ tự của sổ',
  ),
  STREAM_KIND: rule('streams', 'an event stands in a stream of its kind', 'sự kiện đứng đúng loại dòng của nó'),
  STREAM_NAME: rule('streams', 'a stream is named for the thing in it', 'tên dòng khớp với vật trong dòng'),
  FACT_FORM: rule('events', 'a fact has the values that the rules rest on', 'sự việc có đủ giá trị mà quy tắc cần'),
  // The ledger, its clock, second persons.
  OPENED_FIRST: rule(
    'demo, streams',
    'the first event opens the ledger, and none opens it again',
    'sự kiện đầu tiên mở sổ, và không ai mở lại',
  ),
  DAYS_FORWARD: rule('streams', 'days begin in order, each once', 'ngày bắt đầu theo thứ tự, mỗi ngày một lần'),
  THING_FIRST: rule(
    'streams',
    'a thing is registered once, before anything happens to it',
    'mỗi vật được ghi nhận một lần, trước mọi việc về nó',
  ),
  FOUR_EYES_EXCEPTION: rule(
    '4.B',
    'a flagged fact is resolved once, by another person than its author',
    'việc bị gắn cờ được giải quyết một lần, bởi người khác người ghi',
  ),
  FOUR_EYES_SKIP: rule(
    'projections',
    'a projection leaves out an event only where one administrator proposed it and another agreed',
    'projection chỉ bỏ qua một sự kiện khi một quản trị viên đề nghị và một người khác duyệt',
  ),
  NOTHING_OVER_WAITING: rule(
    '4.0',
    'nothing is decided over a fact that waits for a second person',
    'không quyết định gì trên việc còn chờ người thứ hai',
  ),
  KEY_ONE_HOLDER: rule(
    'V3, D5',
    'a natural key has one holder; it is taken over only where the holder never came about',
    'một khóa tự nhiên có một chủ; chỉ thay chủ khi chủ cũ không hề có',
  ),
  KEY_CLAIMED_FIRST: rule(
    'V3, D5',
    'serial number, IMEI and bank reference are claimed before the thing is recorded',
    'số sê-ri, IMEI, số tham chiếu ngân hàng được giữ trước khi ghi vật',
  ),
  // Donations.
  PLEDGE_FORM: rule(
    'D1',
    'money has an amount, things have a quantity, never both',
    'tiền có số tiền, hiện vật có số lượng, không có cả hai',
  ),
  PLEDGE_NOT_BELOW_RECEIVED: rule(
    'row 70, 4.D',
    'a pledge is never revised below what arrived, and does not lapse where something arrived',
    'cam kết không bị sửa xuống dưới phần đã nhận, và không hết hiệu lực khi đã nhận',
  ),
  RECEIPT_COUNTS_ONCE: rule(
    'D2, D3, D5',
    'a receipt counts once, not under an umbrella, and is flagged where it passes the pledge',
    'mỗi lần nhận tính một lần, không tính vào cam kết gộp, và gắn cờ khi vượt cam kết',
  ),
  FOUR_EYES_EARMARK: rule(
    'D4',
    'an earmark is released by another person than the pledge’s author',
    'mục đích tặng do người khác người ghi cam kết giải phóng',
  ),
  LOT_ADDS_UP: rule(
    'V5',
    'counted = accepted + rejected = expected + over − short',
    'đếm = nhận + loại = kê khai + thừa − thiếu',
  ),
  // Devices.
  ONE_CUSTODIAN: rule(
    'V1',
    'a device has exactly one custodian; who releases it has it, who takes it is who it was released to',
    'mỗi máy có đúng một người giữ; người giao đang giữ nó, người nhận là người được giao',
  ),
  ONE_HOLDER: rule('V2', 'a device has at most one open assignment', 'mỗi máy có nhiều nhất một lần cấp đang mở'),
  NO_STATE_SKIPPED: rule(
    'V4',
    'a device skips no state: inspected, at the school, assigned, handed over, accepted',
    'máy không bỏ qua bước nào: kiểm tra, về trường, cấp, bàn giao, nhận',
  ),
  WIPED_BEFORE_USE: rule(
    'V6',
    'what somebody used is wiped before it passes an inspection',
    'máy đã qua sử dụng phải xóa sạch trước khi qua kiểm tra',
  ),
  ASSIGNED_BY_PROMISE: rule(
    'G1, G2',
    'a device answers an approved promise, once, as it was approved',
    'máy trả lời một lời hứa đã duyệt, một lần, đúng như đã duyệt',
  ),
  FOUR_EYES_HANDOVER: rule(
    'G3',
    'who approved an assignment does not confirm its handover',
    'người duyệt không xác nhận bàn giao',
  ),
  FOUR_EYES_WRITE_OFF: rule(
    '4.E',
    'what is missing is written off after 30 days, by another person than the one who reported it',
    'máy mất chỉ được xóa sổ sau 30 ngày, bởi người khác người báo mất',
  ),
  // Pupils.
  ELIGIBILITY_RECOMPUTED: rule(
    'E1–E6',
    'eligibility follows from the stated inputs, and the inputs from the stream',
    'kết quả xét suy ra từ dữ kiện đã ghi, và dữ kiện suy ra từ dòng',
  ),
  ONE_DEVICE_PER_PUPIL: rule(
    'G1, E5',
    'a pupil gets one device; another only in place of one that was lost or dead on arrival, once',
    'mỗi em một máy; chỉ thay máy mất hoặc hỏng khi giao, một lần',
  ),
  APPROVED_WHAT_WAS_PROPOSED: rule(
    'G1',
    'an approval is of an open proposal, as it was proposed, for an eligible pupil',
    'chỉ duyệt đề xuất đang mở, đúng như đề xuất, cho em đủ điều kiện',
  ),
  FOUR_EYES_APPROVAL: rule('4.B', 'who proposed an assignment does not approve it', 'người đề xuất không tự duyệt'),
  PROMISE_OUTCOME: rule(
    'streams',
    'a promise has one outcome, and the device said so before',
    'một lời hứa có một kết quả, và máy đã trả lời trước đó',
  ),
  SERVED_AFTER_ACCEPTANCE: rule(
    'G4, G6',
    'a pupil is served only by an accepted handover',
    'chỉ tính là đã cấp khi bàn giao được nhận',
  ),
  END_AFTER_CAUSE: rule(
    '4.F',
    'an assignment ends once, while open, for a reason that was recorded before',
    'lần cấp kết thúc một lần, khi đang mở, vì lý do đã ghi trước đó',
  ),
  FOUR_EYES_DUPLICATE: rule(
    '4.F',
    'a double registration is reported by another person than the registrar',
    'đăng ký trùng do người khác người đăng ký báo',
  ),
  // SIM and data grant.
  SIM_ONE_GRANT: rule(
    'N8',
    'a SIM is switched on once and carries one grant',
    'mỗi SIM bật một lần và gắn một suất dữ liệu',
  ),
  GRANT_AFTER_SERVICE: rule(
    'P4',
    'a grant of 4 GiB a day follows from a served pupil’s assignment, once',
    'suất 4 GiB mỗi ngày theo lần cấp đã giao, một lần',
  ),
  ONE_GRANT_PER_PUPIL: rule('N9', 'a pupil has at most one live grant', 'mỗi em nhiều nhất một suất đang chạy'),
  GRANT_WINDOW: rule(
    'N1, N2',
    'the window is three calendar months from the later of activation and handover',
    'thời hạn ba tháng lịch từ ngày sau của kích hoạt và bàn giao',
  ),
  GRANT_LIFE: rule(
    'N6, N7, N10',
    'a grant is suspended, resumed, ended, and ordered again once, only from the state that allows it; nobody is charged unasked',
    'suất chỉ tạm dừng, chạy lại, kết thúc, đặt lại một lần từ trạng thái cho phép; không tự động thu tiền',
  ),
  // Carriers.
  ONE_CREDIT_PER_DAY: rule(
    'N4',
    'of a grant and day one statement of a carrier counts; any other is a conflict',
    'mỗi suất mỗi ngày chỉ một lần cộng được tính; lần khác là xung đột',
  ),
  CREDIT_IN_ITS_BOOK: rule(
    'N4',
    'a credit stands in the book of its carrier, day and shard',
    'lần cộng nằm trong sổ của nhà mạng, ngày và mảnh của nó',
  ),
  CREDIT_OF_A_FILE: rule(
    '4.H',
    'a credit comes from a file that was received before',
    'lần cộng đến từ tệp đã nhận trước',
  ),
  CARRIER_DAY: rule(
    '4.H',
    'a day’s shards are fixed once, a file number names one file, all files are applied before the day is closed',
    'số mảnh cố định một lần, một số tệp một tệp, đóng ngày sau khi ghi hết tệp',
  ),
  IMPORTER_NOT_CLOSER: rule(
    '4.H',
    'who imported a file of the day does not close it',
    'người nhập tệp không đóng ngày đó',
  ),
  DAY_ADDS_UP: rule(
    '4.H',
    'promised = credited in window + short + missed − over',
    'đã hứa = cộng trong hạn + thiếu + lỡ − thừa',
  ),
} as const satisfies Record<string, RuleText>;

export type RuleId = keyof typeof rules;

/** The first positions come first; `detail` names ids and values of the event, which holds no personal data. */
export interface Finding {
  readonly position: number;
  readonly stream: string;
  readonly rule: RuleId;
  readonly detail: string;
}
