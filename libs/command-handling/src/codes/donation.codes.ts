import type { CodeDefinition } from './code-definition';

/** Organisations, donors, donations, lots, devices, custody, locality measures. */
export const donationCodes = {
  ORGANISATION_EXISTS: {
    status: 409,
    vi: 'Tổ chức này đã đăng ký với nội dung khác.',
    en: 'This organisation is registered, with other content.',
  },
  DONOR_UNKNOWN: {
    status: 404,
    vi: 'Không có nhà tài trợ này ({donorCode}).',
    en: 'There is no such donor ({donorCode}).',
  },
  DONOR_EXISTS: {
    status: 409,
    vi: 'Nhà tài trợ này đã đăng ký với nội dung khác.',
    en: 'This donor is registered, with other content.',
  },
  DONATION_UNKNOWN: {
    status: 404,
    vi: 'Không có khoản tài trợ này.',
    en: 'There is no such donation.',
  },
  DONATION_EXISTS: {
    status: 409,
    vi: 'Khoản tài trợ này đã có với nội dung khác.',
    en: 'This donation exists, with other content.',
  },
  DONATION_WITHDRAWN: {
    status: 409,
    vi: 'Khoản tài trợ này đã rút.',
    en: 'This donation was withdrawn.',
  },
  KIND_MISMATCH: {
    status: 422,
    vi: 'Loại tài trợ không khớp: tiền thì nêu số tiền, thiết bị thì nêu số lượng.',
    en: 'The kind does not match: money has an amount, devices a quantity.',
  },
  PLEDGE_BELOW_RECEIVED: {
    status: 409,
    vi: 'Cam kết mới thấp hơn phần đã nhận ({received}).',
    en: 'The pledge would be below what was received ({received}).',
  },
  PLEDGE_DUPLICATE: {
    status: 422,
    vi: 'Có thể trùng với cam kết khác; chờ xem xét.',
    en: 'Possibly the same as another pledge; it waits for review.',
  },
  BANK_REF_USED: {
    status: 409,
    vi: 'Giao dịch ngân hàng này đã được ghi nhận.',
    en: 'This bank transaction was recorded already.',
  },
  EARMARK: {
    status: 409,
    vi: 'Tài trợ có địa chỉ khác; cần được giải phóng trước.',
    en: 'The donation is earmarked otherwise; release it first.',
  },
  EARMARK_UNKNOWN: {
    status: 404,
    vi: 'Khoản này không có chỉ định để giải phóng.',
    en: 'There is no earmark to release.',
  },
  OVER_RECEIPT: {
    status: 422,
    vi: 'Nhận nhiều hơn cam kết; được ghi nhận và đánh dấu.',
    en: 'More was received than pledged; recorded and marked.',
  },
  LOT_UNKNOWN: {
    status: 404,
    vi: 'Không có lô này.',
    en: 'There is no such lot.',
  },
  LOT_COUNTED: {
    status: 409,
    vi: 'Lô này đã kiểm đếm.',
    en: 'This lot was counted already.',
  },
  DISCREPANCY: {
    status: 422,
    vi: 'Số đếm khác số kê khai; phần dư chờ giải quyết.',
    en: 'Count and manifest differ; the surplus waits until resolved.',
  },
  DEVICE_UNKNOWN: {
    status: 404,
    vi: 'Không có thiết bị này.',
    en: 'There is no such device.',
  },
  DEVICE_EXISTS: {
    status: 409,
    vi: 'Thiết bị cùng hãng và số sê-ri này đã có.',
    en: 'A device of this maker with this serial exists.',
  },
  DEVICE_ID: {
    status: 422,
    vi: 'Cần số sê-ri hoặc IMEI.',
    en: 'A serial or an IMEI is needed.',
  },
  DEVICE_STATE: {
    status: 409,
    vi: 'Trạng thái thiết bị không cho phép việc này ({status}).',
    en: 'The state of the device does not allow this ({status}).',
  },
  IMEI: {
    status: 422,
    vi: 'IMEI phải có 15 chữ số và đúng số kiểm tra.',
    en: 'An IMEI has 15 digits and its check digit holds.',
  },
  PLACEHOLDER: {
    status: 422,
    vi: 'Đây là chữ điền tạm, không phải số sê-ri.',
    en: 'This is a placeholder, not a serial.',
  },
  KEY_TAKEN: {
    status: 409,
    vi: 'Khóa tự nhiên này đã thuộc thứ khác.',
    en: 'This natural key belongs to something else.',
  },
  CUSTODY_STATE: {
    status: 409,
    vi: 'Thiết bị đang do nơi khác giữ ({custodian}).',
    en: 'The device is in other custody ({custodian}).',
  },
  INSPECTION_REQUIRED: {
    status: 409,
    vi: 'Thiết bị phải qua kiểm tra trước khi được dùng.',
    en: 'The device has to pass an inspection before it is used.',
  },
  WRITTEN_OFF_TOO_EARLY: {
    status: 409,
    vi: 'Thiết bị mất chưa đủ 30 ngày; sớm nhất là ngày {from}.',
    en: 'The device has not been missing for 30 days; {from} is the earliest day.',
  },
  WIPE_REQUIRED: {
    status: 422,
    vi: 'Thiết bị đã qua sử dụng phải có biên bản xóa dữ liệu.',
    en: 'A used device needs a record of its data being wiped.',
  },
  PLEDGE_OVERDUE: {
    status: 422,
    vi: 'Đã quá hạn mà chưa nhận được gì của khoản ủng hộ này.',
    en: 'Nothing of this pledge has arrived though it was due.',
  },
  CUSTODY_GAP: {
    status: 422,
    vi: 'Quá 72 giờ kể từ khi giao mà chưa ai nhận giữ thiết bị.',
    en: 'For 72 hours since its release nobody has taken the device.',
  },
  FRAUD_SUSPECTED: {
    status: 422,
    vi: 'Bảng kê khác nêu lại số của một thiết bị đã trao; cần xem xét.',
    en: 'Another manifest names the number of a device that was delivered; somebody should look at it.',
  },
  PRICE_OUTLIER: {
    status: 422,
    vi: 'Đơn giá ngoài khoảng 500.000–50.000.000 đ; chờ xem xét.',
    en: 'Unit price outside 500,000–50,000,000 VND; it waits for review.',
  },
  OVER_ALLOCATION: {
    status: 409,
    vi: 'Vượt quá số còn lại ({available}).',
    en: 'More than is left ({available}).',
  },
  UNIT_UNKNOWN: {
    status: 404,
    vi: 'Không có đơn vị hành chính này ({unitCode}).',
    en: 'There is no such administrative unit ({unitCode}).',
  },
  MEASURE_UNKNOWN: {
    status: 404,
    vi: 'Không có giai đoạn này ở đơn vị đó.',
    en: 'There is no such measure in that unit.',
  },
  MEASURE_ENDED: {
    status: 409,
    vi: 'Giai đoạn này đã kết thúc.',
    en: 'This measure has ended.',
  },
  PERIOD_ORDER: {
    status: 422,
    vi: 'Ngày kết thúc trước ngày bắt đầu.',
    en: 'The end is before the start.',
  },
  CARRIER_MISMATCH: {
    status: 422,
    vi: 'Nhà mạng phải là nhà mạng của chính tổ chức này.',
    en: 'The carrier has to be the one that this organisation is.',
  },
  TERMS_OVERLAP: {
    status: 409,
    vi: 'Đã có điều khoản trong thời gian này (từ {validFrom}).',
    en: 'Other terms are in force in that time (from {validFrom}).',
  },
  DONOR_IDENTITY: {
    status: 422,
    vi: 'Tổ chức thì nêu tên; cá nhân thì chỉ nêu dữ liệu được bảo vệ.',
    en: 'An organisation has a name; of a person there are protected data only.',
  },
  UMBRELLA_NESTED: {
    status: 422,
    vi: 'Cam kết gộp không thể nằm dưới một cam kết gộp.',
    en: 'An umbrella pledge is under no umbrella.',
  },
  UMBRELLA_NOT_COUNTED: {
    status: 409,
    vi: 'Cam kết gộp chỉ là tổng; hãy ghi nhận ở cam kết thành phần.',
    en: 'An umbrella pledge is a sum only; record it on one of its leaves.',
  },
  NOTHING_RECEIVED: {
    status: 409,
    vi: 'Chưa nhận được gì của khoản tài trợ này.',
    en: 'Nothing of this donation has arrived yet.',
  },
  LOT_WAREHOUSE: {
    status: 409,
    vi: 'Lô này đã kê khai ở kho khác.',
    en: 'This lot is manifested for another warehouse.',
  },
  COUNT_MISMATCH: {
    status: 422,
    vi: 'Số đếm ({counted}) phải bằng số nhận cộng số loại.',
    en: 'The count ({counted}) has to be what was accepted and what was rejected.',
  },
  SAME_CUSTODIAN: {
    status: 409,
    vi: 'Thiết bị đang do chính nơi đó giữ.',
    en: 'The device is in that custody already.',
  },
  TRANSFER_UNKNOWN: {
    status: 404,
    vi: 'Không có lần bàn giao này đang chờ nhận.',
    en: 'There is no such transfer waiting to be taken.',
  },
  NOT_ADDRESSEE: {
    status: 409,
    vi: 'Lần bàn giao này dành cho nơi khác ({addressee}).',
    en: 'This transfer is for somebody else ({addressee}).',
  },
  REPAIR_OUTCOME: {
    status: 409,
    vi: 'Kết quả sửa chữa không hợp với việc thiết bị đang gán cho ai.',
    en: 'The outcome does not fit whom the device is assigned to.',
  },
  UMBRELLA_UNKNOWN: {
    status: 404,
    vi: 'Không có cam kết gộp này ({umbrellaCode}).',
    en: 'There is no such umbrella pledge ({umbrellaCode}).',
  },
  BELOW_NORM: {
    status: 422,
    vi: 'Giá trị thiết bị thấp hơn định mức 2.500.000 đồng của chương trình.',
    en: 'The device is worth less than the programme’s norm of 2,500,000 đồng.',
  },
  IMEISV: {
    status: 422,
    vi: 'IMEI có 16 chữ số (IMEISV); đã lấy 14 số đầu và tính lại số kiểm tra.',
    en: 'The IMEI had 16 digits (IMEISV); its first 14 were taken, with a check digit of their own.',
  },
} as const satisfies Readonly<Record<string, CodeDefinition>>;
