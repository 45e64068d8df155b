/**
 * How long jobs take, from the jobs that ended: milliseconds for each unit of work (for speech, characters).
 * Old measurements fade. Pure.
 */
export interface ServiceMeasure {
  readonly msPerUnit: number;
  readonly unitsPerJob: number;
}

const WEIGHT_OF_NEWEST = 0.2;

export class ServiceRate {
  #measure: ServiceMeasure | null = null;

  /** `null` until something was measured. */
  get measure(): ServiceMeasure | null {
    return this.#measure;
  }

  /** Milliseconds that an average job takes. */
  get msPerJob(): number | null {
    return this.#measure === null ? null : this.#measure.msPerUnit * this.#measure.unitsPerJob;
  }

  measured(durationMs: number, units: number): void {
    if (!(durationMs >= 0) || !(units > 0)) return;
    const newest = { msPerUnit: durationMs / units, unitsPerJob: units };
    this.#measure =
      this.#measure === null
        ? newest
        : {
            msPerUnit: blend(this.#measure.msPerUnit, newest.msPerUnit),
            unitsPerJob: blend(this.#measure.unitsPerJob, newest.unitsPerJob),
          };
  }

  /** Takes over what another tab has measured, where this one knows nothing yet. */
  adopt(measure: ServiceMeasure | null): void {
    this.#measure ??= measure;
  }
}

function blend(old: number, newest: number): number {
  return old + WEIGHT_OF_NEWEST * (newest - old);
}
