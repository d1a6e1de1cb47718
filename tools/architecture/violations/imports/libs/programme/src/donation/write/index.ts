export const pledgeDonation = 'a command';
