import { specification } from '@kernel/testing';
import { donor } from './donor.decider';
import { aPerson, donorRegistered, registerDonor } from './donor.fixtures';

const given = specification(donor, (actual, expected) => expect(actual).toEqual(expected));

describe('registering a donor', () => {
  it('names an organisation', () => given().when(registerDonor()).then(donorRegistered()));
  it('keeps a person unnamed', () => given().when(registerDonor(aPerson)).then(donorRegistered(aPerson)));
  it('refuses a person with a name in the event, and an organisation without', () => {
    given()
      .when(registerDonor({ ...aPerson, name: 'Nguyễn Văn Thử' }))
      .thenRefused('DONOR_NAME');
    given()
      .when(registerDonor({ ...aPerson, taxCode: '0100000001' }))
      .thenRefused('DONOR_NAME');
    given()
      .when(registerDonor({ name: undefined }))
      .thenRefused('DONOR_NAME');
  });
  it('stays silent when the same donor is registered again', () =>
    given(donorRegistered()).when(registerDonor()).thenNothing());
  it('refuses another donor under the same code', () =>
    given(donorRegistered())
      .when(registerDonor({ name: 'Khác' }))
      .thenRefused('DONOR_EXISTS'));
});
