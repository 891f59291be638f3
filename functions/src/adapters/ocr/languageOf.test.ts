import { expect, test } from 'vitest';
import { languageOf } from './languageOf.ts';

test.each([
  ['eng', 'Members may borrow six books at a time and keep them for four weeks.'],
  ['deu', 'Wer ein Buch zu spät zurückgibt, muss den jüngsten Gästen eine Geschichte vorlesen.'],
  ['fra', 'Les voisins ont descendu deux mille volumes par l’escalier en une seule nuit.'],
  ['spa', 'Los vecinos bajaron dos mil volúmenes por la escalera en una sola noche.'],
  ['ita', 'I soci possono prendere in prestito sei libri alla volta e tenerli per quattro settimane.'],
  ['por', 'As crianças trazem os seus desenhos e a bibliotecária prepara chá para quem andou à chuva.'],
  ['nld', 'Kinderen brengen hun tekeningen mee en vissers bestuderen de weerkaarten.'],
  ['pol', 'Dzieci przynoszą swoje rysunki, a bibliotekarka parzy herbatę dla wszystkich.'],
])('%s is told from a sentence', async (language, sentence) => {
  expect(await languageOf(sentence)).toBe(language);
});

test.each([
  [
    'of a language that nobody can ask for',
    'Varje torsdag kväll håller det gamla biblioteket vid hamnen öppet till klockan nio.',
  ],
  ['of numbers only', '1,250.00 312.50 17.99'],
  ['of nothing', ''],
])('text %s is in none', async (_, text) => {
  expect(await languageOf(text)).toBeNull();
});
