import type { LogFault } from './log';
import type { Finding } from './rules';

/** Everything that can be wrong with a ledger besides the rules of the programme. Each is tampering, and none is a failure to check. */
export const faults = {
  EVENT_CHANGED: {
    vi: 'sự kiện ở vị trí này không phải là sự kiện đã niêm phong',
    en: 'the event at this position is not the one that was sealed',
  },
  EVENT_MISSING: {
    vi: 'điểm kiểm có vị trí này mà sổ thì không',
    en: 'the checkpoint has this position, and the ledger ends before it',
  },
  EVENT_UNSEALED: {
    vi: 'sổ có thêm sự kiện từ vị trí này, ngoài điểm kiểm',
    en: 'from this position on there are events that the checkpoint does not have',
  },
  TILE_CHANGED: {
    vi: 'các sự kiện đúng, nhưng một mảnh băm trên chúng bị sửa',
    en: 'the events are right, and a hash tile over them was changed',
  },
  TREE_CHANGED: {
    vi: 'sự kiện và mảnh băm khớp nhau nhưng không khớp điều đã ký; sớm nhất là sai từ vị trí này',
    en: 'events and tiles agree with each other and not with what was signed; the first wrong one is here at the earliest',
  },
  FORKED: {
    vi: 'điểm kiểm đã ký không nối tiếp điểm kiểm đã tin trước đó: sổ có hai lịch sử',
    en: 'the signed checkpoint does not continue one that was trusted before: there are two histories',
  },
  ROLLED_BACK: {
    vi: 'điểm kiểm cũ hơn điểm kiểm đã thấy trước đó',
    en: 'the checkpoint is older than one that was seen before',
  },
  ORIGIN_CHANGED: {
    vi: 'ở địa chỉ này nay là một sổ khác (tên gốc khác)',
    en: 'at this address there is another log now (another origin)',
  },
  CHECKPOINT_INVALID: {
    vi: 'điểm kiểm không được tin: sai dạng, hoặc không do sổ và các nhân chứng tin cậy ký',
    en: 'the checkpoint is not to be trusted: malformed, or not signed by the log and the witnesses that are trusted',
  },
  PROJECTION_DIFFERS: {
    vi: 'bảng đọc không được dựng từ đúng các sự kiện của sổ',
    en: 'a read table was not built from the events of the ledger',
  },
  PROOF_INVALID: {
    vi: 'chứng minh không dẫn tới gốc đã ký',
    en: 'the proof does not lead to the signed root',
  },
} as const satisfies Record<LogFault | string, { readonly vi: string; readonly en: string }>;

export type Fault = keyof typeof faults;

export interface LogProblem {
  readonly fault: Fault;
  /** Null where it concerns no event. */
  readonly position: number | null;
  readonly detail?: string;
}

/** The first thing that is wrong: of what the bytes are, and of what they say. */
export type Problem = LogProblem | Finding;

export const isRuleFinding = (problem: Problem): problem is Finding => 'rule' in problem;
