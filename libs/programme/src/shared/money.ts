/** How people write amounts that are no whole đồng (domain 7, rows 9 and 10), so that a refusal can say what they seem to mean; and the norm. */

const OTHER_CURRENCY = /(\$|usd|eur|€)/i;

/** `100 USD`: not đồng at all, so nothing is suggested. */
export const isOtherCurrency = (text: string): boolean => OTHER_CURRENCY.test(text);

const NUMBER_WORDS = /(nghìn|ngàn|triệu|tr\b|tỷ|tỉ|ty\b)/i;

export const isSpelledMoney = (text: string): boolean => NUMBER_WORDS.test(text);

/** `2500000.50`: đồng have no smaller part. */
export const isFractionOfDong = (text: string): boolean => /^\d+[.,]\d{1,2}$/.test(text);

/** What an amount with words or decimals seems to say, as whole đồng: 2500000 for `2,5 triệu`. */
export const suggestedVnd = (text: string): string | undefined =>
  isFractionOfDong(text) ? text.split(/[.,]/)[0] : spelledMoney(text);

const spelledMoney = (text: string): string | undefined => {
  const parts = /^(\d+)(?:[.,](\d+))?\s*(nghìn|ngàn|triệu|tr|tỷ|tỉ|ty)/i.exec(text);
  if (!parts) return undefined;
  const zeros = /^(nghìn|ngàn)/i.test(parts[3]!) ? 3 : /^tr/i.test(parts[3]!) ? 6 : 9;
  const decimals = (parts[2] ?? '').slice(0, zeros).padEnd(zeros, '0');
  return BigInt(`${parts[1]}${decimals}`).toString();
};

/** The norm of the programme, 2.5 million đồng a device (domain finding 1). */
export const NORM_VND = 2_500_000;
