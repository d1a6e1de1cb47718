// refused by: @typescript-eslint/naming-convention
export interface IUser {
  readonly id: string;
}
