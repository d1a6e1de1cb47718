import { generateSigningKey, parseSigningKeys, SigningKeyMalformed } from '@sealing/signing';
import { exitCodes, Failure } from './failure';
import type { Output } from './output';

/** The key alone on stdout, for a file or a variable; what everybody may know of it on stderr. */
export const keygen = (output: Output, name: string): void => {
  const line = generated(name);
  const [{ verifierKey }] = parseSigningKeys(line);
  if (output.json) return output.document({ key: line, verifierKey });
  output.print(line);
  output.say(output.language === 'vi' ? `khóa kiểm: ${verifierKey}` : `verifier key: ${verifierKey}`);
};

const generated = (name: string): string => {
  try {
    return generateSigningKey(name);
  } catch (error) {
    if (!(error instanceof SigningKeyMalformed)) throw error;
    throw new Failure(
      exitCodes.usage,
      {
        vi: 'tên của sổ không có dấu cách và dấu cộng, dài nhất 200 ký tự',
        en: 'the name of a log has no space and no plus sign, and at most 200 characters',
      },
      error.code,
    );
  }
};
