import { languageOf } from './language';

it.each([
  [undefined, 'vi'],
  ['', 'vi'],
  ['en', 'en'],
  ['en-GB,en;q=0.9', 'en'],
  ['vi;q=0.5, en', 'en'],
  ['vi, en;q=0.9', 'vi'],
  ['fr, de', 'vi'],
  ['fr, en;q=0.1', 'en'],
  ['en;q=0', 'vi'],
  ['*', 'vi'],
])('«%s» asks for %s', (header, language) => expect(languageOf(header)).toBe(language));
