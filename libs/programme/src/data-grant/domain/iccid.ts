/** 89 = telecommunication, 84 = Viet Nam. */
const ISSUER = '8984';

const hasLuhnCheck = (digits: string): boolean => {
  let sum = 0;
  [...digits].reverse().forEach((digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  });
  return sum % 10 === 0;
};

/** The number of a SIM card, 19–20 digits with their Luhn check; null where it can't be one (`ICCID`, row 53). */
export const parseIccid = (input: string): string | null => {
  const digits = input.normalize('NFKC').replace(/[\s-]/g, '');
  return /^\d{19,20}$/.test(digits) && digits.startsWith(ISSUER) && hasLuhnCheck(digits) ? digits : null;
};
