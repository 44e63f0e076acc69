/** The environment of a person's shell: without what npm and vitest put there for the programs that they start. */
export const shellEnvironment: NodeJS.ProcessEnv = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|VITE|NODE_ENV$|TEST$)/i.test(name)),
)
