import integration from './vitest.integration.config.js'

/** Measures how long the views of a large installation take. */
export default { ...integration, test: { ...integration.test, include: ['test/page/view-times.ts'] } }
