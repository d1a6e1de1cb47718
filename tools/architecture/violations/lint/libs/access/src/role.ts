// refused by: @typescript-eslint/switch-exhaustiveness-check
export const mayRead = (role: 'AUDITOR' | 'ADMIN' | 'POLICY'): boolean => {
  switch (role) {
    case 'AUDITOR':
      return true;
    default:
      return false;
  }
};
