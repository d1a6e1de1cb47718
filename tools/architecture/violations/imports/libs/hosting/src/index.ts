export const hosting = 'everything';
