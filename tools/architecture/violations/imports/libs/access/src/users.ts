// refused by: sql-driver-stays-in-its-folders
import type { Client } from 'pg';
export type Users = Client;
