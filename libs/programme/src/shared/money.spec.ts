import { isFractionOfDong, isOtherCurrency, isSpelledMoney, suggestedVnd } from './money';

describe('an amount as people write it', () => {
  it.each(['100 USD', '$100', '100€', '5 eur'])('is another currency in %s', (text) =>
    expect(isOtherCurrency(text)).toBe(true),
  );

  it.each(['2,5 tỷ', '500 nghìn', '3 tr'])('is in words in %s', (text) => expect(isSpelledMoney(text)).toBe(true));

  it.each(['2500000', '2500000 đ', '1.000.000'])('is neither in %s', (text) =>
    expect([isOtherCurrency(text), isSpelledMoney(text), isFractionOfDong(text)]).toEqual([false, false, false]),
  );

  it.each([
    ['2500000.50', '2500000'],
    ['2,5 triệu', '2500000'],
    ['3 tỷ', '3000000000'],
    ['500 ngàn', '500000'],
    ['nhiều tiền', undefined],
    ['1.000.000', undefined],
  ])('seems to say, as %s, %s đồng', (text, vnd) => expect(suggestedVnd(text)).toBe(vnd));
});
