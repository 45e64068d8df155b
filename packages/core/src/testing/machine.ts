/** The machine that the virtual browser runs on, as far as it is to be noticed from a page. */
export class Machine {
  isAsleep = false;
  /** For how long `performance.now()` has stood still while the machine slept, in milliseconds. */
  stoodStillMs = 0;
}
