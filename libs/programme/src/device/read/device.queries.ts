import { Injectable } from '@nestjs/common';
import {
  type BatchRead,
  type ListSql,
  type ReadContext,
  type Viewer,
  groupedBy,
  inOrderOf,
  readsAll,
  scopeSql,
  versionsOn,
} from '@graphql-api';
import { ReadTables, at } from '@projections';
import type { DeviceFilter } from './device.objects';
import type { DeviceRow } from './device.projection';

export type DeviceVersionRow = DeviceRow & {
  readonly from_position: number;
  readonly to_position: number | null;
  /** Of rows by days. */
  readonly from_day?: string;
};

/** A school's: what it has, gets, or gave. A province's: what is in its organisations. A donor's: what came of its donations. $1 is the size. */
export const deviceScope = (read: ReadContext, values: unknown[]): string => {
  const { viewer } = read;
  const donor = `(select s.donor_code from ${at('donation', read)} s where s.code = d.donation_code)`;
  const province = (code: string): string =>
    `(select s.province_code from ${at('organisation', read)} s where s.code = ${code})`;
  return scopeSql(
    viewer,
    {
      organisations: mayKnowPupils(viewer) ? ['d.school_code', 'd.custodian_id'] : [donor],
      units: [province('coalesce(d.school_code, d.warehouse_code)')],
    },
    values,
  );
};

/** A donor learns what became of a device, never who has it (domain 5, donor trace). */
export const mayKnowPupils = (viewer: Viewer): boolean => readsAll(viewer) || !viewer.roles.includes('DONOR_VIEWER');

/** Devices and their versions, all look-ups of a tick in one statement. */
@Injectable()
export class Devices {
  constructor(private readonly tables: ReadTables) {}

  readonly byTag: BatchRead<string, DeviceRow | null> = async (tags, read) => {
    const values: unknown[] = [read.size, tags];
    const where = `d.tag = any ($2::text[]) and ${deviceScope(read, values)}`;
    const rows = await this.tables.query<DeviceRow>(`select d.* from ${at('device', read)} d where ${where}`, values);
    return inOrderOf(tags, rows, ({ tag }) => tag);
  };

  /** Each version, the first one first. A device has a few dozen at most. */
  readonly versions: BatchRead<string, readonly DeviceVersionRow[]> = async (tags, { size, occurredOn }) => {
    const [now, history] = occurredOn === null ? ['now', 'history'] : ['by_day_now', 'by_day_history'];
    const rows = await this.tables.query<DeviceVersionRow>(
      `select h.* from device_${history} h where h.tag = any ($2::text[]) and h.from_position < $1
       union all
       select n.*, null::bigint from device_${now} n where n.tag = any ($2::text[]) and n.from_position < $1
       order by from_position`,
      [size, tags],
    );
    // What ended beyond the size had not ended at it.
    const asOf = rows.map((row) =>
      row.to_position !== null && row.to_position >= size ? { ...row, to_position: null } : row,
    );
    const versions = groupedBy(tags, asOf, ({ tag }) => tag);
    return occurredOn === null ? versions : versions.map((each) => versionsOn(occurredOn, each));
  };

  /** The grant that each pupil has: a replaced device goes on with the first one's. A void grant is nobody's. */
  readonly grantIdsOfPupils: BatchRead<string, string | null> = async (subjectIds, read) => {
    const rows = await this.tables.query<{ readonly subject_id: string; readonly grant_id: string }>(
      `select distinct on (g.subject_id) g.subject_id, g.grant_id from ${at('data_grant', read)} g
       where g.subject_id = any ($2::uuid[]) and g.status <> 'VOIDED'
       order by g.subject_id, g.entitled_on desc nulls last, g.grant_id`,
      [read.size, subjectIds],
    );
    return inOrderOf(subjectIds, rows, (row) => row.subject_id).map((row) => row?.grant_id ?? null);
  };
}

export const deviceList = (filter: DeviceFilter, read: ReadContext): ListSql => {
  const { viewer } = read;
  const values: unknown[] = [read.size];
  const where: string[] = [];
  for (const [column, wanted] of [
    ['type', filter.type],
    ['donation_code', filter.donation],
    ['lot_no', filter.lotNo],
    ['school_code', filter.school],
    ['custodian_id', filter.custodian],
    ['serial', filter.serial],
  ] as const)
    if (wanted != null) where.push(`d.${column} = $${values.push(wanted)}`);
  if (filter.states != null) where.push(`d.status = any ($${values.push(filter.states)}::text[])`);
  if (filter.subjectId != null) where.push(`d.subject_id::text = $${values.push(filter.subjectId)}`);
  if (filter.waiting != null) where.push(`(d.open_flags <> '[]'::jsonb) = $${values.push(filter.waiting)}`);
  // Who may not know the pupils may not find them by filtering either.
  if (!mayKnowPupils(viewer) && (filter.subjectId != null || filter.school != null || filter.custodian != null))
    where.push('false');
  where.push(deviceScope(read, values));
  const order = [{ sql: 'd.tag', name: 'tag', type: 'text' as const }];
  return { name: 'devices', filter, select: 'd.*', from: `${at('device', read, 'tag')} d`, where, values, order };
};
