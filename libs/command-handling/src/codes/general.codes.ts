import type { CodeDefinition } from './code-definition';

/** Requests, tokens, idempotency, the store; and what any noun may refuse. */
export const generalCodes = {
  VALIDATION_FAILED: {
    status: 400,
    vi: 'Yêu cầu có nhiều trường sai; xem danh sách errors.',
    en: 'Several fields of the request are wrong; see errors.',
  },
  BODY_NOT_AN_OBJECT: {
    status: 400,
    vi: 'Nội dung phải là một đối tượng JSON.',
    en: 'The body must be a JSON object.',
  },
  BODY_TOO_DEEP: {
    status: 400,
    vi: 'Nội dung lồng quá nhiều lớp.',
    en: 'The body is nested too deeply.',
  },
  FIELD: {
    status: 400,
    vi: 'Giá trị của trường này không dùng được.',
    en: "The value of this field can't be used.",
  },
  FIELD_UNKNOWN: {
    status: 400,
    vi: 'Không có trường này; hãy kiểm tra tên trường.',
    en: 'There is no such field; check its name.',
  },
  REQUIRED: {
    status: 400,
    vi: 'Thiếu trường bắt buộc.',
    en: 'A required field is missing.',
  },
  CHOICE: {
    status: 400,
    vi: 'Giá trị không nằm trong các giá trị được phép.',
    en: 'The value is not one of those allowed.',
  },
  CODE_FORMAT: {
    status: 400,
    vi: 'Mã chỉ gồm chữ in hoa A–Z, chữ số và dấu gạch.',
    en: 'A code consists of capital letters A–Z, digits and dashes.',
  },
  UUID_FORMAT: {
    status: 400,
    vi: 'Định danh phải là một uuid.',
    en: 'The identifier must be a uuid.',
  },
  LIST_LENGTH: {
    status: 400,
    vi: 'Danh sách trống hoặc quá dài.',
    en: 'The list is empty or too long.',
  },
  DUPLICATE_IN_LIST: {
    status: 400,
    vi: 'Danh sách có phần tử lặp lại.',
    en: 'An element stands twice in the list.',
  },
  TEXT: {
    status: 400,
    vi: 'Văn bản trống, quá dài, hoặc có ký tự điều khiển hay ký tự ẩn.',
    en: 'The text is empty, too long, or has control or invisible characters.',
  },
  DATE: {
    status: 400,
    vi: 'Không phải một ngày có thật ở dạng YYYY-MM-DD.',
    en: 'Not a real day in the form YYYY-MM-DD.',
  },
  INTEGER_RANGE: {
    status: 400,
    vi: 'Phải là số nguyên trong khoảng cho phép.',
    en: 'It must be an integer within the range allowed.',
  },
  MONEY_FORMAT: {
    status: 400,
    vi: 'Số tiền phải là số nguyên đồng, chỉ gồm chữ số.',
    en: 'An amount is whole đồng, digits only.',
  },
  CURRENCY: {
    status: 400,
    vi: 'Chỉ nhận đồng Việt Nam (VND).',
    en: 'Only Vietnamese đồng (VND) is accepted.',
  },
  USE_STRING: {
    status: 400,
    vi: 'Số vượt quá 2^53; hãy gửi dưới dạng chuỗi chữ số.',
    en: 'The number is beyond 2^53; send it as a string of digits.',
  },
  ADMIN_CODE: {
    status: 400,
    vi: 'Mã đơn vị hành chính gồm 2, 3 hoặc 5 chữ số.',
    en: 'An administrative code has 2, 3 or 5 digits.',
  },
  LEADING_ZERO: {
    status: 400,
    vi: 'Mã tỉnh thiếu số 0 ở đầu (thường do Excel); đã thêm lại.',
    en: 'The province code lacked its leading zero (often by a spreadsheet); it was put back.',
  },
  TAG_CHECK: {
    status: 400,
    vi: 'Mã tài sản sai ký tự kiểm tra; hãy đọc lại nhãn SMT-….',
    en: "The asset tag's check character is wrong; read the label SMT-… again.",
  },
  EVIDENCE: {
    status: 400,
    vi: 'Chứng từ phải được tải lên và nêu bằng SHA-256.',
    en: 'Evidence must be uploaded and named by its SHA-256.',
  },
  IDEMPOTENCY_KEY_REQUIRED: {
    status: 400,
    vi: 'Thiếu tiêu đề Idempotency-Key (một uuid do bên gửi tạo).',
    en: 'The header Idempotency-Key is missing (a uuid made by the sender).',
  },
  IDEMPOTENCY_KEY_INVALID: {
    status: 400,
    vi: 'Idempotency-Key phải là một uuid.',
    en: 'Idempotency-Key must be a uuid.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 409,
    vi: 'Idempotency-Key này đã dùng cho một lệnh khác; hãy tạo khóa mới.',
    en: 'This Idempotency-Key was used for another command; make a new one.',
  },
  UNAUTHENTICATED: {
    status: 401,
    vi: 'Cần một token còn hiệu lực trong tiêu đề Authorization.',
    en: 'A valid token is needed in the Authorization header.',
  },
  ISSUER_UNAVAILABLE: {
    status: 503,
    vi: 'Nơi cấp token tạm thời không tới được; hãy thử lại sau.',
    en: "The issuer of the tokens can't be reached; try again later.",
  },
  FORBIDDEN_ROLE: {
    status: 403,
    vi: 'Vai trò của bạn không được làm việc này.',
    en: 'Your role may not do this.',
  },
  SEPARATION_OF_DUTIES: {
    status: 403,
    vi: 'Người đề xuất, người duyệt và người xác nhận phải là những người khác nhau.',
    en: 'Whoever proposes, approves and confirms must be different people.',
  },
  ROLE_UNKNOWN: {
    status: 400,
    vi: 'Không có vai trò này ({role}).',
    en: 'There is no such role ({role}).',
  },
  ROLE_REQUIRED: {
    status: 400,
    vi: 'Hãy nêu ít nhất một vai trò.',
    en: 'Name at least one role.',
  },
  INCOMPATIBLE_ROLES: {
    status: 400,
    vi: 'Các vai trò này không được giữ cùng nhau: {roles}',
    en: 'These roles may not be held together: {roles}',
  },
  NOT_FOUND: {
    status: 404,
    vi: 'Không có, hoặc không thuộc phạm vi của bạn.',
    en: 'It does not exist, or is out of your scope.',
  },
  VERSION_CONFLICT: {
    status: 409,
    vi: 'Nhiều người cùng sửa một thứ; hãy xem lại rồi thử lần nữa.',
    en: 'Several people changed this at once; look again and retry.',
  },
  LOCKED: {
    status: 423,
    vi: 'Đang bị khóa vì một công việc khác đang chạy.',
    en: 'It is locked while another job runs.',
  },
  EVENT_TOO_LARGE: {
    status: 413,
    vi: 'Sự kiện lớn hơn {maximum} byte; hãy chia nhỏ.',
    en: 'The event is larger than {maximum} bytes; split it.',
  },
  APPEND_TOO_LARGE: {
    status: 413,
    vi: 'Lệnh tạo ra quá nhiều sự kiện một lúc; hãy chia nhỏ.',
    en: 'The command makes too many events at once; split it.',
  },
  STORE_UNAVAILABLE: {
    status: 503,
    vi: 'Kho sự kiện tạm thời không tới được; hãy gửi lại với cùng Idempotency-Key.',
    en: "The event store can't be reached; send it again with the same Idempotency-Key.",
  },
  LEDGER_MOVED: {
    status: 409,
    vi: 'Sổ đã chuyển sang kho khác và ở đây chỉ còn đọc được; hãy gửi tới địa chỉ mới với cùng Idempotency-Key.',
    en: 'The ledger has moved to another store and is read-only here; send it to the new address with the same Idempotency-Key.',
  },
  PROJECTION_STALE: {
    status: 503,
    vi: 'Số liệu chưa theo kịp sổ; hãy thử lại sau ít giây.',
    en: 'The figures have not caught up with the ledger; try again in a few seconds.',
  },
  RUNNER_ELSEWHERE: {
    status: 503,
    vi: 'Một tiến trình khác đang chạy việc này; hãy gửi cho tiến trình đó, hoặc thử lại sau ít giây.',
    en: 'Another process runs this; send it to that one, or try again in a few seconds.',
  },
  NOTHING_TO_RETRY: {
    status: 409,
    vi: 'Projection này không dừng ở sự kiện nào; không có gì để thử lại.',
    en: 'This projection did not stop at an event; there is nothing to try again.',
  },
  REBUILD_RUNNING: {
    status: 409,
    vi: 'Projection này đang được dựng lại theo một lệnh khác; hãy đợi hoặc dừng lần đó (abort) trước.',
    en: 'This projection is being rebuilt by another order; wait for that one or abort it first.',
  },
  REBUILD_ABORTED: {
    status: 409,
    vi: 'Lần dựng lại này đã bị dừng theo lệnh; các bảng đang phục vụ không thay đổi.',
    en: 'This rebuild was ended by an order; the tables that serve did not change.',
  },
  NO_REBUILD: {
    status: 409,
    vi: 'Không có lần dựng lại nào đang chờ của projection này.',
    en: 'No rebuild of this projection is under way.',
  },
  TOO_MANY_WATCHERS: {
    status: 503,
    vi: 'Đã có {maximum} kết nối theo dõi; hãy đóng bớt rồi thử lại.',
    en: 'As many as {maximum} connections watch already; close some of them and try again.',
  },
  NOTHING_TO_SKIP: {
    status: 409,
    vi: 'Projection này không dừng ở sự kiện nào; không có gì để bỏ qua.',
    en: 'This projection did not stop at an event; there is nothing to skip.',
  },
  SKIP_OTHER_EVENT: {
    status: 409,
    vi: 'Projection này dừng ở một sự kiện khác; hãy xem lại vị trí (projections status).',
    en: 'This projection stopped at another event; look at its position again (projections status).',
  },
  SKIP_PROPOSED: {
    status: 409,
    vi: 'Đã có đề nghị bỏ qua sự kiện này, của người khác hoặc vì lý do khác; hãy duyệt đề nghị đó (approve).',
    en: 'Skipping this event was proposed already, by another person or for another reason; approve that (approve).',
  },
  SKIP_NOT_PROPOSED: {
    status: 409,
    vi: 'Chưa ai đề nghị bỏ qua sự kiện này; phải có một quản trị viên khác đề nghị trước.',
    en: 'Nobody proposed to skip this event; another administrator has to, first.',
  },
  BEYOND_HEAD: {
    status: 422,
    vi: 'Sổ mới có {head} sự kiện; hãy nêu một size không lớn hơn.',
    en: 'The ledger has {head} events; name a size that is not larger.',
  },
  SCRATCH_LIMIT: {
    status: 409,
    vi: 'Đã có {maximum} bản dựng tạm; hãy bỏ bớt một bản trước (projections scratch drop).',
    en: 'There are {maximum} scratches already; drop one first (projections scratch drop).',
  },
  FUTURE: {
    status: 422,
    vi: 'Thời điểm xảy ra ở tương lai ({occurredAt}).',
    en: 'The time of the fact is in the future ({occurredAt}).',
  },
  HISTORICAL: {
    status: 422,
    vi: 'Trước 2021-09-01: được ghi nhận, chờ người thứ hai xem xét.',
    en: 'Before 2021-09-01: recorded, and waits for a second person.',
  },
  LATE: {
    status: 422,
    vi: 'Ghi nhận hơn 7 ngày sau khi xảy ra.',
    en: 'Recorded more than 7 days after it happened.',
  },
  ALREADY_REGISTERED: {
    status: 409,
    vi: 'Đã đăng ký với nội dung khác.',
    en: 'Already registered, with other content.',
  },
  EXCEPTION_UNKNOWN: {
    status: 404,
    vi: 'Không có ngoại lệ này.',
    en: 'There is no such exception.',
  },
  EXCEPTION_RESOLVED: {
    status: 409,
    vi: 'Ngoại lệ này đã được giải quyết.',
    en: 'This exception was resolved already.',
  },
  EXCEPTION_OPEN: {
    status: 409,
    vi: 'Còn ngoại lệ chưa được người thứ hai giải quyết.',
    en: 'An exception still waits for a second person.',
  },
  DEPENDENT_EVENTS: {
    status: 409,
    vi: 'Còn sự kiện dựa trên sự kiện này: {events}',
    en: 'Other events rest on this one: {events}',
  },
  REASON_REQUIRED: {
    status: 422,
    vi: 'Cần nêu lý do.',
    en: 'A reason is needed.',
  },
  LEDGER_OPEN: {
    status: 409,
    vi: 'Sổ đã được mở với mục đích khác ({purpose}).',
    en: 'The ledger was opened for another purpose ({purpose}).',
  },
  NOT_A_DEMO: {
    status: 409,
    vi: 'Sổ này không phải sổ mẫu.',
    en: 'This ledger is not a demo.',
  },
  ORGANISATION_UNKNOWN: {
    status: 404,
    vi: 'Không có tổ chức này ({organisation}).',
    en: 'There is no such organisation ({organisation}).',
  },
  SCHOOL_UNKNOWN: {
    status: 404,
    vi: 'Không có trường này ({schoolCode}).',
    en: 'There is no such school ({schoolCode}).',
  },
  ADMIN_NOT_VALID_ON_DATE: {
    status: 422,
    vi: 'Đơn vị hành chính không có hiệu lực vào ngày đó; đơn vị kế tục: {successor}',
    en: 'The unit is not valid on that day; its successor: {successor}',
  },
  ADMIN_ANACHRONISM: {
    status: 422,
    vi: 'Mã của năm 2025 cho một việc năm 2021; chờ xem xét.',
    en: 'A code of 2025 on a fact of 2021; it waits for review.',
  },
  ADMIN_PARENT: {
    status: 422,
    vi: 'Đơn vị không thuộc tỉnh đó.',
    en: 'The unit is not in that province.',
  },
} as const satisfies Readonly<Record<string, CodeDefinition>>;
