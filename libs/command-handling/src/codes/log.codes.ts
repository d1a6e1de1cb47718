import type { CodeDefinition } from './code-definition';

/** Questions to the transparency log that it has no answer to. */
export const logCodes = {
  NOT_SEALED_YET: {
    status: 404,
    vi: 'Sổ chưa có điểm kiểm nào được ký.',
    en: 'No checkpoint of the ledger has been signed yet.',
  },
  TILE_PATH_MALFORMED: {
    status: 400,
    vi: 'Đây không phải đường dẫn của một mảnh (C2SP tlog-tiles): tile/<mức>/<số>[.p/<độ rộng>].',
    en: 'This is not the path of a tile (C2SP tlog-tiles): tile/<level>/<number>[.p/<width>].',
  },
  TILE_NOT_FOUND: {
    status: 404,
    vi: 'Cây chưa có mảnh này; size là số lá của nó.',
    en: 'The tree does not have this tile yet; size is how many leaves it has.',
  },
} as const satisfies Readonly<Record<string, CodeDefinition>>;
