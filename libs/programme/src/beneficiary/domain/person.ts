/** What can be said of a pupil's personal data by looking at it. None of it is ever in an event; only the flags are. */

export interface Person {
  readonly fullName: string;
  /** YYYY-MM-DD */
  readonly dateOfBirth: string;
  readonly sex?: 'MALE' | 'FEMALE';
  readonly personalId?: string;
}

/** A pupil or student outside of these ages is looked at (row 23). */
const YOUNGEST = 5;
const OLDEST = 30;
/** From this age on a child consents for itself too (E6). */
const OWN_CONSENT_AGE = 7;
/** Provinces of birth registration are numbered 001 to 096. */
const LAST_PROVINCE_OF_BIRTH = 96;

/** 12 digits: 3 province of birth registration, 1 century and sex, 2 year of birth, 6 random. Nine digits are an old card, which no child has. */
export const isPersonalId = (text: string): boolean => {
  const province = Number(text.slice(0, 3));
  return /^\d{12}$/.test(text) && province >= 1 && province <= LAST_PROVINCE_OF_BIRTH;
};

export const ageOn = (dateOfBirth: string, day: string): number => {
  const years = Number(day.slice(0, 4)) - Number(dateOfBirth.slice(0, 4));
  return day.slice(5) < dateOfBirth.slice(5) ? years - 1 : years;
};

export const needsOwnConsent = (dateOfBirth: string, day: string): boolean =>
  ageOn(dateOfBirth, day) >= OWN_CONSENT_AGE;

/** The number's century, year and sex against the date of birth and the sex: registries err, so it is looked at, not refused (row 22). */
const isMismatch = ({ personalId, dateOfBirth, sex }: Person): boolean => {
  if (personalId === undefined) return false;
  const centuryAndSex = Number(personalId[3]);
  const year = (19 + Math.floor(centuryAndSex / 2)) * 100 + Number(personalId.slice(4, 6));
  const numberSex = centuryAndSex % 2 === 0 ? 'MALE' : 'FEMALE';
  return year !== Number(dateOfBirth.slice(0, 4)) || (sex !== undefined && sex !== numberSex);
};

/** Flags of a registration by its personal data (rows 22, 23 and 85 of domain 7); none where all is well. */
export const personFlags = (person: Person, registeredOn: string): readonly string[] => {
  const age = ageOn(person.dateOfBirth, registeredOn);
  return [
    ...(isMismatch(person) ? ['ID_MISMATCH'] : []),
    ...(age < YOUNGEST || age > OLDEST ? ['AGE_RANGE'] : []),
    ...(/\?/.test(person.fullName) ? ['NAME_INCOMPLETE'] : []),
  ];
};

/** The five tones of Vietnamese, as marks of their own. */
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/gu;

/** A word has one tone, and which of its vowels bears it is a matter of school: hòa and hoà are one name, hoa and hóa are others. */
const wordKey = (word: string): string => {
  const letters = word.normalize('NFD');
  return letters.replace(TONES, '') + (letters.match(TONES)?.[0] ?? '');
};

/** By this a name is compared: whatever its case, its spaces and the place of its tones. Marks that make another letter are kept (4.C). */
export const nameKey = (fullName: string): string =>
  fullName.normalize('NFC').toLowerCase().trim().split(/\s+/u).map(wordKey).join(' ').normalize('NFC');

/** Two pupils of one school with the same name and day of birth are looked at before one of them is given anything (4.C, strong). */
export const namesakeKey = ({ fullName, dateOfBirth }: Person, schoolCode: string): string =>
  `${schoolCode}/${dateOfBirth}/${nameKey(fullName)}`;
