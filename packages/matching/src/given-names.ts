// SPDX-License-Identifier: Apache-2.0
// Given names that are one name in several languages, where sound alone does not tell. A small table of common ones.
import { looseForm } from './loose-form.ts';

/** The group of equivalent given names to which one of these loose forms belongs; 0 for none. */
export function givenNameGroup(forms: readonly string[]): number {
  for (const form of forms) {
    const group = GROUPS.get(form);
    if (group !== undefined) return group;
  }
  return 0;
}

/** The same for the father's name in a patronymic, by its stem. */
export function fatherGroup(stem: string): number {
  return stem.length < STEM_LETTERS_MIN ? 0 : (STEM_GROUPS.get(stem) ?? 0);
}

/** What is left of a given name when its ending changes. */
export function stemOf(form: string): string {
  return form.replace(FINAL_VOWELS, '');
}

const FINAL_VOWELS = /[aeiou]+$/;

/** One row, one name. In plain Latin spelling; compared in loose form. */
const ROWS: readonly string[] = [
  'aleksandr alexander oleksandr aliaksandr aleksander aleksandre alexandru alexandre alexandros alejandro aleksandar olexandr',
  'aleksandra alexandra oleksandra aliaksandra',
  'aleksei alexei oleksii oleksiy aliaksei alexey alexis alexie',
  'andrei andrey andrii andriy andrej andrew andreas andre andria andro',
  'anna hanna ganna ann anne hannah',
  'anatoly anatolii anatoliy anatol anatolie',
  'anton antony anthony antonio antoni',
  'artem artyom artiom artsiom artyem artemy',
  'boris barys borys',
  'dmitry dmitri dmytro dzmitry dimitri dumitru dimitrios dmitriy dmitrij',
  'elena olena alena helena helen yelena jelena',
  'evgeny evgenii yevhen yauhen eugene eugen yevgeny evgenij yevgeniy yevgen evhen eugeniu',
  'evgenia yevheniia yauheniya eugenia yevgenia yevgeniya',
  'ekaterina kateryna katsiaryna yekaterina catherine katerina katarina ecaterina eka katarzyna',
  'elizaveta yelizaveta yelyzaveta elizabeth lizaveta elisabeth',
  'fedor fyodor fedir fiodar theodor theodore teodor feodor tedo',
  'filip philip philipp pylyp filipp philippe',
  'georgi georgy giorgi george heorhii georgiy heorhiy gheorghe georgios georg jorge georges',
  'yuri yurii yury iurii iuri yuriy jurij juri iurie',
  'gennady hennadii gennadii henadz gennadiy hienadz ghenadie hennadiy',
  'grigory hryhorii ryhor grigorii gregory gregor hryhoriy grigol grigore krikor grigor grigoriy',
  'igor ihor ihar',
  'ilya illia ilia elijah elias ilie illya ilja',
  'ioann ivan ioan ion ivane vano yan jan john johannes hovhannes ovanes',
  'iosif joseph josef josyp yosyp yosif ioseb jozef yusuf yusif yousef yusef yusup',
  'irina iryna irene irena iryne',
  'konstantin kostiantyn kanstantsin constantin kostyantyn constantine konstantine konstantinos',
  'leonid leanid leonyd',
  'lev leo leon levko',
  'lidia lidiia lidziya lydia',
  'ludmila liudmyla lyudmyla liudmila lyudmila',
  'maksim maxim maksym maksim maxime',
  'margarita marharyta marharita margaret',
  'maria mariia marya mary mariya mariam marie miriam maryam meri',
  'mark marko marek marcus marc markus',
  'matvei matvii matthew matvey matviy mateusz matthias mateo',
  'mikhail mykhailo mikhael michael mihail mikheil michail mykhaylo michel miguel mikael mixail misha mihai mikayil mikail',
  'mikola mykola nikolai nikolay mikalai nicolae nicholas nikolaos nikoloz niko nicolas nikola nikolaj',
  'natalia nataliia nataliya natallia natalya natela natalie',
  'nikita mykyta mikita',
  'oksana aksana oxana',
  'oleg oleh aleh',
  'olga olha volha',
  'panteleimon panteleymon pantelei',
  'pavel pavlo paul paval pavle paulo pablo pawel',
  'petr petro piotr peter pyotr pyatro petre petru pierre pedro petros bedros piatro petar',
  'roman raman',
  'rostislav rostyslav rastsislau',
  'sergei sergey serhii serhiy siarhei sergii sergiy sergo serge sergiu sargis sarkis siarhey sergij',
  'semen semyon simon symon siamion simeon siman',
  'stanislav stanislau stanislaw',
  'stepan stephen stephan stefan stsiapan steven stephane stepane stefanos',
  'svetlana svitlana sviatlana',
  'taras tarasii',
  'tatiana tetiana tatsiana tetyana tatyana tatjana tatian',
  'timofei tymofii tsimafei timothy timofey',
  'vasily vasyl vasilii vasil vasile basil vasiliy vasiliy vasilios vasileios',
  'valentin valiantsin valentyn',
  'valery valerii valeriy valeri valeriu',
  'victor viktor viktar',
  'vitaly vitalii vital vitaliy vitalie',
  'vladimir volodymyr uladzimir volodimir wolodymyr vladimer uladzimer',
  'vladislav vladyslav uladzislau wladyslaw vladyslau',
  'viacheslav viachaslau vyacheslav vyachaslau viaceslav',
  'vsevolod usevalad vsevolod vsevolad',
  'yakov yakiv yakau jacob iakob jakob james jakub hakob akop hagop yaqub yagub iacob',
  'yaroslav yaraslau jaroslaw iaroslav',
  'zinaida zinayida',
  'zurab surab zurabi',
  'david davit davyd davud daud dawood davo',
  'daniil danylo daniel daniyil danil danila',
  'levan leven levon leon',
  'abraham avraam ibrahim ibragim avram abram ebrahim',
  'ismail izmail ismayil ismael',
  'isaac isaak isak ishaq iskhak isxaq itzhak yitzhak',
  'solomon suleiman suleyman soliman suleyman sulaiman shlomo',
  'moses moisei moshe musa moisey',
  'mohammad muhammad mohammed mukhammed magomed mohamed muhammed mammad mehmet mahammad makhmad mamed mehmed mamad',
  'akhmed ahmad ahmed akhmad ahmet ehmed',
  'ali aly',
  'husein hussein huseyn gusein huseyin hossein khusein husain husayn houssein hoseyn',
  'hasan gasan hassan khasan',
  'haidar heydar geidar haydar heidar khaidar gaidar',
  'hamid gamid khamid',
  'haji gadzhi khadzhi',
  'ilham ilkham ilgam',
  'abdullah abdulla abdallah abdollah abdoullah',
  'omar umar omer',
  'osman usman othman uthman',
  'osama usama oussama',
  'saeed said saeid saiid',
  'rashid rasheed rachid rasid',
  'khalid khaled halid halit',
  'jamal gamal djamel cemal dzhamal',
  'mahmud mahmoud makhmud mehmud mahmood',
  'nur noor nour',
];

const GROUPS: ReadonlyMap<string, number> = groupsBy((form) => form);

/** By the stem of a patronymic: Nikolai and Nikolaevich share `nikol`. Stems of two letters are everybody's. */
const STEM_GROUPS: ReadonlyMap<string, number> = groupsBy(stemOf);
const STEM_LETTERS_MIN = 3;

function groupsBy(spell: (form: string) => string): ReadonlyMap<string, number> {
  return new Map(
    ROWS.flatMap((row, index) => row.split(' ').map((name) => [spell(looseForm(name)), index + 1] as const)),
  );
}
