// One answer among several, as every choosing component takes it.

export interface Choice<Value extends string = string> {
  value: Value;
  label: string;
  /** A second, quieter line where the component has room for one. */
  hint?: string;
  disabled?: boolean;
}
