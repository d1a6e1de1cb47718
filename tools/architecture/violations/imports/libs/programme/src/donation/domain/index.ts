export const donation = 'DonationPledged';
