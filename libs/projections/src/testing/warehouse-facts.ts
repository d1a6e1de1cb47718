import type { Fact } from './read-side';

export const put = (box: string, hall: string, weight = 10): Fact => ({ type: 'BoxPut', data: { box, hall, weight } });
export const taken = (box: string): Fact => ({ type: 'BoxTaken', data: { box } });
export const painted = (colour: string): Fact => ({ type: 'HallPainted', data: { colour } });

/** A few thousand facts about some boxes, the same every time. */
export const traffic = (count: number): readonly Fact[] =>
  Array.from({ length: count }, (_, index) => {
    const box = `box ${(index * 7) % 97}`;
    if (index % 11 === 0) return painted(index % 2 === 0 ? 'red' : 'blue');
    return index % 23 === 0 ? taken(box) : put(box, `hall ${(index * 5) % 13}`, (index * 3) % 200);
  });
