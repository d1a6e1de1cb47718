import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInNewContext } from 'node:vm';
import { chromium } from 'playwright-core';
import { nodeSignatureCheck } from '../node-hashes';
import { bytesOf, hashes, honestLedger, noteOf, plainBodies, policyTextOf, proofOf, sealed } from '../testing';
import { type Receipt, checkReceipt, receiptHtml, receiptInHtml } from '.';
import { browserCheck, showReceipt } from './page';
import { RECEIPT_SCRIPT } from './receipt-script';
import { parseVerifierKey } from '@transparency-log';
import { signerOf, vkeyOf } from '../testing';

const WITNESS = 'w1.test';
const POSITION = 8;
const ledger = sealed([...bytesOf(honestLedger()), ...plainBodies(600)], [WITNESS]);
let receipt: Receipt;
let html: string;
beforeAll(async () => {
  const body = new TextDecoder().decode(ledger.bodies[POSITION]);
  receipt = { version: 1, body, proof: await proofOf(ledger, POSITION), trust: policyTextOf([WITNESS]) };
  html = receiptHtml(receipt, { hash: hashes.sha256 });
});

const checked = (changed: Partial<Receipt> = {}) =>
  checkReceipt({ ...receipt, ...changed }, { hash: hashes.sha256, verify: nodeSignatureCheck });

/** One character of the fact told otherwise. */
const tampered = (text: string): string => text.replace('31-KHO-1', '31-KHO-2');

const broken = async (): Promise<readonly (readonly [string, Partial<Receipt>])[]> => {
  const other = sealed(ledger.bodies.slice(0, 20));
  const [note] = [ledger.checkpoint];
  const unwitnessed = sealed(ledger.bodies);
  return [
    ['FORM', { proof: 'c2sp.org/tlog-proof@v1\n' }],
    ['FORM', { trust: 'log nonsense\n' }],
    ['FORM', { proof: receipt.proof.replace(/^([A-Za-z0-9+/]{43}=)$/m, (hash) => hash.slice(0, -1)) }],
    ['BODY', { body: 'hello' }],
    ['SIGNATURES', { proof: receipt.proof.replace(note!, note!.replace(/\n\d+\n/, '\n7\n')) }],
    ['SIGNATURES', { proof: receipt.proof.replace(note!, noteOf(20, new Uint8Array(32), { origin: 'other.test' })) }],
    ['WITNESSES', { proof: await proofOf(unwitnessed, POSITION) }],
    ['INCLUSION', { body: tampered(receipt.body) }],
    ['INCLUSION', { proof: receipt.proof.replace(`index ${POSITION}`, `index ${POSITION + 1}`) }],
    ['INCLUSION', { proof: await proofOf(ledger, POSITION + 1) }],
    ['INCLUSION', { proof: (await proofOf(other, POSITION)).replace(other.checkpoint, ledger.checkpoint) }],
  ];
};

describe('a receipt', () => {
  it('holds, with the head and the witnesses that it rests on', async () =>
    expect(await checked()).toMatchObject({
      failed: null,
      position: POSITION,
      size: ledger.bodies.length,
      witnesses: [WITNESS],
    }));

  it('tells the first step that fails', async () => {
    for (const [step, changed] of await broken())
      expect([step, (await checked(changed)).failed?.step]).toEqual([step, step]);
  });

  it('is taken out of its file as it was put in', () => {
    expect(receiptInHtml(html)).toEqual(receipt);
    expect(receiptInHtml('<html></html>')).toBeNull();
  });

  it('can not be ended by what is in it', () => {
    const hostile = { ...receipt, body: JSON.stringify({ id: '</script><script>alert(1)</script>' }) };
    const file = receiptHtml(hostile, { hash: hashes.sha256 });
    expect(file.match(/<script/g)).toHaveLength(2);
    expect(receiptInHtml(file)).toEqual(hostile);
  });

  it('asks nobody for anything', () => {
    expect(html).toContain("default-src 'none'");
    expect(html.replaceAll(/"[^"]*proof[^"]*"/g, '')).not.toMatch(/\b(src|href)=/);
  });
});

/** The elements that the page's script asks for, without a browser. */
const pageOf = (file: string) => {
  const elements = new Map(
    [...file.matchAll(/ id="([\w-]+)"/g)].map(([, id]) => [id!, { textContent: '', className: '' }]),
  );
  elements.get('receipt')!.textContent = /id="receipt">([\s\S]*?)<\/script>/.exec(file)![1]!;
  return { getElementById: (id: string) => elements.get(id) ?? null, elements };
};

describe('the page of a receipt', () => {
  it('shows the verdict in both languages, and the fact', async () => {
    const page = pageOf(html);
    await showReceipt(page);
    const said = (id: string) => page.elements.get(id)!.textContent;
    expect(page.elements.get('verdict')!.className).toBe('valid');
    expect([said('verdict-vi'), said('verdict-en')]).toEqual([
      expect.stringContaining('HỢP LỆ'),
      expect.stringContaining('VALID'),
    ]);
    expect(said('body')).toContain('"warehouseCode": "31-KHO-1"');
  });

  it('says which step failed where one character was changed', async () => {
    const page = pageOf(tampered(html));
    await showReceipt(page);
    expect(page.elements.get('verdict')!.className).toBe('invalid');
    expect(page.elements.get('step')!.textContent).toBe('INCLUSION');
  });

  it('is refused whole where it holds no receipt', async () => {
    const page = pageOf(html);
    page.elements.get('receipt')!.textContent = '{';
    expect((await showReceipt(page)).failed?.step).toBe('FORM');
  });

  it('checks signatures with the browser, and with its own curve where the browser has none', async () => {
    const key = parseVerifierKey(hashes.sha256, vkeyOf());
    const message = new TextEncoder().encode('a note');
    const signature = signerOf().sign(message);
    const answers = async () => [
      await browserCheck(key.publicKey, message, signature),
      await browserCheck(key.publicKey, new TextEncoder().encode('a mote'), signature),
    ];
    expect(await answers()).toEqual([true, false]);
    const subtle = jest.spyOn(globalThis.crypto.subtle, 'importKey').mockRejectedValue(new Error('no such curve'));
    expect(await answers()).toEqual([true, false]);
    subtle.mockRestore();
  });
});

describe('the script in a receipt', () => {
  /** The bundle as it stands in the file, in a world without Node. */
  const run = async (file: string) => {
    const page = pageOf(file);
    const world = { document: page, TextEncoder, TextDecoder, crypto: undefined, globalThis: undefined };
    runInNewContext(RECEIPT_SCRIPT, world);
    const verdict = page.elements.get('verdict')!;
    // It has no promise to wait for: its work is done when the verdict is there.
    while (verdict.className === '') await new Promise((resolve) => setImmediate(resolve));
    return [verdict.className, page.elements.get('step')!.textContent];
  };

  it('finds the receipt valid', async () => expect(await run(html)).toEqual(['valid', '']));
  it('finds one changed character', async () => expect(await run(tampered(html))).toEqual(['invalid', 'INCLUSION']));
});

const CHROMIUM = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
].find((path) => path !== undefined && existsSync(path));
if (!CHROMIUM) process.stderr.write('skipped: the receipt in a browser (no Chromium found; CHROMIUM names one)\n');
const inBrowser = CHROMIUM ? it : it.skip;
const BROWSER_TIMEOUT_MILLISECONDS = 120_000;

describe('a receipt opened from a disk, without a network', () => {
  inBrowser(
    'is valid, and with one character changed is not',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'so-song-receipt-'));
      const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
      try {
        const context = await browser.newContext({ offline: true });
        const open = async (file: string, content: string) => {
          writeFileSync(join(folder, file), content);
          const page = await context.newPage();
          const problems: string[] = [];
          page.on('console', (message) => void problems.push(message.text()));
          page.on('pageerror', (error) => void problems.push(error.message));
          const requests: string[] = [];
          page.on('request', (request) => void requests.push(request.url()));
          await page.goto(pathToFileURL(join(folder, file)).href);
          await page.waitForSelector('#verdict.valid, #verdict.invalid');
          const said = await page.locator('#verdict').innerText();
          return { said, problems, requests: requests.filter((url) => !url.endsWith(file)) };
        };
        const valid = await open('receipt.html', html);
        expect(valid).toMatchObject({ problems: [], requests: [], said: expect.stringMatching(/HỢP LỆ[\s\S]*VALID/) });
        const invalid = await open('tampered.html', tampered(html));
        expect(invalid).toMatchObject({ problems: [], said: expect.stringMatching(/INVALID[\s\S]*INCLUSION/) });
      } finally {
        await browser.close();
        rmSync(folder, { recursive: true, force: true });
      }
    },
    BROWSER_TIMEOUT_MILLISECONDS,
  );
});
