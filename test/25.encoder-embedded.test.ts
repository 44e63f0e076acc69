import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadModel, type Model } from '../src/encoder/model.js'
import { EMBEDDED, type OpenEncoder, openEncoder } from '../src/encoder/open.js'

/** One mail in each script that the vocabulary was hardly taught. */
const scripts = {
  Cyrillic: 'Тема: счёт за октябрь\nДобрый день, во вложении счёт на оплату.',
  Chinese: '主题：会议通知\n您好，会议改到星期五下午三点。',
  Arabic: 'الموضوع: موعد الاجتماع\nمرحبا، تم تأجيل الاجتماع إلى يوم الأحد.',
  emoji: '🎉🎉 WIN 🎁 now 👉🏽 💰💰',
  disguised: 'V\u200b1\u200bagra, сhеар рills, ＦＲＥＥ',
}

describe('embedded encoder', () => {
  let encoder: OpenEncoder
  let model: Model
  beforeAll(async () => {
    encoder = await openEncoder({ encoder: 'embedded', workers: 1 })
    model = await loadModel(encoder.info)
  })
  afterAll(() => encoder.close())

  it('should be checked against its manifest, pooled by itself and small enough for a repository', () => {
    const { manifest, modelFile, source } = encoder.info
    expect(source).toBe('embedded')
    expect(manifest).toMatchObject({ pooling: 'output', output: 'embedding', normalise: true })
    expect(Object.keys(manifest.files)).toContain(modelFile)
    expect(statSync(join(EMBEDDED, modelFile)).size).toBeLessThan(20e6)
  })

  it.each(Object.entries(scripts))(
    'should read %s as many tokens, and each text as another',
    async (_name, text) => {
      const ids = model.tokenise(text)
      expect(new Set(ids).size).toBeGreaterThan(10)
      const embedding = await encoder.encode(text)
      expect(embedding).toHaveLength(encoder.dimension)
      expect(Math.hypot(...embedding)).toBeCloseTo(1, 4)
      for (const other of Object.values(scripts)) {
        if (other !== text) expect(await encoder.encode(other)).not.toEqual(embedding)
      }
    },
  )

  it('should keep case apart', async () => {
    expect(await encoder.encode('Meeting on Friday')).not.toEqual(await encoder.encode('MEETING ON FRIDAY'))
  })

  it('should tokenise 1,000 characters that it has met before in under 0.3 ms', () => {
    const text = 'Dear colleagues, the quarterly report is due on Friday; please send your figures. '
      .repeat(13)
      .slice(0, 1000)
    // The shortest of many: a busy machine lengthens some, but not all.
    let shortest = Number.POSITIVE_INFINITY
    for (let i = 0; i < 500; i++) {
      const started = performance.now()
      model.tokenise(text)
      shortest = Math.min(shortest, performance.now() - started)
    }
    expect(shortest).toBeLessThan(0.3)
  })
})
