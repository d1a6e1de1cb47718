import { specification } from '@kernel/testing';
import { donor } from '.';
import * as a from './donor.fixtures';

const given = specification(donor, (actual, expected) => expect(actual).toEqual(expected));
const nobody = { name: undefined, taxCode: undefined };

describe('registering a donor', () => {
  it('is recorded once', () => {
    given().when(a.registerDonor()).then(a.donorRegistered());
    given(a.donorRegistered()).when(a.registerDonor()).thenNothing();
    given(a.donorRegistered())
      .when(a.registerDonor({ publicity: 'ANONYMOUS' }))
      .thenRefused('DONOR_EXISTS');
  });
  it('knows a person by the subject id, whatever the salts', () => {
    const commitments = { name: 'B'.repeat(43) };
    const person = { ...a.individual, ...nobody };
    given().when(a.registerDonor(person)).then(a.donorRegistered(person));
    given(a.donorRegistered(person))
      .when(a.registerDonor({ ...person, commitments }))
      .thenNothing();
  });
  it.each([
    ['an organisation without a name', { name: undefined }],
    ['an organisation that is a subject', { subjectId: a.individual.subjectId }],
    ['a person with a name', { ...a.individual, ...nobody, name: 'Nguyễn Văn Thử' }],
    ['a person with a tax code', { ...a.individual, ...nobody, taxCode: '0100000000' }],
    ['a person without a subject', { ...a.individual, ...nobody, subjectId: undefined }],
    ['a person without commitments', { ...a.individual, ...nobody, commitments: undefined }],
  ])('refuses %s', (_, change) => given().when(a.registerDonor(change)).thenRefused('DONOR_IDENTITY'));
});
