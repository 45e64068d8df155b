/**
 * How long jobs take, from the jobs that ended. Old measurements fade, so that a provider that becomes slower is
 * noticed after some twenty jobs. Pure.
 */
export interface ServiceMeasure {
  /** Milliseconds for each unit of work; for speech, a character. */
  readonly msPerUnit: number;
  readonly unitsPerJob: number;
  /** Standard deviation of the time of a job, in milliseconds. */
  readonly spreadMs: number;
}

/** What is left of a measurement after each later one. */
const FADING = 0.95;

export class ServiceRate {
  #jobs = 0;
  #units = 0;
  #durationMs = 0;
  #durationSquared = 0;
  #adopted: ServiceMeasure | null = null;

  /** `null` until something was measured. */
  get measure(): ServiceMeasure | null {
    if (this.#jobs === 0 || this.#units === 0) return this.#adopted;
    const meanMs = this.#durationMs / this.#jobs;
    const variance = Math.max(0, this.#durationSquared / this.#jobs - meanMs ** 2);
    return {
      msPerUnit: this.#durationMs / this.#units,
      unitsPerJob: this.#units / this.#jobs,
      spreadMs: Math.sqrt(variance),
    };
  }

  measured(durationMs: number, units: number): void {
    if (!(durationMs >= 0) || !(units > 0)) return;
    this.#jobs = this.#jobs * FADING + 1;
    this.#units = this.#units * FADING + units;
    this.#durationMs = this.#durationMs * FADING + durationMs;
    this.#durationSquared = this.#durationSquared * FADING + durationMs ** 2;
  }

  /** Takes over what another tab has measured, where this one knows nothing yet. */
  adopt(measure: ServiceMeasure | null): void {
    if (this.#jobs === 0) this.#adopted ??= measure;
  }
}
