export * from './donation.events';
