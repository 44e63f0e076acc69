/** The key lives in this tab and goes with it. */

const KEY = 'hamlet-key'

export const storedKey = {
  get: () => sessionStorage.getItem(KEY),
  set: (value: string) => sessionStorage.setItem(KEY, value),
  forget: () => sessionStorage.removeItem(KEY),
}
