import integration from './vitest.integration.config.js'

/** Takes the pictures of the page anew. */
export default { ...integration, test: { ...integration.test, include: ['test/page/screenshots.ts'] } }
