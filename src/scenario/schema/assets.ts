/** `assets`: what is traded, in the order that every array of the run uses. */

import { z } from 'zod';
import { priceUsd, quantity } from './base.ts';

/** Names are used in override paths (no dots) and as keys (not all digits); `default` and `USD` mean something else. */
export const ASSET_NAME = /^(?!(?:default|USD|cash)$)(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9_:-]*$/;

export const assetName = () =>
  z.string().regex(ASSET_NAME, {
    error: 'an asset name of letters, digits, _, : or - with at least one letter, not default, cash or USD',
  });

export const assetsSchema = z
  .record(
    assetName(),
    z.strictObject({
      /** Price before the first step, P₀. */
      priceUsd: priceUsd(),
      /** Smallest size traded; a generated population comes in whole lots. */
      lotBase: quantity('a lot size in base units', { above: 0 }).optional(),
    }),
    { error: 'a map of asset names' },
  )
  .refine((assets) => Object.keys(assets).length > 0, { error: 'at least one asset' })
  .refine((assets) => Object.keys(assets).length <= 1000, { error: 'at most 1000 assets' });
