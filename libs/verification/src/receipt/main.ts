/** The entry of the script in a receipt. */
import { showReceipt } from './page';

declare const document: Parameters<typeof showReceipt>[0];

void showReceipt(document);
