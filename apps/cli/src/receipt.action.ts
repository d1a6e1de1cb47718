import { writeFileSync } from 'node:fs';
import { nodeHashes, nodeSignatureCheck } from '@verification';
import { type Receipt, checkReceipt, receiptHtml, stepTexts } from '@verification/receipt';
import { type Client, connect } from './client';
import { exitCodes, Failure } from './failure';
import { trustFile, trustOfServer } from './log-trust';
import type { Output } from './output';

export interface ReceiptOptions {
  readonly out?: string;
  readonly trust?: string;
  readonly as: string | undefined;
}

interface ProvedEvent {
  readonly position: string;
  readonly body: string;
  readonly proof: string | null;
}

const BY_ID = 'query Event($id: ID) { event(id: $id) { position body proof } }';
const BY_POSITION = 'query Event($position: Position) { event(position: $position) { position body proof } }';
const OF_DEVICE =
  'query Event($tag: AssetTag!) { events(filter: { device: $tag }, last: 1) { nodes { position body proof } } }';

/** Writes the file; what it proves is checked before, as whoever opens it will. */
export const receipt = async (output: Output, what: string, options: ReceiptOptions): Promise<void> => {
  const client = await connect(output.language, options.as);
  const event = await eventOf(client, what);
  if (!event)
    throw new Failure(
      exitCodes.notFound,
      {
        vi: `không có sự kiện ${what}, hoặc ngoài phạm vi của bạn`,
        en: `there is no event ${what}, or it is out of your scope`,
      },
      'NOT_FOUND',
    );
  if (event.proof === null)
    throw new Failure(
      exitCodes.failed,
      {
        vi: 'sự kiện này chưa có điểm kiểm nào bao trùm; thử lại sau giây lát',
        en: 'no checkpoint covers this event yet; try again in a moment',
      },
      'NOT_SEALED_YET',
    );
  const trust = options.trust ? trustFile(options.trust) : await trustOfServer(client.url);
  const proved: Receipt = { version: 1, body: event.body, proof: event.proof, trust: trust.text };
  const { failed } = await checkReceipt(proved, { hash: nodeHashes.sha256, verify: nodeSignatureCheck });
  if (failed) {
    const saying = (language: 'vi' | 'en') =>
      `${failed.step}: ${stepTexts[language].steps[failed.step]} (${failed.detail})`;
    throw new Failure(exitCodes.tampering, { vi: saying('vi'), en: saying('en') }, 'PROOF_INVALID');
  }
  const file = options.out ?? `receipt-${event.position}.html`;
  writeFileSync(file, receiptHtml(proved, { hash: nodeHashes.sha256 }));
  if (output.json) output.document({ file, position: event.position, trust: trust.from.en });
  else
    output.print(
      output.language === 'vi'
        ? `${file}: sự kiện ở vị trí ${event.position}; tin theo ${trust.from.vi}`
        : `${file}: the event at position ${event.position}; trusting ${trust.from.en}`,
    );
};

const eventOf = async (client: Client, what: string): Promise<ProvedEvent | null> => {
  if (/^SMT-/i.test(what)) {
    const { events } = await client.graphql<{ readonly events: { readonly nodes: readonly ProvedEvent[] } }>(
      OF_DEVICE,
      {
        tag: what,
      },
    );
    return events.nodes[0] ?? null;
  }
  const isPosition = /^\d+$/.test(what);
  const { event } = await client.graphql<{ readonly event: ProvedEvent | null }>(
    isPosition ? BY_POSITION : BY_ID,
    isPosition ? { position: what } : { id: what },
  );
  return event;
};
