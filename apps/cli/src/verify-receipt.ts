import { nodeHashes, nodeSignatureCheck } from '@verification';
import { type CheckedReceipt, type Receipt, checkReceipt, receiptInHtml, stepTexts } from '@verification/receipt';
import { exitCodes, Failure } from './failure';
import { type Trust, parsedTrust, readText, trustFile } from './log-trust';
import { type Output, table } from './output';

interface ReceiptFlags {
  readonly trust?: string;
  readonly body?: string;
}

/** A receipt (.html), or a tlog-proof with the body of its event. */
export const verifyReceipt = async (output: Output, file: string, flags: ReceiptFlags): Promise<void> => {
  const text = readText(file);
  const shown = receiptInHtml(text);
  const receipt = shown ?? proofReceipt(file, text, flags);
  const trust = flags.trust
    ? trustFile(flags.trust)
    : parsedTrust(receipt.trust, file, {
        vi: 'khóa trong chính biên nhận (không chứng minh đó là khóa của chương trình; hãy dùng --trust)',
        en: "the keys in the receipt itself (which does not prove that they are the programme's; use --trust)",
      });
  const checked = await checkReceipt(
    { ...receipt, trust: trust.text },
    { hash: nodeHashes.sha256, verify: nodeSignatureCheck },
  );
  tell(output, checked, trust);
};

const proofReceipt = (file: string, proof: string, { body, trust }: ReceiptFlags): Receipt => {
  if (!proof.startsWith('c2sp.org/tlog-proof'))
    throw new Failure(
      exitCodes.failed,
      { vi: `${file} không phải biên nhận hay tlog-proof`, en: `${file} is neither a receipt nor a tlog-proof` },
      'NOT_A_RECEIPT',
    );
  if (body === undefined || trust === undefined)
    throw new Failure(
      exitCodes.usage,
      { vi: 'tệp .tlog-proof cần --body và --trust', en: 'a .tlog-proof file needs --body and --trust' },
      'BODY_MISSING',
    );
  return { version: 1, body: readText(body), proof, trust: readText(trust) };
};

const tell = (output: Output, checked: CheckedReceipt, trust: Trust): void => {
  const { failed, position, origin, size, root, witnesses } = checked;
  if (failed) process.exitCode = exitCodes.tampering;
  if (output.json)
    return output.document({
      verdict: failed ? 'WRONG' : 'RIGHT',
      failed,
      position: position === null ? null : String(position),
      origin,
      size: size === null ? null : String(size),
      root,
      witnesses,
      trust: trust.from.en,
    });
  const words = stepTexts[output.language];
  const isVietnamese = output.language === 'vi';
  return output.print(
    [
      failed ? `${words.invalid}: ${failed.step}: ${words.steps[failed.step]} (${failed.detail})` : words.valid,
      table(
        ['', ''],
        [
          [isVietnamese ? 'vị trí' : 'position', String(position ?? '-')],
          [isVietnamese ? 'sổ' : 'log', origin ?? '-'],
          [isVietnamese ? 'sự kiện' : 'events', String(size ?? '-')],
          [isVietnamese ? 'gốc' : 'root', root ?? '-'],
          [isVietnamese ? 'nhân chứng' : 'witnesses', witnesses.join(', ') || '-'],
          [isVietnamese ? 'tin theo' : 'trusting', trust.from[output.language]],
        ],
      ),
    ].join('\n'),
  );
};
