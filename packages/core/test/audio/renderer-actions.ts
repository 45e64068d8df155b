import * as fc from 'fast-check';

export interface RenderOrPage {
  readonly type: 'render' | 'page';
  readonly frames: number;
}

/** What every random schedule of a renderer is made of: time passing, and audio arriving. */
export const RENDER_AND_PAGE: readonly fc.WeightedArbitrary<RenderOrPage>[] = [
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('render' as const), frames: fc.integer({ min: 1, max: 600 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('page' as const), frames: fc.integer({ min: 1, max: 400 }) }),
  },
];
