export * from './donor.events';
