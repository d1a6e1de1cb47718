import fc from 'fast-check';
import { CheckpointMalformed, encodeBase64, formatCheckpoint, parseCheckpoint } from '.';

const ROOT = new Uint8Array(32).fill(7);

describe('a checkpoint', () => {
  it('is the three lines of C2SP', () => {
    const text = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
    const checkpoint = parseCheckpoint(text);
    expect(checkpoint).toEqual(expect.objectContaining({ origin: 'example.com/behind-the-sofa', size: 20_852_163 }));
    expect(formatCheckpoint(checkpoint)).toBe(text);
  });

  it('comes back from its text, up to 2^53', () =>
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.uint8Array({ minLength: 32, maxLength: 32 }), (size, root) =>
        expect(parseCheckpoint(formatCheckpoint({ origin: 'sổ.example', size, root }))).toEqual({
          origin: 'sổ.example',
          size,
          root,
        }),
      ),
    ));

  const root = encodeBase64(ROOT);
  it.each([
    ['CHECKPOINT_LINES', ''],
    ['CHECKPOINT_LINES', `log\n1\n${root}`],
    ['CHECKPOINT_LINES', `log\n1\n`],
    ['CHECKPOINT_LINES', `log\n1\n${root}\nextension\n`],
    ['CHECKPOINT_LINES', `log\n1\n${root}\n\n`],
    ['CHECKPOINT_ORIGIN', `\n1\n${root}\n`],
    ['CHECKPOINT_ORIGIN', `log\r\n1\n${root}\n`],
    ['CHECKPOINT_SIZE', `log\n01\n${root}\n`],
    ['CHECKPOINT_SIZE', `log\n+1\n${root}\n`],
    ['CHECKPOINT_SIZE', `log\n-1\n${root}\n`],
    ['CHECKPOINT_SIZE', `log\n1e3\n${root}\n`],
    ['CHECKPOINT_SIZE', `log\n\n${root}\n`],
    ['CHECKPOINT_SIZE', `log\n9007199254740992\n${root}\n`],
    ['CHECKPOINT_SIZE', `log\n99999999999999999999\n${root}\n`],
    ['CHECKPOINT_ROOT', `log\n1\n${root.slice(0, -1)}\n`],
    ['CHECKPOINT_ROOT', `log\n1\n${root.replace('c=', 'd=')}\n`],
    ['CHECKPOINT_ROOT', `log\n1\n${encodeBase64(new Uint8Array(31))}\n`],
    ['CHECKPOINT_ROOT', `log\n1\n ${root}\n`],
  ])('%s is what is wrong with %j', (code, text) => {
    expect(() => parseCheckpoint(text)).toThrow(CheckpointMalformed);
    expect(() => parseCheckpoint(text)).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    ['CHECKPOINT_ORIGIN', { origin: '', size: 1, root: ROOT }],
    ['CHECKPOINT_ORIGIN', { origin: 'two\nlines', size: 1, root: ROOT }],
    ['CHECKPOINT_SIZE', { origin: 'log', size: 2 ** 53, root: ROOT }],
    ['CHECKPOINT_ROOT', { origin: 'log', size: 1, root: new Uint8Array(31) }],
  ])('%s is what can not be written', (code, checkpoint) =>
    expect(() => formatCheckpoint(checkpoint)).toThrow(expect.objectContaining({ code })),
  );
});
