/**
 * Property tests draw the same cases every time, so that a check that passed passes again. Look for new counterexamples
 * with PROPERTY_SEED=1, 2, ...; what one finds belongs into the tests as an example.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20201) });
