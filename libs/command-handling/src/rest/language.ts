export type Language = 'vi' | 'en';

/** Vietnamese unless English is asked for first. Weights (`q=`) are honoured; everything else falls to Vietnamese. */
export const languageOf = (acceptLanguage: string | undefined): Language => {
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [range = '', ...parameters] = part.trim().toLowerCase().split(';');
      const weight = Number(parameters.find((parameter) => parameter.trim().startsWith('q='))?.split('=')[1] ?? 1);
      return { language: range.split('-')[0], weight };
    })
    .filter(({ language, weight }) => (language === 'vi' || language === 'en') && weight > 0)
    .sort((one, other) => other.weight - one.weight);
  return wanted[0]?.language === 'en' ? 'en' : 'vi';
};
