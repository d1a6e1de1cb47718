/** A file of our own between: the build rewrites aliases where they are imported, not where they are required. */
export { settingRows } from '@hosting/settings';
