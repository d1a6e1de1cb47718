export const donations = 'a read model';
