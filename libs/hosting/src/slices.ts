import type { Type } from '@nestjs/common';
import type { AnyDecider } from '@kernel';
import type { ReadRoom } from '@graphql-api';
import type { AnyImportKind } from '@imports';
import type { Policy } from '@policies';
import type { Projection } from '@projections';
import { beneficiary } from '@programme/beneficiary/domain';
import { beneficiaryRead } from '@programme/beneficiary/read';
import { BeneficiaryWriteModule } from '@programme/beneficiary/write';
import { book, carrierDay } from '@programme/carrier-book/domain';
import { carrierBookRead } from '@programme/carrier-book/read';
import { CarrierBookWriteModule, creditImport } from '@programme/carrier-book/write';
import { claim } from '@programme/claim/domain';
import { grant, sim } from '@programme/data-grant/domain';
import { dataGrantRead } from '@programme/data-grant/read';
import { DataGrantWriteModule, activationImport, dataGrantPolicies, simImport } from '@programme/data-grant/write';
import { device } from '@programme/device/domain';
import { deviceRead } from '@programme/device/read';
import { DeviceWriteModule, devicePolicies, manifestImport } from '@programme/device/write';
import { DistributionWriteModule, distributionPolicies, handoverImport } from '@programme/distribution/write';
import { donation, lot } from '@programme/donation/domain';
import { donationRead } from '@programme/donation/read';
import { DonationWriteModule, donationPolicies } from '@programme/donation/write';
import { donor } from '@programme/donor/domain';
import { donorRead } from '@programme/donor/read';
import { DonorWriteModule } from '@programme/donor/write';
import { exceptionRead } from '@programme/exception/read';
import { ExceptionWriteModule } from '@programme/exception/write';
import { clock, ledger } from '@programme/ledger/domain';
import { ledgerRead } from '@programme/ledger/read';
import { locality } from '@programme/locality/domain';
import { localityRead } from '@programme/locality/read';
import { LocalityWriteModule } from '@programme/locality/write';
import { organisation } from '@programme/organisation/domain';
import { organisationRead } from '@programme/organisation/read';
import { OrganisationWriteModule } from '@programme/organisation/write';
import { overviewRead } from '@programme/overview/read';

/** THE list of what the ledger is made of: what is not here does not run. In the order of the programme's own story. */

/** How facts are asked for: controllers and command handlers. */
export const writeModules: readonly Type[] = [
  OrganisationWriteModule,
  LocalityWriteModule,
  DonorWriteModule,
  DonationWriteModule,
  DeviceWriteModule,
  BeneficiaryWriteModule,
  DistributionWriteModule,
  DataGrantWriteModule,
  CarrierBookWriteModule,
  ExceptionWriteModule,
];

/** How facts are remembered and shown: projections, resolvers, query handlers. */
export const readRooms: readonly ReadRoom[] = [
  ledgerRead,
  organisationRead,
  localityRead,
  donorRead,
  donationRead,
  deviceRead,
  beneficiaryRead,
  dataGrantRead,
  carrierBookRead,
  exceptionRead,
  overviewRead,
];

/** What follows from facts by itself. */
export const policies: readonly Policy[] = [
  ...donationPolicies,
  ...devicePolicies,
  ...distributionPolicies,
  ...dataGrantPolicies,
];

/** Which files are taken in: F4, F6, F7, F8, F10. */
export const importKinds: readonly AnyImportKind[] = [
  manifestImport,
  handoverImport,
  simImport,
  creditImport,
  activationImport,
];

/** Everything that decides: a policy's deadlines are kept by noun and found again here. */
export const deciders: readonly AnyDecider[] = [
  ledger,
  clock,
  organisation,
  locality,
  donor,
  donation,
  lot,
  claim,
  device,
  beneficiary,
  sim,
  grant,
  book,
  carrierDay,
];

export const projections: readonly Projection[] = readRooms.flatMap((room) => room.projections);
