/** Where a value stands: the client that wrote it, and its clock. */
export interface Id {
  readonly client: number;
  readonly clock: number;
}
