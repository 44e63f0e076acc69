/** Holds answers against the OpenAPI document: what it does not describe fails the test. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { expect } from 'vitest'

export interface Document {
  paths: Record<string, Record<string, { responses: Record<string, { content: object }> }>>
}

export class Contract {
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
  readonly #validators = new Map<string, ValidateFunction>()

  constructor(readonly document: Document) {
    this.#ajv.addSchema(document, 'openapi')
  }

  /** The path of the document that an address belongs to. */
  template(pathname: string): string | undefined {
    return Object.keys(this.document.paths).find((path) =>
      new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`).test(pathname),
    )
  }

  /** Fails unless the answer is one that the document promises for this call. */
  check(method: string, pathname: string, status: number, contentType: string, body: unknown): void {
    const path = this.template(pathname)
    const operation = path && this.document.paths[path]?.[method.toLowerCase()]
    if (!path || !operation) {
      expect([404, 405]).toContain(status)
      return
    }
    expect(Object.keys(operation.responses)).toContain(String(status))
    const media = Object.keys(operation.responses[status]?.content ?? {})
    expect(media).toContain(contentType.startsWith('text/plain') ? media[0] : contentType.split(';')[0])
    const names = ['paths', path, method.toLowerCase(), 'responses', status, 'content', media[0], 'schema']
    const pointer = names.map((name) =>
      encodeURIComponent(String(name).replaceAll('~', '~0').replaceAll('/', '~1')),
    )
    const validate = this.#validator(`openapi#/${pointer.join('/')}`)
    validate(body)
    expect(validate.errors ?? []).toEqual([])
  }

  #validator($ref: string): ValidateFunction {
    const validate = this.#validators.get($ref) ?? this.#ajv.compile({ $ref })
    this.#validators.set($ref, validate)
    return validate
  }
}
