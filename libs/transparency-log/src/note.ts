/** These bytes are permanent: text with signatures (C2SP signed-note). */
import { decodeBase64, encodeBase64 } from './base64';
import { concatBytes, utf8 } from './bytes';
import { KEY_HASH_BYTES, isKeyName } from './verifier-key';

/** Whoever signs, and how: the bytes of a signature are for the algorithm to say. */
export interface NoteSigner {
  readonly name: string;
  readonly keyHash: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

export interface NoteSignature {
  readonly name: string;
  readonly keyHash: Uint8Array;
  readonly bytes: Uint8Array;
}

/** The text ends in a newline, which is signed with it. */
export interface Note {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** As many as other implementations take; the specification demands 16 at least. */
export const MAX_SIGNATURES = 100;
/** A checkpoint has about a hundred, a signature as many: what is longer is none, and is not read. */
export const MAX_NOTE_CHARACTERS = 1_000_000;

/**
 * NOTE_LENGTH         longer than a note may be
 * NOTE_CHARACTERS     a control character, or half a character
 * NOTE_TEXT           the text does not end in a newline
 * NOTE_UNSIGNED       no blank line with signatures after it
 * SIGNATURE_COUNT     more signatures than a note may have
 * SIGNATURE_LINE      a line after the blank line that is not `— name signature`
 * SIGNATURE_BASE64    a signature that is not canonical base64
 * SIGNATURE_LENGTH    a signature without a key hash or without anything after it
 */
export type NoteFault =
  | 'NOTE_LENGTH'
  | 'NOTE_CHARACTERS'
  | 'NOTE_TEXT'
  | 'NOTE_UNSIGNED'
  | 'SIGNATURE_COUNT'
  | 'SIGNATURE_LINE'
  | 'SIGNATURE_BASE64'
  | 'SIGNATURE_LENGTH';

export class NoteMalformed extends Error {
  constructor(
    readonly code: NoteFault,
    message: string,
  ) {
    super(message);
    this.name = 'NoteMalformed';
  }
}

const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;

const checkCharacters = (text: string): void => {
  if (text.length > MAX_NOTE_CHARACTERS) throw new NoteMalformed('NOTE_LENGTH', `a note of ${text.length} characters`);
  if (CONTROL.test(text) || !text.isWellFormed())
    throw new NoteMalformed('NOTE_CHARACTERS', 'a note has no control characters but newlines');
};

/** Only the form is checked: nothing in a note may be believed before `openNote`. */
export const parseNote = (note: string): Note => {
  checkCharacters(note);
  const blank = note.lastIndexOf('\n\n');
  if (blank < 0) throw new NoteMalformed('NOTE_UNSIGNED', 'no blank line with signatures after it');
  return { text: note.slice(0, blank + 1), signatures: parseSignatures(note.slice(blank + 2)) };
};

const LINE = /^— ([^ ]+) ([^ ]+)$/;

/** Lines of signatures, as they stand in a note and as a witness answers. */
export const parseSignatures = (text: string): readonly NoteSignature[] => {
  checkCharacters(text);
  if (text === '') throw new NoteMalformed('NOTE_UNSIGNED', 'no signature');
  if (!text.endsWith('\n')) throw new NoteMalformed('SIGNATURE_LINE', 'the last signature does not end in a newline');
  const lines = text.slice(0, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw new NoteMalformed('SIGNATURE_COUNT', `${lines.length} signatures`);
  return lines.map((line, at) => {
    const [, name = '', base64 = ''] = LINE.exec(line) ?? [];
    if (!isKeyName(name)) throw new NoteMalformed('SIGNATURE_LINE', `line ${at + 1} of the signatures is none`);
    const bytes = decodeBase64(base64);
    if (!bytes) throw new NoteMalformed('SIGNATURE_BASE64', `the signature of ${name} is not canonical base64`);
    if (bytes.length <= KEY_HASH_BYTES)
      throw new NoteMalformed('SIGNATURE_LENGTH', `the signature of ${name} is ${bytes.length} bytes long`);
    return { name, keyHash: bytes.slice(0, KEY_HASH_BYTES), bytes: bytes.slice(KEY_HASH_BYTES) };
  });
};

export const formatSignatures = (signatures: readonly NoteSignature[]): string =>
  signatures
    .map(({ name, keyHash, bytes }) => {
      if (!isKeyName(name)) throw new NoteMalformed('SIGNATURE_LINE', `${JSON.stringify(name)} is no name of a key`);
      if (keyHash.length !== KEY_HASH_BYTES || bytes.length === 0)
        throw new NoteMalformed('SIGNATURE_LENGTH', `the signature of ${name} is ${bytes.length} bytes long`);
      return `— ${name} ${encodeBase64(concatBytes(keyHash, bytes))}\n`;
    })
    .join('');

export const formatNote = ({ text, signatures }: Note): string => {
  checkCharacters(text);
  if (!text.endsWith('\n')) throw new NoteMalformed('NOTE_TEXT', 'the text does not end in a newline');
  if (signatures.length === 0) throw new NoteMalformed('NOTE_UNSIGNED', 'no signature');
  if (signatures.length > MAX_SIGNATURES) throw new NoteMalformed('SIGNATURE_COUNT', `${signatures.length} signatures`);
  return `${text}\n${formatSignatures(signatures)}`;
};

/** One signature of a text, as a line of the note has it. */
export const signText = (text: string, signer: NoteSigner): NoteSignature => ({
  name: signer.name,
  keyHash: signer.keyHash,
  bytes: signer.sign(utf8(text)),
});

export const signNote = (text: string, signers: readonly NoteSigner[]): string => {
  // Before anything is signed: a signature of a text that is no note must not exist.
  checkCharacters(text);
  if (!text.endsWith('\n')) throw new NoteMalformed('NOTE_TEXT', 'the text does not end in a newline');
  return formatNote({ text, signatures: signers.map((signer) => signText(text, signer)) });
};

/** The note with further signatures behind those that it has, cosignatures for instance. */
export const addSignatures = (note: string, signatures: readonly NoteSignature[]): string => {
  const { text, signatures: before } = parseNote(note);
  return formatNote({ text, signatures: [...before, ...signatures] });
};
