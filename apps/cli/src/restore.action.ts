import { beginNewOrigin, readSettings } from '@hosting';
import type { Output } from './output';

/** Opens the data itself; refuses where a live process holds it. */
export const restore = async (output: Output): Promise<void> => {
  const { previous, origin, size } = await beginNewOrigin(readSettings(process.env), output.say);
  if (output.json)
    return output.document({
      previousOrigin: previous.origin,
      previousSize: String(previous.size),
      origin,
      size: String(size),
    });
  output.print(
    output.language === 'vi'
      ? `Tên cũ ${previous.origin} đã ký ${previous.size} sự kiện; sổ đi tiếp với ${size} sự kiện dưới tên ${origin}.`
      : `${previous.origin} had signed ${previous.size} events; the ledger goes on with ${size} events as ${origin}.`,
  );
};
