/** How many images come along with the page, by role: what the manifest in `public/cifar10` counts. */
export const IMAGES_ALONG = { train: 2000, validation: 500, test: 1000 } as const;
