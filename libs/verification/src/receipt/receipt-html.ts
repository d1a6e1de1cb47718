import { type Hash, encodeBase64 } from '@transparency-log';
import type { Receipt } from './check-receipt';
import { RECEIPT_SCRIPT } from './receipt-script';

const STYLE = `
body{font:16px/1.5 system-ui,"Be Vietnam Pro","Segoe UI",sans-serif;color:#16202a;background:#fff;max-width:52rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.4rem;margin:0 0 1rem}
#verdict{border:2px solid #5b6672;border-radius:.5rem;padding:.75rem 1rem;margin:1rem 0}
#verdict.valid{border-color:#1a6b2f;background:#eef8f0}
#verdict.invalid{border-color:#a3121f;background:#fdf0f1}
#verdict p{margin:.2rem 0;font-weight:600}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}
dt{color:#44505c}dd{margin:0;overflow-wrap:anywhere}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f4f6f8;border-radius:.5rem;padding:.75rem;font-size:.8rem}
@media print{body{margin:0;max-width:none}pre{background:none;border:1px solid #ccc}details{display:block}details>*{display:block}}
`;

const encoder = new TextEncoder();
const sourceOf = (hash: Hash, text: string): string => `'sha256-${encodeBase64(hash(encoder.encode(text)))}'`;

/** `<` is written otherwise, so nothing in the data can end its element. */
const embedded = (receipt: Receipt): string => JSON.stringify(receipt).replaceAll('<', '\\u003c');

/**
 * One HTML file that proves one event to whoever opens it, for ever and offline. Its policy lets nothing run but the script that is in it, and
 * nothing be fetched. The facts are shown by that script, from the bytes that it checked: what isn't checked is not there to be read.
 */
export const receiptHtml = (receipt: Receipt, { hash }: { readonly hash: Hash }): string => `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ${sourceOf(hash, RECEIPT_SCRIPT)}; style-src ${sourceOf(hash, STYLE)}; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Biên nhận chứng minh · Proof receipt</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Biên nhận chứng minh của Sổ Sóng · <span lang="en">Proof receipt</span></h1>
<div id="verdict" role="status">
<p id="verdict-vi">Đang kiểm tra… (cần JavaScript)</p>
<p id="verdict-en" lang="en">Checking… (needs JavaScript)</p>
<div><span id="step"></span> <span id="detail"></span></div>
</div>
<dl>
<dt>Vị trí · <span lang="en">Position</span></dt><dd id="position">–</dd>
<dt>Sổ · <span lang="en">Log</span></dt><dd id="origin">–</dd>
<dt>Số sự kiện · <span lang="en">Size</span></dt><dd id="size">–</dd>
<dt>Gốc · <span lang="en">Root</span></dt><dd id="root">–</dd>
<dt>Nhân chứng · <span lang="en">Witnesses</span></dt><dd id="witnesses">–</dd>
</dl>
<h2>Sự kiện · <span lang="en">Event</span></h2>
<pre id="body"></pre>
<h2>Tin theo · <span lang="en">Trusting</span></h2>
<p>Hãy so khóa này với khóa mà chương trình công bố. · <span lang="en">Compare this key with the one that the programme has published.</span></p>
<pre id="trust"></pre>
<details open><summary>Chứng minh · <span lang="en">Proof (C2SP tlog-proof@v1)</span></summary><pre id="proof"></pre></details>
<script type="application/json" id="receipt">${embedded(receipt)}</script>
<script>${RECEIPT_SCRIPT}</script>
</body>
</html>
`;

const DATA = /<script type="application\/json" id="receipt">([\s\S]*?)<\/script>/;

/** The receipt that an HTML file holds; null where it holds none. */
export const receiptInHtml = (html: string): Receipt | null => {
  try {
    const receipt = JSON.parse(DATA.exec(html)?.[1] ?? '') as Receipt;
    const { body, proof, trust } = receipt;
    return [body, proof, trust].every((part) => typeof part === 'string') ? receipt : null;
  } catch {
    return null;
  }
};
