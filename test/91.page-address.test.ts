import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { at, withQuery } from '../src/page/api/address.js'
import { href, hrefWith, readPlace } from '../src/page/route.js'
import { localDay, startOfDay } from '../src/page/views/user/local-day.js'
import { requestOf, settingsFrom } from '../src/page/views/what-if/settings.js'

describe('the address of a view', () => {
  it('should name the view, what it shows and how', () => {
    const place = readPlace('#/users/anna%2Fhome/marks?after=x%20y&user=a&user=b')
    expect(place.path).toEqual(['users', 'anna/home', 'marks'])
    expect(place.query.get('after')).toBe('x y')
    expect(place.query.getAll('user')).toEqual(['a', 'b'])
  })

  it('should give back any path and query that was put in', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1 })
    fc.assert(
      fc.property(fc.array(name), fc.array(name), (path, users) => {
        const place = readPlace(href(path, { user: users }))
        expect(place.path).toEqual(path)
        expect(place.query.getAll('user')).toEqual(users)
      }),
    )
  })

  it('should leave out what is not set', () => {
    expect(href(['users'], { sort: null, q: '', limit: 5, order: undefined })).toBe('#/users?limit=5')
    expect(href([])).toBe('#/')
  })

  it('should change one setting and keep the others', () => {
    const place = readPlace('#/users?sort=marks&q=an&after=c')
    expect(hrefWith(place, { sort: 'user', after: null })).toBe('#/users?sort=user&q=an')
  })

  it.each(['', '#', '#/', '#/%E0%A4%A', '#nonsense?%'])('should read %j without failing', (hash) => {
    expect(readPlace(hash).path).toBeInstanceOf(Array)
  })
})

describe('the address of a call', () => {
  it('should encode what comes from outside, and nothing else', () => {
    expect(at`v1/users/${'a/b?c#d é'}/marks/${'1'}`).toBe('v1/users/a%2Fb%3Fc%23d%20%C3%A9/marks/1')
    expect(withQuery('v1/x', { user: ['a', 'b&c'], wrong: false, after: null })).toBe(
      'v1/x?user=a&user=b%26c&wrong=false',
    )
    expect(withQuery('v1/x', {})).toBe('v1/x')
  })
})

describe('days', () => {
  it('should begin where the reader is', () => {
    const start = startOfDay('2026-11-05') as string
    expect(new Date(start).getHours()).toBe(0)
    expect(localDay(Date.parse(start))).toBe('2026-11-05')
    expect(localDay(Date.parse(start) - 1)).toBe('2026-11-04')
  })

  it.each(['', 'today', '2026-1-1'])('should be none for %j', (day) => expect(startOfDay(day)).toBeNull())
})

describe('what is asked of "what if"', () => {
  const settings = (query: string) => settingsFrom(new URLSearchParams(query))

  it('should leave out what stays as it is', () => {
    expect(requestOf(settings(''))).toEqual({ path: 'v1/admin/what-if', body: {} })
  })

  it('should be filled in by a link, in the units of the call, with the last day in full', () => {
    const { body } = requestOf(
      settings('users=anna,%20ben&threshold=80&sharedVersion=0&from=2026-11-01&to=2026-11-02'),
    )
    expect(body).toMatchObject({ users: ['anna', 'ben'], threshold: 0.8, sharedVersion: 0 })
    expect(Number(body?.to) - Number(body?.from)).toBe(2 * 86_400_000)
  })

  it('should ask for another encoder without a shared head, which belongs to the one in force', () => {
    const { body } = requestOf(settings('users=anna&encoder=embedded&sharedVersion=3'))
    expect(body).toMatchObject({ encoder: 'embedded', sharedVersion: undefined })
  })

  it('should send an mbox as it is', () => {
    const file = new File(['From '], 'x.mbox')
    const request = requestOf({ ...settings('users=anna&threshold=70'), source: 'mbox', file })
    expect(request).toEqual({ path: 'v1/admin/what-if/mbox?user=anna&threshold=0.7', mbox: file })
  })
})
