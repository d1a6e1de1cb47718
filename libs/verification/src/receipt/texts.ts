import type { ReceiptStep } from './check-receipt';

interface StepTexts {
  readonly valid: string;
  readonly invalid: string;
  readonly steps: Readonly<Record<ReceiptStep, string>>;
}

export const stepTexts: Readonly<Record<'vi' | 'en', StepTexts>> = {
  vi: {
    valid: 'HỢP LỆ: sự kiện này nằm trong sổ, đúng từng byte',
    invalid: 'KHÔNG HỢP LỆ',
    steps: {
      FORM: 'chứng minh hoặc tệp tin cậy sai dạng',
      BODY: 'thân sự kiện không phải một sự kiện',
      SIGNATURES: 'chữ ký của điểm kiểm không đúng',
      LOG: 'sổ được nêu tên không ký điểm kiểm này',
      WITNESSES: 'thiếu nhân chứng',
      INCLUSION: 'sự kiện hoặc đường băm đã bị sửa: không dẫn tới gốc đã ký',
    },
  },
  en: {
    valid: 'VALID: this event is in the ledger, byte for byte',
    invalid: 'INVALID',
    steps: {
      FORM: 'the proof or the trust file is malformed',
      BODY: 'the body is no event',
      SIGNATURES: "the checkpoint's signature is false",
      LOG: 'the log that is named has not signed this checkpoint',
      WITNESSES: 'witnesses are missing',
      INCLUSION: 'the event or the path was changed: it does not lead to the signed root',
    },
  },
};
