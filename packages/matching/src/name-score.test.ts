// SPDX-License-Identifier: Apache-2.0
// What weighs in a name, and what hardly does.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type NamePart, namePartsOf } from './name-parts.ts';
import { scoreNames } from './name-score.ts';
import { prepareName } from './prepare-name.ts';

function score(a: string, b: string): number {
  return scoreNames(prepareName({ name: a }), prepareName({ name: b })).score;
}

function partsOf(name: string, lang?: string): readonly NamePart[] {
  return namePartsOf(prepareName(lang === undefined ? { name } : { name, lang }).tokens);
}

describe('the parts of a name', () => {
  it('a patronymic stands behind a given name, in either order', () => {
    assert.deepEqual(partsOf('Сергей Викторович Кузнецов'), ['name', 'patronymic', 'name']);
    assert.deepEqual(partsOf('Радзевич Пётр Иванович'), ['name', 'name', 'patronymic']);
  });
  it('two words are a given name and a surname', () => {
    assert.deepEqual(partsOf('Goran Petrovic', 'sr'), ['name', 'name']);
    assert.deepEqual(partsOf('Goran Marko Petrović', 'sr'), ['name', 'name', 'name']);
    assert.deepEqual(partsOf('Пётр Радзевич'), ['name', 'name']);
  });
  it('a father stands before oglu and behind bin', () => {
    assert.deepEqual(partsOf('Elçin Rəşid oğlu Həsənov', 'az'), ['name', 'patronymic', 'particle', 'name']);
    assert.deepEqual(partsOf('Salem bin Nasser Haddad'), ['name', 'particle', 'patronymic', 'name']);
  });
  it('a father may stand in an ending', () => {
    assert.deepEqual(partsOf('Вольга Уладзіміраўна Каўрыга', 'be'), ['name', 'patronymic', 'name']);
    assert.deepEqual(partsOf('Нұрлан Қанатұлы Сейітов', 'kk'), ['name', 'patronymic', 'name']);
    assert.deepEqual(partsOf('Пётр Ильич Соловьёв', 'ru'), ['name', 'patronymic', 'name']);
  });
  it('a small word is a name where there is no other', () => {
    assert.deepEqual(partsOf('Ben Lee'), ['name', 'name']);
    assert.deepEqual(partsOf('Al Haddad'), ['particle', 'name']);
  });
});

describe('the score of two names', () => {
  it('hardly falls with a patronymic that is missing', () => {
    assert.ok(score('Sergey Viktorovich Kuznetsov', 'Sergey Kuznetsov') >= 950);
  });
  it('falls with another patronymic, and not with that of another language', () => {
    assert.ok(score('Sergey Viktorovich Kuznetsov', 'Sergey Borisovich Kuznetsov') < 750);
    assert.ok(score('Aliaksandr Uladzimiravich Radzevich', 'Aleksandr Vladimirovich Radzevich') >= 950);
  });
  it('compares patronymics by the fathers, not by their endings', () => {
    assert.ok(score('Piotr Ryhoravich Zhuk', 'Piotr Grigorievich Zhuk') >= 980);
    assert.ok(score('Piotr Ivanovich Zhuk', 'Piotr Romanovich Zhuk') < 750);
  });
  it('hardly falls with a title or particle', () => {
    assert.ok(score('Dr. Nino Beridze', 'Nino Beridze') >= 980);
    assert.ok(score('Salem al Haddad', 'Salem Haddad') >= 980);
  });
  it('is not found by one word in common, however many names follow', () => {
    assert.ok(score('Nino Beridze', 'Nino Gelashvili') < 500);
    assert.ok(score('Salem Nasser Yousef Tariq al-Haddad', 'Salem Nasser Yousef Tariq al-Mansouri') < 750);
  });
  it("is less than that of the same name where a given name is another language's", () => {
    const equivalent = score('Oleksandr Shevchuk', 'Aleksandr Shevchuk');
    assert.ok(equivalent >= 900 && equivalent < 1000, `${equivalent}`);
  });
  it('is that of two possible names for an initial', () => {
    const initial = score('O. Shevchuk', 'Olena Shevchuk');
    assert.ok(initial >= 750 && initial < 900, `${initial}`);
    assert.ok(score('V. Shevchuk', 'Olena Shevchuk') < 750);
  });
});
