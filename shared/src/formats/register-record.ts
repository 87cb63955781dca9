/**
 * One row of an electoral register, whatever software the council used. Owns the shape only: what
 * a cell may mean is decided in `register-row.ts`. A record of an anonymous elector holds district,
 * number and suffix and nothing else ([FMT20]).
 */
export interface RegisterRecord {
  /** 1-based line (or spreadsheet row) on which the row begins in the file. */
  line: number;
  district: string;
  /** Text, never a number: `12`, or `3.5` for an elector inserted between 3 and 4. */
  number: string;
  /** Empty when there is none or it is 0. */
  suffix: string;
  title: string;
  surname: string;
  /** First and middle names, in order. */
  forenames: string;
  nameSuffix: string;
  /** Capital letters saying where the elector may vote; the opt-out Z is not among them. */
  markers: string;
  /** True when the elector is left out of the open register. */
  optedOut: boolean;
  /** ISO date on which the elector reaches voting age, or empty. */
  attains: string;
  /** Lines of the address, none of them empty, without the postcode. */
  address: string[];
  /** `M41 9FU`, or empty. */
  postcode: string;
  /** The council software's own key for the person, or empty. */
  externalId: string;
  /** Up to 12 digits without leading zeros, or empty. */
  uprn: string;
  anonymous: boolean;
}
