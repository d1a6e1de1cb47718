// refused by: no-restricted-syntax
export default 'a name that each importer chooses';
